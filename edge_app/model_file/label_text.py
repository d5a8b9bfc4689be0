"""From the content of a label file, in any of the forms that tools write, to class names."""

import codecs
import csv
import json
import re
from typing import Any

from edge_app.errors import ModelFileError
from edge_app.plain_text import printable

MAX_LABELS_BYTES = 2**20  # The 21,841 classes of ImageNet take half of it.
JSON_KEYS = ("labels", "label", "classes", "class_names", "names", "categories", "id2label")
CSV_NAME_COLUMNS = ("label", "name", "class", "class_name", "display_name", "title")

_NUMBERED = re.compile(r"(\d{1,7})(?:\s*[:;,)=]\s*|\.\s+|\s+-\s+|\s+)(\S.*)")
_QUOTED = re.compile(r"(['\"])(.*)\1,?")


def parse_labels(content: bytes, *, name: str) -> tuple[str, ...]:
    """The class names in a label file, in the order of the model's outputs.

    Read are one name a line; numbered lines (``0 Apple``, ``0: Apple``, as Teachable Machine and
    others write them), whose numbers are taken off and decide the order; CSV with a header line;
    JSON as a list, as a map from index to name or from name to index, or either under a key such
    as ``labels``. Blank lines count for nothing. UTF-8, UTF-16 with a mark, or Windows-1252.

    ``name`` is the file's; its ending tells JSON and CSV.

    Raises ModelFileError: larger than ``MAX_LABELS_BYTES``, or not readable as any of these.
    """
    if len(content) > MAX_LABELS_BYTES:
        raise ModelFileError(
            f"The label file {name} is larger than {MAX_LABELS_BYTES // 2**20} MiB. "
            "Expected one class name a line."
        )
    if b"\0" in content and not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise ModelFileError(f"The label file {name} is no text. Expected one class name a line.")
    words = _decode(content)
    try:
        if name.lower().endswith(".json"):
            labels = _from_json(json.loads(words))
        elif name.lower().endswith(".csv"):
            labels = _from_csv(words)
        else:
            labels = _from_lines(words)
    except (ValueError, TypeError, LookupError, RecursionError, csv.Error) as error:
        raise ModelFileError(
            f"The label file {name} cannot be read ({error}). Expected one class name a line, or "
            'JSON: a list of names, or {"0": "first name", ...}.'
        ) from error
    return tuple(label for label in map(printable, labels) if label)


def _decode(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _lines(words: str) -> list[str]:
    # Not splitlines(): it would also cut at form feeds and at characters that names may hold.
    return [line.strip() for line in re.split(r"\r\n|\r|\n", words) if line.strip()]


def _from_lines(words: str) -> list[str]:
    lines = _lines(words)
    has_header = bool(lines) and "," in lines[0] and _name_column(lines[0].split(",")) is not None
    return _from_csv(words) if has_header else _from_plain(lines)


def _from_plain(lines: list[str]) -> list[str]:
    lines = _without_numbers(lines)
    quoted = [_QUOTED.fullmatch(line) for line in lines]
    return [match[2] for match in quoted if match] if all(quoted) else lines


def _without_numbers(lines: list[str]) -> list[str]:
    """Numbered lines in the order of their numbers and without them, others as they are."""
    matches = [match for match in map(_NUMBERED.fullmatch, lines) if match]
    pairs = sorted((int(match[1]), match[2]) for match in matches)
    # "1 euro" and "2 euros" are names: numbers that are only numbers stand before different words.
    telling = 2 * len({label for _, label in pairs}) > len(lines)
    numbered = len(pairs) == len(lines) and _counts_up([number for number, _ in pairs])
    return [label for _, label in pairs] if numbered and telling else lines


def _from_csv(words: str) -> list[str]:
    """The column of names, in the order of the column of numbers where there is one."""
    rows = list(csv.reader(_lines(words), skipinitialspace=True))
    header = rows[0] if rows else []
    column = _name_column(header)
    is_table = all(len(row) == len(header) for row in rows)
    if column is None and (len(header) < 2 or not is_table):
        return _from_plain(_lines(words))  # Names that hold commas.
    if not is_table:
        raise ValueError(f"not every line has {len(header)} columns, as the first has")
    rows = rows if column is None else rows[1:]
    column = len(header) - 1 if column is None else column
    for number in range(len(header)):
        if number != column and _counts_up([_whole(row[number]) for row in rows]):
            rows.sort(key=lambda row: int(row[number]))
            break
    return [row[column] for row in rows]


def _name_column(header: list[str]) -> int | None:
    """Which cell of a CSV file's first line says that names stand under it."""
    cells = [cell.strip().strip('"').lower() for cell in header]
    return next((i for i, cell in enumerate(cells) if cell in CSV_NAME_COLUMNS), None)


def _from_json(value: Any) -> list[str]:
    if isinstance(value, list):
        return [_last(entry) for entry in value]
    if not isinstance(value, dict):
        raise ValueError(f"a {type(value).__name__} at its top")
    if value and _counts_up([_whole(key) for key in value]):
        return [_last(value[key]) for key in sorted(value, key=int)]
    if value and _counts_up([_whole(entry) for entry in value.values()]):
        return sorted(value, key=lambda key: int(value[key]))
    for key, inner in value.items():
        if key.lower() in JSON_KEYS:
            return _from_json(inner)
    raise ValueError("no list of names and no numbers in it")


def _last(entry: Any) -> str:
    """A name; the last part of one such as ["n01440764", "tench"]; the text of {"name": "cat"}."""
    if isinstance(entry, dict):
        entry = next((entry[key] for key in CSV_NAME_COLUMNS if key in entry), entry)
    if isinstance(entry, list):
        entry = entry[-1]
    if not isinstance(entry, str | int):
        raise ValueError(f"{entry!r:.40} is no name")
    return str(entry)


def _whole(value: Any) -> int:
    """A small whole number; -1 for anything else."""
    words = str(value).strip()
    return int(words) if words.isascii() and words.isdigit() and len(words) < 8 else -1


def _counts_up(numbers: list[int]) -> bool:
    """Whether they are 0..n-1 or 1..n, in any order."""
    return bool(numbers) and sorted(numbers) in (
        list(range(len(numbers))),
        list(range(1, len(numbers) + 1)),
    )
