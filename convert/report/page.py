"""The report on a conversion as one HTML file: no script, and nothing that is fetched."""

from dataclasses import dataclass
from html import escape

from benchmarks.tables import Table

STYLE = """
:root { color-scheme: light dark; --page: #f5f5f8; --surface: #fff; --text: #1b1b25;
  --quiet: #5d5d6e; --line: #dddde8; --good: #1b7f3b; --middle: #8a5a00; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --page: #121218; --surface: #1b1b23; --text: #f0f0f5;
  --quiet: #a6a6b8; --line: #34343f; --good: #7fd99a; --middle: #f0c060; --bad: #ff9c94; } }
*, *::before, *::after { box-sizing: border-box; }
body { max-width: 64rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; background: var(--page);
  color: var(--text); overflow-wrap: anywhere;
  font: 1rem/1.55 system-ui, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
h1 { margin: 0.2rem 0 0; font-size: clamp(1.5rem, 5vw, 2.2rem); line-height: 1.2; }
h2 { margin: 2.2rem 0 0.7rem; font-size: 1.1rem; }
p { margin: 0.6rem 0; max-width: 46rem; }
.name { margin: 0; color: var(--quiet); }
.passed { color: var(--good); } .fallback { color: var(--middle); } .failed { color: var(--bad); }
.card { border: 1px solid var(--line); border-radius: 0.8rem; background: var(--surface);
  overflow-x: auto; }
.advice { padding: 0.5rem 1.25rem; margin-top: 1.2rem; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 0.45rem 0.8rem; text-align: right; white-space: nowrap; }
th { color: var(--quiet); font-size: 0.85rem; font-weight: 600; }
tbody th { color: inherit; font-size: 1rem; }
tbody tr { border-top: 1px solid var(--line); }
th:first-child { position: sticky; left: 0; background: var(--surface); text-align: left; }
ul { margin: 0; padding-left: 1.2rem; } li { margin: 0.3rem 0; max-width: 52rem; }
.card + ul { margin-top: 0.7rem; }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr));
  gap: 1rem; }
figure { margin: 0; } figure img { display: block; width: 100%; max-width: 12rem;
  border-radius: 0.4rem; image-rendering: pixelated; }
figcaption { margin-top: 0.4rem; font-size: 0.85rem; line-height: 1.4; }
figcaption b { display: block; } figcaption span { display: block; color: var(--quiet); }
@media (max-width: 40rem) { body { padding-inline: 0.9rem; } th, td { padding: 0.4rem 0.5rem; }
  td, tbody th { font-size: 0.9rem; } .advice { padding-inline: 0.9rem; }
  tbody th { min-width: 5.5rem; white-space: normal; } }
footer { margin-top: 2.5rem; color: var(--quiet); font-size: 0.85rem; }
"""


@dataclass(frozen=True)
class Picture:
    """A picture as a ``data:`` address, and what is said below it."""

    address: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A part of the page: a table, pictures, or sentences."""

    title: str
    table: Table | None = None
    pictures: tuple[Picture, ...] = ()
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """All that the page shows. ``verdict`` is passed, fallback or failed."""

    name: str
    verdict: str
    headline: str
    advice: tuple[str, ...]
    sections: tuple[Section, ...]


def html_page(report: Report, *, made: str) -> str:
    """The whole page; ``made`` is a line on when and with what it was made.

    Every text is escaped: names of classes are those of folders.
    """
    title = f"Conversion of {report.name}"
    sections = "\n".join(_section(section) for section in report.sections)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(title)}</title>
<link rel="icon" href="data:,">
<style>{STYLE}</style>
</head>
<body>
<header>
<p class="name">{escape(title)}</p>
<h1 class="{escape(report.verdict)}">{escape(report.headline)}</h1>
</header>
<main>
<div class="card advice">{_paragraphs(report.advice)}</div>
{sections}
</main>
<footer>{escape(made)}</footer>
</body>
</html>
"""


def _section(section: Section) -> str:
    parts = [f"<h2>{escape(section.title)}</h2>"]
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
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(_cell(cell) for cell in row[1:])
        + "</tr>"
        for row in table.rows
    )
    label = escape(table.title)
    return (
        f'<div class="card" role="region" tabindex="0" aria-label="{label}"><table>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table></div>"
    )


def _cell(text: str) -> str:
    kind = f' class="{text}"' if text in ("passed", "failed") else ""
    return f"<td{kind}>{escape(text)}</td>"


def _figure(picture: Picture) -> str:
    lines = "".join(f"<span>{escape(line)}</span>" for line in picture.lines)
    title = escape(picture.title)
    return (
        f'<figure><img src="{picture.address}" alt="{title}"><figcaption><b>{title}</b>{lines}'
        "</figcaption></figure>"
    )


def _paragraphs(sentences: tuple[str, ...]) -> str:
    return "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
