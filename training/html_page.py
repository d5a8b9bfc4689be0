"""A report as one HTML file: no script, and nothing that is fetched."""

from dataclasses import dataclass
from html import escape
from typing import Protocol

from training.html_style import STYLE

# A chart shrinks to the page, but not below this share: its letters must stay readable.
SMALLEST_CHART = 0.5
FEW_SECTIONS = 6


class Table(Protocol):
    """A title, column headings, and rows of as many cells. The first column names the rows."""

    @property
    def title(self) -> str: ...
    @property
    def headings(self) -> tuple[str, ...]: ...
    @property
    def rows(self) -> tuple[tuple[str, ...], ...]: ...


@dataclass(frozen=True)
class Picture:
    """A small picture as a ``data:`` address, and what is said below it."""

    address: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Chart:
    """A drawn chart as a ``data:`` address: its width, and what it shows in words."""

    address: str
    width_px: int
    description: str


@dataclass(frozen=True)
class Section:
    """A part of the page: how it is to be read, then charts, a table, pictures, sentences."""

    title: str
    table: Table | None = None
    pictures: tuple[Picture, ...] = ()
    sentences: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    introduction: str = ""


@dataclass(frozen=True)
class Report:
    """All that the page shows. ``verdict`` colours the headline: passed, fallback, failed or ""."""

    title: str
    verdict: str
    headline: str
    advice: tuple[str, ...]
    sections: tuple[Section, ...]


def html_page(report: Report, *, made: str) -> str:
    """The whole page; ``made`` is a line on when and with what it was made.

    Every text is escaped: names of classes are those of folders.
    """
    title = escape(report.title)
    sections = "\n".join(_section(i, section) for i, section in enumerate(report.sections))
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>{STYLE}</style>
</head>
<body>
<header>
<p class="name">{title}</p>
<h1 class="{escape(report.verdict)}">{escape(report.headline)}</h1>
</header>
<main>
<div class="card advice">{_paragraphs(report.advice)}</div>
{_contents(report.sections)}
{sections}
</main>
<footer>{escape(made)}</footer>
</body>
</html>
"""


def _contents(sections: tuple[Section, ...]) -> str:
    """Links to the sections, where there are so many that nobody wants to scroll through them."""
    if len(sections) <= FEW_SECTIONS:
        return ""
    links = "\n".join(
        f'<a href="#part-{i}">{escape(section.title)}</a>' for i, section in enumerate(sections)
    )
    return f'<nav aria-label="Contents">\n{links}\n</nav>'


def _section(place: int, section: Section) -> str:
    parts = [f'<h2 id="part-{place}">{escape(section.title)}</h2>']
    if section.introduction:
        parts.append(_paragraphs((section.introduction,)))
    parts += [_chart(chart) for chart in section.charts]
    if section.table:
        parts.append(_table(section.table))
    if section.pictures:
        figures = "\n".join(_figure(picture) for picture in section.pictures)
        parts.append(f'<div class="pictures">\n{figures}\n</div>')
    if section.sentences:
        items = "\n".join(f"<li>{escape(sentence)}</li>" for sentence in section.sentences)
        parts.append(f"<ul>\n{items}\n</ul>")
    return "<section>\n" + "\n".join(parts) + "\n</section>"


def _table(table: Table) -> str:
    """In a box of its own, which a narrow screen can scroll without the page."""
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in table.headings)
    rows = "\n".join(
        f'<tr><th scope="row"><span>{escape(row[0])}</span></th>'
        + "".join(_cell(cell) for cell in row[1:])
        + "</tr>"
        for row in table.rows
    )
    return _box(
        f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>",
        label=table.title,
    )


def _cell(text: str) -> str:
    kind = f' class="{text}"' if text in ("passed", "failed") else ""
    return f"<td{kind}>{escape(text)}</td>"


def _chart(chart: Chart) -> str:
    """As wide as the page where that is wide enough, else in a box that scrolls."""
    smallest = round(SMALLEST_CHART * chart.width_px)
    style = f"width: clamp({smallest}px, 100%, {chart.width_px}px)"
    description = escape(chart.description)
    image = f'<img src="{chart.address}" alt="{description}" style="{style}">'
    return _box(image, label=chart.description, kind="card chart")


def _box(content: str, *, label: str, kind: str = "card") -> str:
    return (
        f'<div class="{kind}" role="region" tabindex="0" aria-label="{escape(label)}">'
        f"{content}</div>"
    )


def _figure(picture: Picture) -> str:
    lines = "".join(f"<span>{escape(line)}</span>" for line in picture.lines)
    title = escape(picture.title)
    return (
        f'<figure><img src="{picture.address}" alt="{title}"><figcaption><b>{title}</b>{lines}'
        "</figcaption></figure>"
    )


def _paragraphs(sentences: tuple[str, ...]) -> str:
    return "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
