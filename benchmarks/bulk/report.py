"""The record of the measurement, and its page with what follows for larger archives."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.page_parts import Page, megabytes, ratio_text, where
from benchmarks.summary import paired_ratio, summarize
from benchmarks.tables import Table

TEN_MILLION = 10_000_000
WAYS = ("classify", "bulk")
MACHINES = (1, 2, 4, 8, 16, 64)

Report = dict[str, Any]


@dataclass(frozen=True)
class Pace:
    """``seconds_before`` the first picture, then so many pictures in a second."""

    seconds_before: float
    pictures_per_s: float

    def seconds(self, pictures: int, *, machines: int = 1) -> float:
        """How long ``pictures`` take on so many machines, each at this pace."""
        return self.seconds_before + pictures / (self.pictures_per_s * machines)


def pace(few: tuple[int, float], many: tuple[int, float]) -> Pace | None:
    """The line through two measurements, each (pictures, seconds).

    None where more pictures took no longer: other work, or the start, hides what they cost.
    """
    (few_pictures, few_s), (pictures, many_s) = few, many
    if many_s <= few_s:
        return None
    rate = (pictures - few_pictures) / (many_s - few_s)
    return Pace(many_s - pictures / rate, rate)


def pays_from(one: Pace, cluster: Pace, *, machines: int) -> int | None:
    """From how many pictures on a cluster ends before one process; None where it never does."""
    saved = 1 / one.pictures_per_s - 1 / (cluster.pictures_per_s * machines)
    if saved <= 0:
        return None
    return max(1, round((cluster.seconds_before - one.seconds_before) / saved))


def ways(seconds: Mapping[str, Sequence[float]], pictures: Mapping[str, int]) -> Report:
    """What was timed, by name: ``seconds`` of each round, and the ratio to ``classify``."""
    found = {}
    for name, values in seconds.items():
        reference = seconds[name.replace("bulk", "classify")]
        summary = summarize(values)
        found[name] = {
            "pictures": pictures[name],
            "seconds": [round(value, 3) for value in values],
            "median_s": round(summary.median, 3),
            "spread_percent": round(summary.spread_percent, 1),
            "pictures_per_s": round(pictures[name] / summary.median, 1),
            "ratio_to_classify": asdict(paired_ratio(values, reference)),
        }
    return found


def paces(timed: Report) -> dict[str, Report | None]:
    """Start and pace of both, from a quarter of the pictures and all of them; None as ``pace``."""
    points = {name: (one["pictures"], one["median_s"]) for name, one in timed.items()}
    found = {name: pace(points[f"{name}, a quarter"], points[name]) for name in WAYS}
    return {name: asdict(one) if one else None for name, one in found.items()}


def bulk_page(report: Report) -> Page:
    """The report for people."""
    settings = report["settings"]
    return Page(
        report,
        title="An archive: a job of several processes beside one",
        measured=f"{settings['pictures']:,} PNG pictures of 32 x 32 pixels from CIFAR-10 on "
        f"{where(report)}, {report['machine']['cores']} cores, {report['start']['time_utc']}: "
        f"`bulk` with {settings['workers']} workers and parts of {settings['partition']} pictures, "
        f"`classify` on all cores. {settings['rounds']} interleaved rounds.",
        picture="",
        tables=(_times(report), _memory(report), *_beyond(report)),
        notes={"The same rows": _rows(report), "What is calculated": CALCULATION},
    )


CALCULATION = (
    "Ten million pictures, where more of them took longer: a line through the medians of a quarter "
    "of all and of all gives the seconds before the first picture and the pictures per second "
    "after it. More machines divide the second part only; each is taken to be like this one, and "
    "the storage to keep up with all of them."
)


def _times(report: Report) -> Table:
    rows = tuple(
        (
            name,
            f"{one['pictures']:,}",
            f"{one['median_s']:.1f}",
            f"{one['spread_percent']:.1f} %",
            f"{one['pictures_per_s']:,.0f}",
            ratio_text(one["ratio_to_classify"]),
        )
        for name, one in report["ways"].items()
    )
    headings = ("way", "pictures", "seconds", "spread", "pictures/s", "ratio of seconds (95 %)")
    return Table("From the start of the command to its end", headings, rows)


def _memory(report: Report) -> Table:
    rows = tuple(
        (name, *(megabytes(value) if value else "-" for value in one.values()))
        for name, one in report["memory"].items()
    )
    return Table("Peak memory", ("way", "all processes", "the command", "largest worker"), rows)


def _beyond(report: Report) -> list[Table]:
    if not all(report["paces"].values()):
        return []
    one, cluster = (Pace(**report["paces"][name]) for name in WAYS)
    rows = [("classify, 1 machine", _hours(one.seconds(TEN_MILLION)), "-")]
    for machines in MACHINES:
        from_pictures = pays_from(one, cluster, machines=machines)
        rows.append(
            (
                f"bulk, {machines} machine{'s' if machines > 1 else ''}",
                _hours(cluster.seconds(TEN_MILLION, machines=machines)),
                "never" if from_pictures is None else f"{from_pictures:,}",
            )
        )
    title = f"Calculated: {TEN_MILLION:,} pictures"
    return [Table(title, ("way", "hours", "pays from, pictures"), tuple(rows))]


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:.2f}"


def _rows(report: Report) -> str:
    rows = report["rows"]
    return (
        f"Of {rows['compared']:,} rows, {rows['different']} differ from what `classify` says "
        "(label, verdict, every probability to six places). With one worker killed in the middle "
        f"of the job, {rows['different_after_kill']} differ."
    )
