"""The measured series of a result: of each candidate one for each quantity, a value a round."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Report = dict[str, Any]


@dataclass(frozen=True)
class Quantity:
    """What is measured, and in which ``unit``; ``per_unit`` of the record's numbers make one.

    ``better`` and ``worse`` are the words for a change of it.
    """

    name: str
    unit: str
    better: str = "faster"
    worse: str = "slower"
    more_is_better: bool = False
    per_unit: float = 1.0

    @property
    def title(self) -> str:
        return f"{self.name}, {self.unit}"


INFERENCE = Quantity("inference", "ms")
FIRST_ANSWER, WHOLE = Quantity("first answer", "ms"), Quantity("to its end", "ms")
PEAK = Quantity("peak memory", "MB", "less", "more", per_unit=1e6)
INSTALLED = Quantity("installed", "MB", "less", "more", per_unit=1e6)
RATE = Quantity("answers", "1/s", more_is_better=True)
ANSWER = Quantity("time to an answer", "ms")


@dataclass(frozen=True)
class Series:
    """One quantity of one candidate.

    ``key`` is what makes it the same candidate in another result, its parts as text. ``value`` is
    the figure that the result shows, ``rounds`` the median of each round by its number, both in
    the quantity's unit; none where it was counted and not measured. ``sha256`` is the model's,
    and ``library`` what runs it, with its version.
    """

    key: tuple[str, ...]
    quantity: Quantity
    value: float
    rounds: Mapping[int, float]
    sha256: str | None
    library: str

    @property
    def title(self) -> str:
        return ", ".join(self.key)


def all_series(report: Report) -> list[Series]:
    """Every series of a result, in the order of its candidates. Those without a value are left
    out: a server that answered nothing, memory that the system does not tell."""
    return [one for one in READERS[report["benchmark"]](report) if one.value]


def _latency(report: Report) -> Iterator[Series]:
    for one in report["candidates"]:
        threads = f"{one['threads']} threads" if one["threads"] else "its own threads"
        yield Series(
            # Without its version: a new version of the runtime may be what is compared.
            (one["name"], one["runtime"].split(" ")[0], threads.replace("1 threads", "1 thread")),
            INFERENCE,
            one["invoke_ms"]["median"],
            _numbered(one["round_medians_ms"]),
            one["sha256"],
            one["runtime"],
        )


def _memory(report: Report) -> Iterator[Series]:
    measured = {FIRST_ANSWER: "first_answer_ms", WHOLE: "total_ms", PEAK: "peak_rss_bytes"}
    for way in report["ways"]:
        identity = way["model_sha256"], way["library"]
        for quantity, name in measured.items():
            values = _numbered(way["rounds"][name], per_unit=quantity.per_unit)
            value = way[name]["median"] / quantity.per_unit
            yield Series((way["name"],), quantity, value, values, *identity)
        installed = way["installed_bytes"] / INSTALLED.per_unit
        yield Series((way["name"],), INSTALLED, installed, {}, *identity)


def _http(report: Report) -> Iterator[Series]:
    libraries = {service["name"]: service["library"] for service in report["services"]}
    for cell in report["cells"]:
        clients = f"{cell['clients']} client{'s' * (cell['clients'] != 1)}"
        latency, rounds = cell["latency_ms"], cell["of_rounds"]
        values = {
            RATE: (cell["per_second"]["median"], rounds["per_second"]),
            ANSWER: (latency["median"] if latency else 0, rounds["median_latency_ms"]),
            PEAK: ((cell["peak_rss_bytes"] or 0) / PEAK.per_unit, rounds["peak_rss_bytes"]),
        }
        for quantity, (value, of_rounds) in values.items():
            numbered = dict(zip(rounds["number"], of_rounds, strict=True))
            yield Series(
                (cell["service"], cell["picture"], clients),
                quantity,
                value,
                {i: one / quantity.per_unit for i, one in numbered.items() if one},
                report["model"]["sha256"],
                libraries[cell["service"]],
            )


READERS: dict[str, Callable[[Report], Iterator[Series]]] = {
    "latency": _latency,
    "peers": _latency,
    "memory": _memory,
    "http": _http,
}


def _numbered(values: list[float], *, per_unit: float = 1.0) -> dict[int, float]:
    """The values of the rounds 1, 2, ...: every candidate was visited in each of them."""
    return {number: value / per_unit for number, value in enumerate(values, start=1)}
