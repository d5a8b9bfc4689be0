"""The report of the camera for people: as text for the terminal, as a page of Markdown."""

from typing import Any

from benchmarks.camera.report import PROMISED_SHARE
from benchmarks.page_parts import Page, counted, ratio_text, where
from benchmarks.tables import Table

Report = dict[str, Any]


def camera_page(report: Report) -> Page:
    """What is said of a measurement of the camera."""
    return Page(
        report=report,
        title="The camera",
        measured=_what_was_measured(report),
        picture="Time to the label, and frames per second with and without viewers",
        tables=tables(report),
        notes={"Promised": _promise(report)},
        facts={"model": f"{report['model']['name']}, SHA-256 {report['model']['sha256'][:12]}"},
    )


def tables(report: Report) -> tuple[Table, ...]:
    """The tables that a report shows, the most important first."""
    rates = report["frames_per_second"]
    viewers = counted(report["settings"]["good_viewers"], "viewer")
    loop = (("the loop, CPU time in microseconds", report["loop_us"]),)
    rows = (
        ("captured, nobody looks", rates["alone"]),
        (
            f"captured, {report['settings']['stalled_viewers']} stalled + {viewers}",
            rates["with_viewers"],
        ),
        ("seen by the viewer who saw least", rates["seen"]),
    )
    return (
        Table(
            "From the capture of a frame to its label, in milliseconds",
            ("label", "times", "median", "95 % interval", "p90", "p99", "min"),
            (
                _label_row("fetched over the API", report["label_ms"]),
                _label_row("drawn on the page, in Chromium", report["drawn_ms"]),
            ),
        ),
        Table(
            "For one frame, without decoding and inference",
            ("what", "median", "95 % interval", "spread"),
            tuple(_row(*row, digits=0) for row in loop),
        ),
        Table(
            "Frames per second",
            ("what", "median", "95 % interval", "spread"),
            tuple(_row(*row, digits=2) for row in rows),
        ),
    )


def _label_row(what: str, labels: Report | None) -> tuple[str, ...]:
    if labels is None:
        return (what, "not measured", "-", "-", "-", "-", "-")
    numbers = [f"{labels[key]:.1f}" for key in ("median", "p90", "p99", "minimum")]
    return (what, f"{labels['count']:,}", numbers[0], _interval(labels, 1), *numbers[1:])


def _row(what: str, summary: Report | None, *, digits: int) -> tuple[str, ...]:
    if summary is None:
        return (what, "not measured", "-", "-")
    median, spread = f"{summary['median']:,.{digits}f}", f"{summary['spread_percent']:.1f} %"
    return (what, median, _interval(summary, digits), spread)


def _interval(summary: Report, digits: int) -> str:
    interval = summary["interval"]
    if interval is None:
        return "-"
    return f"{interval['low']:,.{digits}f} to {interval['high']:,.{digits}f}"


def _promise(report: Report) -> str:
    ratio = report["frames_per_second"]["ratio"]
    if ratio is None:
        return "Whether viewers cost frames was not measured."
    kept = ratio["value"] >= PROMISED_SHARE
    return (
        f"With the viewers, {ratio_text(ratio)} times the frames are captured that are captured "
        f"alone. Promised are {PROMISED_SHARE:g}: {'kept' if kept else 'NOT KEPT'}."
    )


def _what_was_measured(report: Report) -> str:
    settings = report["settings"]
    return (
        f"The app with its fake camera, {settings['frame_width_px']} x "
        f"{settings['frame_height_px']}, {settings['frame_rate']} frames per second, on "
        f"{where(report)}, {counted(report['machine']['cores'], 'core')}, "
        f"{report['start']['time_utc']}.\n"
        f"{counted(settings['rounds_measured'], 'round')}; in each, every row once, for "
        f"{settings['seconds_each']:.1f} s. Dropped as warm-up: "
        f"{counted(settings['warm_up_rounds'], 'round')} before.\n"
        "A fetched label's time is an upper limit: the age of its frame as the server writes the "
        "answer, and a whole round trip. A drawn label's is that age, and the time from the "
        "answer's arrival to the animation frame that draws it."
    )
