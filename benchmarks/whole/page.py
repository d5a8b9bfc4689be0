"""A whole run for people: the summary for the terminal, and the page that holds all tables."""

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.page_parts import (
    Page,
    counted,
    facts_list,
    machine_facts,
    megabytes,
    not_measured,
    ratio_text,
    where,
)
from benchmarks.tables import Table, markdown_table, text_table

Report = dict[str, Any]
# So many reasons of a part are in the summary; all of them are in its own section.
REASONS = 2
# A run is called late from here on: the last round of the last part may end a little later.
LATE = 1.1
NOTE = (
    "Times, uploads, and the peak memory of a start are medians; the peak memory under load is the "
    "largest that was seen."
)


def summary_text(index: Report) -> str:
    """What the terminal shows."""
    parts = [_what_was_measured(index), _verdict(index), text_table(_figures(index)), NOTE]
    return "\n\n".join([*parts, *_comparisons(index)])


def markdown_page(index: Report, pages: Mapping[str, Page], pictures: Mapping[str, str]) -> str:
    """The whole of benchmarks.md: ``pages`` and ``pictures`` are those of the parts, by name."""
    facts = {name: fact for page in pages.values() for name, fact in page.facts.items()}
    missing = "\n".join(not_measured(index))
    parts = [
        "# Benchmarks",
        _what_was_measured(index),
        f"```\n{index['command']}\n```",
        f"## Summary\n\n{_verdict(index)}",
        markdown_table(_figures(index)),
        NOTE,
        *_comparisons(index),
    ]
    for name, page in pages.items():
        parts += [f"## {page.title}", *page.sections(picture=pictures.get(name), level=3)]
    parts += [f"## Not measured\n\n{missing}"] if missing else []
    parts.append(f"## Machine\n\n{facts_list({**facts, **machine_facts(index)})}")
    return "\n\n".join(parts) + "\n"


def _what_was_measured(index: Report) -> str:
    shares = index["settings"]["shares"]
    taken = {part["name"]: part["seconds"] for part in index["parts"]}
    each = ", ".join(
        f"{name} {taken[name]:.0f} s (its share: {100 * share:.0f} %)"
        for name, share in shares.items()
    )
    taken_minutes, given = index["seconds"] / 60, index["settings"]["minutes"]
    longer = " It took longer, because each part makes at least one round."
    return (
        f"{where(index)}, {counted(index['machine']['cores'], 'core')}, {index['time_utc']}.\n"
        f"{taken_minutes:.1f} minutes; {given:g} were given: {each}."
        f"{longer if taken_minutes > LATE * given else ''}"
    )


def _verdict(index: Report) -> str:
    """In words, by part; a part without a report is among what was not measured."""
    failed = {item["name"]: item["reason"] for item in index["failed"]}
    lines = []
    for part in index["parts"]:
        name, warnings = part["name"], part["warnings"]
        if name in failed:
            lines.append(f"- {name}: NOT MEASURED. {failed[name]}")
        elif part["stable"] is None:
            lines.append(f"- {name}: from records, nothing was measured.")
        elif part["stable"]:
            lines.append(f"- {name}: stable, no reason for doubt was found.")
        else:
            others = len(warnings) - REASONS
            more = [f"And {counted(others, 'more reason')}."] if others > 0 else []
            lines.append(f"- {name}: NOT STABLE. {' '.join([*warnings[:REASONS], *more])}")
    return "\n".join(lines)


def _figures(index: Report) -> Table:
    rows = tuple(
        (f"{item['measure']}: {item['of']}", _value(item["value"], item["unit"]), _interval(item))
        for item in index["figures"]
    )
    return Table("Figures", ("figure", "value", "95 % interval"), rows)


def _comparisons(index: Report) -> Sequence[str]:
    lines = [f"- {_sentence(item)}" for item in index["comparisons"]]
    return ["\n".join(lines)] if lines else []


def _sentence(item: Report) -> str:
    times = f"{item['value']:.3g}" if item["low"] is None else ratio_text(item)
    percent = f"{100 * item['value']:.0f} %"
    return str(item["sentence"]).replace("{times}", times).replace("{percent}", percent)


def _interval(item: Report) -> str:
    if item["low"] is None:
        return "-"
    return f"{_value(item['low'], item['unit'])} to {_value(item['high'], item['unit'])}"


def _value(value: float, unit: str) -> str:
    if unit == "bytes":
        return megabytes(value)
    if unit == "share":
        return f"{100 * value:.2f} %"
    if unit == "ms" and value >= 1000:
        return f"{value / 1000:,.2f} s"
    return f"{value:,.3f} {unit}" if value < 10 else f"{value:,.1f} {unit}"
