"""What the app is worth beside the alternatives, in sentences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.http_load.services import APP, TUTORIAL
from benchmarks.page_parts import counted
from benchmarks.whole.figures import peaks, usual_cells

Report = dict[str, Any]


@dataclass(frozen=True)
class Comparison:
    """How many times as large something is: ``sentence`` has ``{times}`` or ``{percent}`` in it.

    ``low`` and ``high`` are the 95 % interval of ``value``, where there is one.
    """

    part: str
    sentence: str
    value: float
    low: float | None
    high: float | None


def comparisons(reports: Mapping[str, Report]) -> list[Comparison]:
    """What the app and its models are worth beside the alternatives."""
    found: list[Comparison] = []
    parts = (("memory", _beside_tensorflow), ("http", _beside_others), ("camera", _beside_nobody))
    for name, of_part in parts:
        if name in reports:
            found += of_part(reports[name])
    return found


def _beside_tensorflow(report: Report) -> Iterator[Comparison]:
    """Every way with a model beside the app in this environment; TensorFlow by its name."""
    reference = next(way for way in report["ways"] if way["is_reference"])
    if not reference["name"].startswith(APP):
        return  # The app itself could not be measured.
    for way in report["ways"]:
        if way is reference or way["model"] is None:
            continue
        tensorflow = way["library"].startswith("tensorflow ")
        name = f"TensorFlow ({way['name']})" if tensorflow else way["name"]
        beside = "the app" if tensorflow else reference["name"]
        for measure, words in (
            ("peak_rss_bytes", "{times} times the memory of"),
            ("first_answer_ms", "{times} times as long to its first answer as"),
        ):
            ratio = way["ratio_to_reference"][measure]
            yield Comparison("memory", f"{name} takes {words} {beside}.", **ratio)


def _beside_others(report: Report) -> Iterator[Comparison]:
    for title, cell in usual_cells(report):
        place = f"{title}, {counted(cell['clients'], 'client')}"
        for key, words in (
            ("ratio_to_tutorial", "{times} times as many uploads as the tutorial's way"),
            ("ratio_to_empty_route", "{percent} of what an empty route can answer"),
        ):
            if cell[key] is not None:
                yield Comparison("http", f"The app answers {words}: {place}.", **cell[key])
    most = peaks(report)
    if APP in most and TUTORIAL in most:
        sentence = "Under load, the tutorial's server takes {times} times the memory of the app's."
        yield Comparison("http", sentence, most[TUTORIAL] / most[APP], None, None)


def _beside_nobody(report: Report) -> Iterator[Comparison]:
    ratio, settings = report["frames_per_second"]["ratio"], report["settings"]
    if ratio is not None:
        stalled, reading = settings["stalled_viewers"], settings["good_viewers"]
        sentence = f"With {stalled} stalled viewers and {reading} who read, the camera gives"
        yield Comparison("camera", f"{sentence} {{percent}} of its frames alone.", **ratio)
