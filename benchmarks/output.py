"""Print a report and write its files; show on a terminal how far a measurement is."""

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.page_parts import Page
from edge_app.files import write_bytes, write_json, write_text

Report = dict[str, Any]
Progress = Callable[[], AbstractContextManager[Callable[[str], None]]]


def publish(
    report: Report, output: Path, *, page: Page, draw: Callable[[Report], bytes], as_json: bool
) -> None:
    """Write NAME.json, NAME.md and NAME.png to ``output``, and print the report.

    NAME is the report's ``benchmark``. The files come first, because the reader of what is printed
    may have seen enough before its end; what was measured is printed though they cannot be
    written. Raises OSError: the folder cannot be written, or nobody reads any more.
    """
    try:
        names = write_report(report, output, page=page, draw=draw)
        tell_without_picture(names)
    finally:
        print(json.dumps(report, indent=2, ensure_ascii=False) if as_json else page.text())
    if not as_json:
        print(f"\nWrote {', '.join(names)} to {output}")


def tell_without_picture(names: Iterable[str]) -> None:
    """Say on standard error why there is no picture among the files that were written."""
    if not any(name.endswith(".png") for name in names):
        print(
            "No picture is drawn: matplotlib is not installed. It comes with the extra `bench`.",
            file=sys.stderr,
        )


def forget_output() -> None:
    """Let what is still unwritten go, or the interpreter would try once more, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_report(
    report: Report, output: Path, *, page: Page, draw: Callable[[Report], bytes]
) -> list[str]:
    """Write the files; gives their names. All content comes first, so that they change together.

    Without matplotlib there is no picture. Raises OSError: the folder cannot be written.
    """
    picture_file, page_file, json_file = (
        f"{report['benchmark']}.{suffix}" for suffix in ("png", "md", "json")
    )
    picture = _drawn(draw, report)
    content = page.markdown(picture=picture_file if picture else None)
    if picture:
        write_bytes(output / picture_file, picture)
    else:
        (output / picture_file).unlink(missing_ok=True)  # An older one would contradict the page.
    write_text(output / page_file, content)
    write_json(output / json_file, report)
    return [json_file, page_file, *([picture_file] if picture else [])]


def shown_path(path: Path) -> str:
    """A path for a record: of paths elsewhere on the disk only the name, for it may tell a user."""
    return path.name if path.is_absolute() or ".." in path.parts else str(path)


def without_folders(text: str) -> str:
    """A message for a record, with only the last part of every absolute path in it."""
    return re.sub(r"(?<![\w.:/])/(?:[^\s/:'\"]+/)+(?=[^\s/:'\"])", "", text)


def reasons(found: Mapping[str, str]) -> list[dict[str, str]]:
    """What was not measured, by name, and why: as a record holds it."""
    return [{"name": name, "reason": without_folders(why)} for name, why in found.items()]


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A function that shows what is done now, on a terminal only; it is wiped at the end."""
    shown = sys.stderr.isatty()

    def show(text: str) -> None:
        if shown:
            print(f"\r\033[K{text} ...", end="", file=sys.stderr, flush=True)

    try:
        yield show
    finally:
        if shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def _drawn(draw: Callable[[Report], bytes], report: Report) -> bytes | None:
    try:
        return draw(report)
    except ModuleNotFoundError:
        return None
