"""The report of inference times for people: as text for the terminal, as a page of Markdown."""

from typing import Any

from benchmarks.page_parts import Page, counted, where
from benchmarks.tables import Table

Report = dict[str, Any]
TITLES = {"latency": "Latency", "peers": "The same nets in other runtimes"}
STOPPED = {
    "precision": "It ended because every median was known well enough",
    "time": "It ended because the time was spent",
    "rounds": "It ended after the last round",
}


def latency_page(report: Report) -> Page:
    """What is said of a measurement of ``latency`` or of ``peers``."""
    runtimes = ", ".join(dict.fromkeys(one["runtime"] for one in report["candidates"]))
    unfit = "" if report["may_be_reference"] else "\n\nIt may not be the reference of another run."
    return Page(
        report=report,
        title=TITLES[report["benchmark"]],
        measured=_what_was_measured(report),
        picture="Median inference of each candidate",
        tables=tables(report),
        closing=unfit,
        facts={"runtime": runtimes},
    )


def tables(report: Report) -> tuple[Table, ...]:
    """The tables that a report shows, the most important first."""
    found = report["candidates"]
    pictures = tuple(row for one in found for row in _picture_rows(one, report["settings"]))
    headings = ("model", "runtime", "threads", "median", "+-", "p90", "p99", "min", "spread")
    inference = Table(
        "Inference, in milliseconds",
        (*headings, "per second", "ratio (95 %)"),
        tuple(_inference_row(one) for one in found),
    )
    files = Table(
        "Files, and time to start (median, in milliseconds)",
        (*headings[:3], "bytes", "SHA-256", "input", "accuracy", "load", "first inference"),
        tuple(_file_row(one) for one in found),
    )
    whole = Table(
        "From an encoded picture to its class (median, in milliseconds)",
        ("model and picture", *headings[1:3], *_STEPS),
        pictures,
    )
    return (inference, files, whole) if pictures else (inference, files)


_STEPS = ("decode", "preprocess", "invoke", "postprocess", "total")


def _inference_row(one: Report) -> tuple[str, ...]:
    times, ratio, precision = one["invoke_ms"], one["ratio_to_reference"], one["precision_percent"]
    interval = "no interval" if ratio["low"] is None else f"{ratio['low']:.3f}-{ratio['high']:.3f}"
    return (
        *_who(one),
        f"{times['median']:.3f}",
        "-" if precision is None else f"{precision:.1f} %",
        *(f"{times[key]:.3f}" for key in ("p90", "p99", "minimum")),
        f"{times['spread_percent']:.1f} %",
        f"{one['inferences_per_second']:.0f}",
        "reference" if one["is_reference"] else f"{ratio['value']:.3f} ({interval})",
    )


def _file_row(one: Report) -> tuple[str, ...]:
    accuracy = one["accuracy"]
    return (
        *_who(one),
        f"{one['bytes']:,}",
        one["sha256"][:12],
        f"{one['input_width_px']} x {one['input_height_px']} {one['input_dtype']}",
        "not recorded" if accuracy is None else f"{100 * accuracy:.2f} %",
        f"{one['load_ms']['median']:.3f}",
        f"{one['first_inference_ms']['median']:.3f}",
    )


def _picture_rows(one: Report, settings: Report) -> list[tuple[str, ...]]:
    sizes = {
        "png": f"{one['input_width_px']} x {one['input_height_px']}",
        "jpeg": f"{settings['jpeg_width_px']} x {settings['jpeg_height_px']}",
    }
    name, *others = _who(one)
    return [
        (
            f"{name}, {image_format.upper()} {sizes[image_format]}",
            *others,
            *(f"{steps[f'{step}_ms']['median']:.3f}" for step in _STEPS),
        )
        for image_format, steps in one["files"].items()
    ]


def _who(one: Report) -> tuple[str, str, str]:
    return one["name"], one["runtime"], str(one["threads"] or "its own")


def _what_was_measured(report: Report) -> str:
    settings = report["settings"]
    return (
        f"{counted(len(report['candidates']), 'candidate')} on {where(report)}, "
        f"{counted(report['machine']['cores'], 'core')}, {report['start']['time_utc']}.\n"
        f"{counted(settings['rounds'], 'interleaved round')}, at most "
        f"{counted(settings['invocations'], 'inference')} and {settings['visit_seconds']:g} s of "
        f"each in a round.\n{STOPPED[settings['stopped_by']]}.\n"
        f"Dropped as warm-up: {counted(settings['warm_up_rounds'], 'round')} before, and the "
        f"first {counted(settings['warm_up_invocations'], 'inference')} of every turn.\n"
        f"Input: random pixels from the seed {settings['seed']}."
    )
