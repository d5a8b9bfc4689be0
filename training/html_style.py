"""How the page of a report looks: light or dark as the reader's system, wide or on a phone."""

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
tbody th span { display: block; width: max-content; max-width: 22rem; white-space: normal; }
tbody tr { border-top: 1px solid var(--line); }
th:first-child { position: sticky; left: 0; background: var(--surface); text-align: left; }
ul { margin: 0; padding-left: 1.2rem; } li { margin: 0.3rem 0; max-width: 52rem; }
.card + ul, .card + .card, .card + .pictures { margin-top: 0.7rem; }
.chart { background: #fff; } .chart img { display: block; margin: 0 auto; max-width: none; }
nav { margin-top: 1rem; font-size: 0.9rem; } nav a { margin-right: 1rem; color: var(--quiet); }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr));
  gap: 1rem; }
figure { margin: 0; } figure img { display: block; width: 100%; max-width: 12rem;
  border-radius: 0.4rem; image-rendering: pixelated; }
figcaption { margin-top: 0.4rem; font-size: 0.85rem; line-height: 1.4; }
figcaption b { display: block; } figcaption span { display: block; color: var(--quiet); }
@media (max-width: 40rem) { body { padding-inline: 0.9rem; } th, td { padding: 0.4rem 0.5rem; }
  td, tbody th { font-size: 0.9rem; } .advice { padding-inline: 0.9rem; }
  tbody th span { max-width: 8.5rem; }
  .pictures { grid-template-columns: repeat(auto-fill, minmax(6.4rem, 1fr)); gap: 0.8rem; } }
footer { margin-top: 2.5rem; color: var(--quiet); font-size: 0.85rem; }
"""
