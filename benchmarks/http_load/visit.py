"""Ask a server by many clients at once for a short while: one visit of one server."""

import selectors
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.http_load.client import OK, Client, Outcome
from benchmarks.http_load.stages import stages_ms

REQUEST_TIMEOUT_S = 60.0
TIMEOUT = "timeout"
# A client whose request failed waits as long before its next one.
PAUSE_AFTER_ERROR_S = 0.1


@dataclass(frozen=True)
class Visit:
    """What one visit measured, without its warm-up.

    ``latencies_ms`` are those of answers with status 200, ``errors`` counts all other ends of a
    request by their kind, ``seconds`` is the length of the time in which they all ended.
    ``client_cores`` is the CPU time that the clients took in it, as a number of cores.

    With the warm-up, ``all_answers`` had status 200, and ``all_stages_ms`` is the time that they
    state for their stages; None where one of them states none.
    """

    latencies_ms: tuple[float, ...]
    errors: dict[str, int]
    seconds: float
    client_cores: float
    all_answers: int = 0
    all_stages_ms: float | None = None

    @property
    def per_second(self) -> float:
        """Answers with status 200 in a second."""
        return len(self.latencies_ms) / self.seconds if self.seconds else 0.0


class Crowd:
    """Clients that each send their next request as soon as the last one is answered."""

    def __init__(self, address: tuple[str, int], request: bytes, *, clients: int) -> None:
        self.selector = selectors.DefaultSelector()
        self.clients = [Client(address, request, self.selector) for _ in range(clients)]
        self._busy: set[Client] = set()
        self._resting: dict[Client, float] = {}

    def begin(self, client: Client, *, after_s: float = 0.0) -> None:
        """Let a client start its next request, now or later."""
        if after_s:
            self._resting[client] = time.perf_counter() + after_s
        else:
            self._busy.add(client)
            client.begin()

    @property
    def at_work(self) -> bool:
        """Is a request under way, or a client about to start one?"""
        return bool(self._busy or self._resting)

    def wait(self) -> list[tuple[Client, Outcome]]:
        """The requests that ended, after at most a short while."""
        now = time.perf_counter()
        for client in [client for client, due in self._resting.items() if due <= now]:
            del self._resting[client]
            self.begin(client)
        ended = []
        for key, _ in self.selector.select(timeout=PAUSE_AFTER_ERROR_S / 2):
            outcome = key.data.advance()
            if outcome is not None:
                ended.append((key.data, outcome))
        late = [client for client in self._busy if now - client.started > REQUEST_TIMEOUT_S]
        known = {client for client, _ in ended}
        ended += [(client, client.give_up(TIMEOUT)) for client in late if client not in known]
        self._busy.difference_update(client for client, _ in ended)
        return ended

    def close(self) -> None:
        """Close all connections."""
        for client in self.clients:
            client.close()
        self.selector.close()


def visit(address: tuple[str, int], request: bytes, *, clients: int, seconds: float) -> Visit:
    """Keep ``clients`` busy with ``request`` for ``seconds``, and longer until each has an answer.

    The load is closed: a client sends its next request when the last one has ended. The warm-up
    lasts until every client has ended its first request. What is under way at the end is waited
    for, and counted.
    """
    crowd = Crowd(address, request, clients=clients)
    measured: list[Outcome] = []
    answers: list[bytes] = []
    waiting = set(crowd.clients)
    began, cpu_began = 0.0, 0.0
    try:
        for client in crowd.clients:
            crowd.begin(client)
        while crowd.at_work:
            for client, outcome in crowd.wait():
                if outcome.kind == OK:
                    answers.append(outcome.body)
                if began:
                    measured.append(outcome)
                elif (waiting := waiting - {client}) == set():
                    began, cpu_began = outcome.ended, time.process_time()
                if not began or outcome.ended - began < seconds:
                    failed = outcome.kind != OK
                    crowd.begin(client, after_s=PAUSE_AFTER_ERROR_S if failed else 0.0)
    finally:
        crowd.close()
    lasted = max(outcome.ended for outcome in measured) - began
    return Visit(
        latencies_ms=tuple(item.latency_ms for item in measured if item.kind == OK),
        errors=dict(Counter(item.kind for item in measured if item.kind != OK)),
        seconds=lasted,
        client_cores=(time.process_time() - cpu_began) / lasted if lasted else 0.0,
        all_answers=len(answers),
        all_stages_ms=_stages_ms(answers),
    )


def _stages_ms(answers: Sequence[bytes]) -> float | None:
    """The sum over all answers; None where one of them states no stages."""
    total = 0.0
    for answer in answers:
        stages = stages_ms(answer)
        if stages is None:
            return None
        total += stages
    return total
