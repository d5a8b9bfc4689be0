"""The tables in docs/reliability.md: that of the checks, and that of the figures."""

import re
from pathlib import Path
from typing import Any

from benchmarks.page_parts import facts_list
from tests.reliability.check import SECTIONS, Check
from tests.reliability.tiers import TIERS, tier_of

PAGE = Path("docs") / "reliability.md"
COMMANDS = {"commit": "`make test`", "merge": "`make test-robust`", "release": "`make soak`"}


def with_part(page: str, name: str, content: str) -> str:
    """The text of the page with ``content`` between its marks ``name``.

    Raises ValueError: the page has no such marks, or more than one pair.
    """
    pattern = re.compile(rf"(<!-- {name}: .*? -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
    changed, count = pattern.subn(lambda found: f"{found[1]}\n{content}\n\n{found[2]}", page)
    if count != 1:
        raise ValueError(f"{PAGE} has {count} places for {name}, expected 1.")
    return changed


def checks_part(checks: tuple[Check, ...], *, root: Path) -> str:
    """A table for each section: what is promised, where it is tested, what fails without it."""
    parts = []
    for section, title in SECTIONS.items():
        rows = [_row(check, root) for check in checks if check.section == section]
        parts.append("\n".join((f"### {section}. {title}\n", *_head(), *rows)))
    return "\n\n".join(parts)


def figures_part(report: dict[str, Any]) -> str:
    """The table of the figures, how each was measured, and on what."""
    figures = [one for measure in report["measures"].values() for one in measure["figures"]]
    rows = [
        f"| {one['name']} | {_shown(one['ours'])} | {_shown(one['unprotected'])} | {one['unit']} |"
        for one in figures
    ]
    head = ["| figure | edge app | unprotected | unit |", "| --- | ---: | ---: | --- |"]
    how = [f"- **{one['name']}**: {one['how']}" for one in figures]
    machine = {key.replace("_", " "): value for key, value in report["machine"].items()}
    times = [one["time_utc"] for one in report["measures"].values()]
    facts = {"command": f"`{report['command']}`", "from": min(times), "to": max(times)}
    facts |= {**report["versions"], **machine}
    return "\n\n".join(("\n".join((*head, *rows)), "\n".join(how), facts_list(facts)))


def _head() -> tuple[str, str]:
    return (
        "| # | check | what is promised | tests | without protection |",
        "| ---: | --- | --- | --- | --- |",
    )


def _row(check: Check, root: Path) -> str:
    promised = check.criterion
    if check.difference:
        promised += f" *Note:* {check.difference}"
    tests = _tests(check, root)
    cells = (str(check.number), check.title, promised, tests, check.fails_on or "not tried")
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _tests(check: Check, root: Path) -> str:
    """The files with the tests of a check, by the command that runs them."""
    files: dict[str, list[str]] = {tier: [] for tier in TIERS}
    for test in check.tests:
        file = test.partition("::")[0]
        link = f"[{Path(file).stem.removeprefix('test_')}](../{file})"
        if link not in (known := files[tier_of(root, test)]):
            known.append(link)
    return "; ".join(
        f"{COMMANDS[tier]}: {', '.join(links)}" for tier, links in files.items() if links
    )


def _shown(value: float | int | str) -> str:
    if isinstance(value, float):
        return f"{value:,.1f}" if abs(value) >= 1 else f"{value:.2g}"
    return f"{value:,}" if isinstance(value, int) else value
