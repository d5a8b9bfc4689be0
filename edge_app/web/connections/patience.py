"""How long a client may take over each phase of a connection."""

import math
from dataclasses import dataclass
from enum import Enum


class Phase(Enum):
    """What a connection waits for."""

    HEAD = "the end of a TLS handshake or of a request's head"
    BODY = "the rest of a request's body"
    WORK = "the application"
    ANSWER = "the client, to read its answer"
    IDLE = "another request"
    REFUSED = "the client, to hear that it was refused"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Deadlines in seconds, and the slowest body or answer in bytes per second.

    A head has to be complete ``head_s`` after it began, however many bytes come meanwhile. A body
    or an answer may rest for ``stall_s``; each byte buys time, but never more than that, so that
    10 kB/s go on for as long as they need and single bytes do not help. A client that is refused
    has ``refused_s`` to stop sending and read why. While nearly all places for connections are
    taken, whoever has asked for nothing has only ``crowded_s``.
    """

    head_s: float = 10.0
    stall_s: float = 10.0
    slowest_bytes_per_s: float = 4000.0
    idle_s: float = 60.0
    refused_s: float = 10.0
    crowded_s: float = 2.0
    look_s: float = 1.0

    def allowed_s(self, phase: Phase, *, crowded: bool) -> float:
        """The seconds for a phase, or for a rest within it."""
        if crowded and phase in (Phase.HEAD, Phase.IDLE):
            return self.crowded_s
        return {
            Phase.HEAD: self.head_s,
            Phase.BODY: self.stall_s,
            Phase.WORK: math.inf,
            Phase.ANSWER: self.stall_s,
            Phase.IDLE: self.idle_s,
            Phase.REFUSED: self.refused_s,
        }[phase]


class Patience:
    """What one client has used up of its time, looked at now and then."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._step: object = None
        self._looked_s = self._spent_s = 0.0
        self._moved_bytes = 0

    def is_over(
        self, phase: Phase, number: int, moved_bytes: int, *, now_s: float, crowded: bool = False
    ) -> bool:
        """Whether the client has used up its time in this ``phase`` of its request ``number``.

        ``moved_bytes`` have come and gone on the connection so far; ``now_s`` is a monotonic clock.
        """
        if self._step != (phase, number):
            self._step, self._spent_s = (phase, number), 0.0
        else:
            bought_s = 0.0
            if phase in (Phase.BODY, Phase.ANSWER):
                moved = moved_bytes - self._moved_bytes
                bought_s = moved / self._limits.slowest_bytes_per_s
            self._spent_s = max(0.0, self._spent_s + now_s - self._looked_s - bought_s)
        self._looked_s, self._moved_bytes = now_s, moved_bytes
        return self._spent_s >= self._limits.allowed_s(phase, crowded=crowded)
