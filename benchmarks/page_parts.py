"""The parts that the pages of all reports share: verdict, machine, what was not measured."""

from typing import Any

Report = dict[str, Any]


def where(report: Report) -> str:
    """The machine in a few words: its board, or else its CPU."""
    machine = report["machine"]
    return str(machine["board"] or machine["cpu"] or machine["architecture"])


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 round", "2 rounds"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def megabytes(number: float) -> str:
    """Bytes as millions of bytes: "61.4 MB"."""
    return f"{number / 1e6:,.1f} MB"


def ratio_text(ratio: Report | None) -> str:
    """A ratio with its interval: "12.3 (11.9-12.8)"."""
    if ratio is None:
        return "-"
    if ratio["low"] is None:
        return f"{ratio['value']:.3g} (no interval)"
    return f"{ratio['value']:.3g} ({ratio['low']:.3g}-{ratio['high']:.3g})"


def verdict(report: Report) -> str:
    """What the measurement says of itself."""
    if report["stable"]:
        return "Stable: no reason for doubt was found."
    return "NOT STABLE:\n\n" + "\n".join(f"- {reason}" for reason in report["warnings"])


def not_measured(report: Report) -> list[str]:
    """One line for all that is not in the tables, and why."""
    return [
        *(f"- {item['name']}: {item['reason']}" for item in report["failed"]),
        *(f"- {item['name']}, left out: {item['reason']}" for item in report["left_out"]),
    ]


def machine(report: Report, **more: Any) -> str:
    """Machine and state as a list, ``more`` facts first; what is unknown is left out."""
    facts = {
        **more,
        "cores kept busy by others": report["other_cores"],
        **_readable(report["machine"]),
        **{f"{key} at the start": value for key, value in _readable(report["start"]).items()},
        **{f"{key} at the end": value for key, value in _readable(report["end"]).items()},
    }
    return "\n".join(
        f"- {key}: {_plain(value)}" for key, value in facts.items() if value is not None
    )


def _readable(facts: Report) -> Report:
    return {key.replace("_", " "): value for key, value in facts.items()}


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_plain(item) for item in value) or "none"
    if isinstance(value, float):
        return f"{value:.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
