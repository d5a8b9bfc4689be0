"""Which names the classes of a model have: given by the user, inside the file, or beside it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from edge_app.errors import ModelFileError
from edge_app.model_file.label_lists import LabelList, best_list
from edge_app.model_file.label_text import MAX_LABELS_BYTES, parse_labels

# What tools call the file that they write beside a model, and under which endings.
COMMON_NAMES = ("labels", "label", "labelmap", "class_names", "classes", "dict")
ENDINGS = (".txt", ".csv", ".json")
# What tools add to a model's name to tell its variants apart.
_VARIANT = re.compile(
    r"([-_.](u?int8|float(16|32)?|quant(ized)?|unquant|dynamic|edgetpu|metadata|model))+$"
)
GIVE_LABELS = "Give the list that belongs to this model with --labels FILE, one class name a line."


@dataclass(frozen=True)
class Labels:
    """The class names in the order of the model's outputs, and where they were found.

    ``was_chosen`` is true where neither the user nor the model names this one list. ``file`` is
    the label file, None where they stand inside the model.
    """

    names: tuple[str, ...]
    source: str
    was_chosen: bool = False
    file: Path | None = None


def choose_labels(
    model: Path, lists: tuple[LabelList, ...], *, classes: int, file: Path | None
) -> Labels:
    """The ``classes`` names of a model.

    ``file`` is the user's choice and comes first; then the ``lists`` inside the model file; then
    a file beside it: NAME.txt, NAME_labels.txt or labels.txt, and the like.

    Raises ModelFileError: no list, one that cannot be read, or another number of names.
    """
    if file is not None:
        names = _read_labels(file)
        if len(names) != classes:
            raise ModelFileError(_misfit(str(file), names, classes))
        return Labels(names, str(file), file=file)
    inside = best_list(lists, classes=classes)
    if inside is not None:
        usable = [one for one in lists if len(one.labels) == classes]
        was_chosen = len(usable) > 1 or not inside.declared
        return Labels(inside.labels, f"{inside.file} inside the file", was_chosen=was_chosen)
    for one in lists:
        if one.declared:
            raise ModelFileError(one.problem or _misfit(one.file, one.labels, classes))
    return _found_beside(model, classes)


def names_beside(model: Path) -> Iterator[Path]:
    """Where the labels of a model file may lie, its own names first; NAME.json is its record."""
    stems = dict.fromkeys((model.stem, _VARIANT.sub("", model.stem)))
    for stem in filter(None, stems):
        for name in (stem, f"{stem}_labels", f"{stem}-labels", f"{stem}.labels", f"labels_{stem}"):
            for ending in ENDINGS:
                if (name, ending) != (stem, ".json"):
                    yield model.with_name(name + ending)
    for name in COMMON_NAMES:
        yield from (model.with_name(name + ending) for ending in ENDINGS)


def _found_beside(model: Path, classes: int) -> Labels:
    misfit = ""
    for path in names_beside(model):
        try:
            if not path.is_file():
                continue
            names = _read_labels(path)
        except OSError:  # A name too long for the file system: there is no such file.
            continue
        except ModelFileError as error:  # NAME.txt may be any text: one that fits may follow.
            misfit = misfit or f" {error}"
            continue
        if len(names) == classes:
            return Labels(names, f"{path.name} beside the file", was_chosen=True, file=path)
        misfit = misfit or f" {_misfit(path.name, names, classes)}"
    stem = model.stem
    raise ModelFileError(
        f"The model tells {classes} classes apart and their names are unknown: there are none in "
        f"the file, and no fitting {stem}.txt, {stem}_labels.txt or labels.txt beside it."
        f"{misfit or ' ' + GIVE_LABELS}"
    )


def _read_labels(path: Path) -> tuple[str, ...]:
    try:
        if path.exists() and not path.is_file():
            raise ModelFileError(f"{path} is not a file. Expected a label file.")
        with path.open("rb") as file:
            return parse_labels(file.read(MAX_LABELS_BYTES + 1), name=path.name)
    except OSError as error:
        raise ModelFileError(f"Cannot read the label file {path}: {error.strerror}.") from error


def _misfit(file: str, names: tuple[str, ...], classes: int) -> str:
    said = f"{file} names {len(names)} classes; the model tells {classes} apart."
    if len(names) == classes - 1 and classes > 2:
        return (
            f"{said} A model with one more than its list mostly has a background class before the "
            "others: then add a first line `background` and give the list with --labels FILE."
        )
    if len(names) == classes + 1 and names[0].lower() in ("background", "???", "none", "unknown"):
        return (
            f"{said} Its first line, `{names[0]}`, stands for a class that this model does not "
            "have: take it out, and give the list with --labels FILE."
        )
    return f"{said} {GIVE_LABELS}"
