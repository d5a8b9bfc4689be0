"""The folder of a comparison: what it may hold before, and what in it is of an earlier one."""

from pathlib import Path

CANDIDATES = "candidates"
JSON_FILE, PAGE_FILE, PICTURE_FILE = "comparison.json", "comparison.html", "comparison.png"


def earlier_files(folder: Path) -> list[Path]:
    """The files of an earlier winner in ``folder``: they are called as those of a candidate."""
    names = {path.name for path in (folder / CANDIDATES).glob("*/*") if path.is_file()}
    return [folder / name for name in sorted(names) if (folder / name).is_file()]


def our_names(folder: Path) -> set[str]:
    """The names of all that a comparison may have left in ``folder``."""
    ours = {path.name for path in earlier_files(folder)}
    return ours | {CANDIDATES, JSON_FILE, PAGE_FILE, PICTURE_FILE}
