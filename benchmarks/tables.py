"""Tables of text, for the terminal and for Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """A title, column headings, and rows of as many cells. The first column is text."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def text_table(table: Table) -> str:
    """The headings and rows as aligned text, without the title."""
    lines = (table.headings, *table.rows)
    widths = [max(len(line[i]) for line in lines) for i in range(len(table.headings))]
    return "\n".join(_aligned(line, widths) for line in lines)


def markdown_table(table: Table) -> str:
    """The headings and rows in Markdown, without the title."""
    rule = ("---", *("---:" for _ in table.headings[1:]))
    return "\n".join(f"| {' | '.join(line)} |" for line in (table.headings, rule, *table.rows))


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        cell.rjust(width) if i else cell.ljust(width)
        for i, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join((first, *others)).rstrip()
