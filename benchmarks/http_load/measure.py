"""Visit every server with every picture and every number of clients, round by round."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benchmarks.http_load.client import OK, request_bytes
from benchmarks.http_load.pictures import Picture, form
from benchmarks.http_load.server import Server
from benchmarks.http_load.visit import TIMEOUT, Visit, visit
from benchmarks.page_parts import counted
from benchmarks.process_figures import cpu_seconds, peak_rss_bytes, reset_peak, rss_bytes
from benchmarks.turns import rotated
from edge_app.errors import PipelineError

# As many rounds give a ratio its interval.
ROUNDS_AIMED_AT = 6
SHORTEST_VISIT_S, LONGEST_VISIT_S = 0.1, 2.0
# A visit takes its warm-up and its last answers besides: about as long again.
VISITS_PER_SECOND = 2
WARM_UP_S = 0.2


@dataclass(frozen=True)
class Cell:
    """A place in the tables: one service, one picture, one number of clients."""

    service: str
    picture: str
    clients: int


@dataclass(frozen=True)
class CellVisit:
    """A visit with its ``round``, and what the server took: CPU as cores, peak memory in bytes.

    ``request_cpu_ms`` is its CPU time for one answer, less the stages that the answers state.
    """

    round: int
    load: Visit
    server_cores: float | None
    peak_rss_bytes: int | None
    request_cpu_ms: float | None = None


@dataclass
class Measured:
    """What came out: the visits of each cell, and the reasons of the services that failed.

    ``rest_rss_bytes`` is the resident memory of each server before its first request.
    """

    rounds: int = 0
    visit_seconds: float = 0.0
    visits: dict[Cell, list[CellVisit]] = field(default_factory=dict)
    rest_rss_bytes: dict[str, int | None] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


def measure(
    servers: Sequence[Server],
    pictures: Sequence[Picture],
    client_counts: Sequence[int],
    *,
    seconds: float,
    show: Callable[[str], None] = lambda _: None,
) -> Measured:
    """Visit all, the services of one picture and number of clients right after each other.

    A round visits each cell once, and the first place among the services rotates. No round begins
    that would, as long as the longest one took, end after ``seconds``; one is always made. A
    server that ends is not visited again.
    """
    cells = len(servers) * len(pictures) * len(client_counts)
    found = Measured(visit_seconds=visit_seconds(cells, seconds))
    requests = {
        (server.service.name, picture.name): request_bytes(server.service.path, *form(picture))
        for server in servers
        for picture in pictures
    }
    deadline, longest_s = time.monotonic() + seconds, 0.0
    _warm_up(servers, pictures, requests, found, show)
    while not found.rounds or time.monotonic() + longest_s <= deadline:
        began = time.monotonic()
        number = found.rounds + 1
        for picture in pictures:
            for clients in client_counts:
                show(f"round {number}: {picture.title}, {counted(clients, 'client')}")
                for server in rotated(servers, number):
                    cell = Cell(server.service.name, picture.name, clients)
                    request = requests[server.service.name, picture.name]
                    _visit_cell(server, cell, request, found, number)
        found.rounds = number
        longest_s = max(longest_s, time.monotonic() - began)
        if len(found.failed) == len(servers):
            break
    return found


def visit_seconds(cells: int, seconds: float) -> float:
    """How long one visit measures, so that about ROUNDS_AIMED_AT rounds fit into ``seconds``."""
    share = seconds / (cells * ROUNDS_AIMED_AT * VISITS_PER_SECOND)
    return min(max(share, SHORTEST_VISIT_S), LONGEST_VISIT_S)


def _warm_up(
    servers: Sequence[Server],
    pictures: Sequence[Picture],
    requests: dict[tuple[str, str], bytes],
    found: Measured,
    show: Callable[[str], None],
) -> None:
    """Ask each server for each picture by one client; one that cannot answer is left out."""
    for server in servers:
        show(f"warm-up: {server.service.name}")
        found.rest_rss_bytes[server.service.name] = rss_bytes(server.process.pid)
        for picture in pictures:
            request = requests[server.service.name, picture.name]
            result = visit(server.address, request, clients=1, seconds=WARM_UP_S)
            if not result.latencies_ms:
                came = ", ".join(result.errors)
                _fail(found, server, f"To a {picture.title} came {came}, expected {OK}.")
                break


def _visit_cell(server: Server, cell: Cell, request: bytes, found: Measured, number: int) -> None:
    process = server.process.pid
    if cell.service in found.failed:
        return
    reset_peak(process)
    began, cpu_began = time.monotonic(), cpu_seconds(process)
    load = visit(server.address, request, clients=cell.clients, seconds=found.visit_seconds)
    lasted, cpu_ended = time.monotonic() - began, cpu_seconds(process)
    peak = peak_rss_bytes(process)
    if server.process.poll() is not None:
        _fail(
            found, server, f"In round {number}, with {counted(cell.clients, 'client')}, it stopped."
        )
        return
    if TIMEOUT in load.errors and not load.latencies_ms:  # Or each of its cells would take as long.
        _fail(
            found,
            server,
            f"In round {number}, with {counted(cell.clients, 'client')}, it was silent.",
        )
    cpu_s = None if cpu_began is None or cpu_ended is None else cpu_ended - cpu_began
    cores = None if cpu_s is None else cpu_s / lasted
    result = CellVisit(number, load, cores, peak, request_cpu_ms(load, cpu_s))
    found.visits.setdefault(cell, []).append(result)


def request_cpu_ms(load: Visit, cpu_s: float | None) -> float | None:
    """The server's CPU time for one answer of a visit that took it ``cpu_s``, without the stages.

    They are subtracted as the answers state them, in time that passed. None: it is not known.
    """
    if cpu_s is None or not load.all_answers:
        return None
    return (1000 * cpu_s - (load.all_stages_ms or 0.0)) / load.all_answers


def _fail(found: Measured, server: Server, reason: str) -> None:
    try:
        server.check()
    except PipelineError as error:
        reason = f"{reason} {error}"
    found.failed[server.service.name] = reason
