"""The same latency report for people: as text for the terminal, as one page of Markdown."""

from typing import Any

from benchmarks.tables import Table, markdown_table, text_table

Report = dict[str, Any]


def text_page(report: Report) -> str:
    """What the terminal shows."""
    parts = [
        _what_was_measured(report),
        *(f"{table.title}\n{text_table(table)}" for table in tables(report)),
        _verdict(report),
    ]
    return "\n\n".join(parts)


def markdown_page(report: Report, *, picture: str | None) -> str:
    """The whole of latency.md; ``picture`` is the name of the picture file beside it, if any."""
    parts = [
        "# Latency",
        _what_was_measured(report),
        f"```\n{report['command']}\n```",
        *([f"![Median latency of each model]({picture})"] if picture else []),
        *(f"## {table.title}\n\n{markdown_table(table)}" for table in tables(report)),
        f"## Verdict\n\n{_verdict(report)}",
        *([f"## Not measured\n\n{_failures(report)}"] if report["failed"] else []),
        f"## Machine\n\n{_machine(report)}",
    ]
    return "\n\n".join(parts) + "\n"


def tables(report: Report) -> tuple[Table, ...]:
    """The tables that a report shows, the most important first."""
    models = report["models"]
    return (
        Table(
            "Inference, in milliseconds",
            ("model", "median", "p90", "p99", "min", "spread", "per second", "ratio (95 %)"),
            tuple(_inference_row(model) for model in models),
        ),
        Table(
            "Files, and time to start (median, in milliseconds)",
            ("model", "bytes", "SHA-256", "input", "accuracy", "load", "first inference"),
            tuple(_file_row(model) for model in models),
        ),
        Table(
            "From an encoded picture to its class (median, in milliseconds)",
            ("model and picture", "decode", "preprocess", "invoke", "total"),
            tuple(row for model in models for row in _picture_rows(model, report["settings"])),
        ),
    )


def _inference_row(model: Report) -> tuple[str, ...]:
    times, ratio = model["invoke_ms"], model["ratio_to_reference"]
    interval = "no interval" if ratio["low"] is None else f"{ratio['low']:.3f}-{ratio['high']:.3f}"
    return (
        model["name"],
        *(f"{times[key]:.3f}" for key in ("median", "p90", "p99", "minimum")),
        f"{times['spread_percent']:.1f} %",
        f"{model['inferences_per_second']:.0f}",
        "reference" if model["is_reference"] else f"{ratio['value']:.3f} ({interval})",
    )


def _file_row(model: Report) -> tuple[str, ...]:
    accuracy = model["accuracy"]
    return (
        model["name"],
        f"{model['bytes']:,}",
        model["sha256"][:12],
        f"{model['input_width_px']} x {model['input_height_px']} {model['input_dtype']}",
        "not recorded" if accuracy is None else f"{100 * accuracy:.2f} %",
        f"{model['load_ms']['median']:.3f}",
        f"{model['first_inference_ms']['median']:.3f}",
    )


def _picture_rows(model: Report, settings: Report) -> list[tuple[str, ...]]:
    sizes = {
        "png": f"{model['input_width_px']} x {model['input_height_px']}",
        "jpeg": f"{settings['jpeg_width_px']} x {settings['jpeg_height_px']}",
    }
    return [
        (
            f"{model['name']}, {image_format.upper()} {sizes[image_format]}",
            *(f"{step['median']:.3f}" for step in steps.values()),
        )
        for image_format, steps in model["files"].items()
    ]


def _what_was_measured(report: Report) -> str:
    settings, machine = report["settings"], report["machine"]
    where = machine["board"] or machine["cpu"] or machine["architecture"]
    return (
        f"{_counted(len(report['models']), 'model')} on {where}, "
        f"{_counted(settings['threads'], 'thread')}, {_counted(machine['cores'], 'core')}, "
        f"{report['start']['time_utc']}.\n"
        f"{_counted(settings['rounds'], 'interleaved round')}, "
        f"{_counted(settings['invocations'], 'inference')} of each model in a round.\n"
        f"Dropped as warm-up: {_counted(settings['warm_up_rounds'], 'round')} before, and the "
        f"first {_counted(settings['warm_up_invocations'], 'inference')} of every turn.\n"
        f"Input: random pixels from the seed {settings['seed']}."
    )


def _verdict(report: Report) -> str:
    if report["stable"]:
        return "Stable: no reason for doubt was found."
    return "NOT STABLE:\n\n" + "\n".join(f"- {reason}" for reason in report["warnings"])


def _failures(report: Report) -> str:
    return "\n".join(f"- {failure['name']}: {failure['reason']}" for failure in report["failed"])


def _machine(report: Report) -> str:
    """Machine and state as a list; what is unknown is left out."""
    facts = {
        "runtime": ", ".join(dict.fromkeys(model["runtime"] for model in report["models"])),
        **report["machine"],
        **{f"{key} at the start": value for key, value in report["start"].items()},
        **{f"{key} at the end": value for key, value in report["end"].items()},
    }
    return "\n".join(
        f"- {key.replace('_', ' ')}: {_plain(value)}"
        for key, value in facts.items()
        if value is not None
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_plain(item) for item in value) or "none"
    if isinstance(value, float):
        return f"{value:.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
