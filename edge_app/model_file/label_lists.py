"""The label lists inside a model file, and which of them names the classes for people."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flatbuffers import number_types
from flatbuffers.table import Table

from edge_app.errors import ModelFileError
from edge_app.model_file import metadata_schema as schema
from edge_app.model_file.flatbuffer import scalar, tables, text
from edge_app.model_file.label_text import parse_labels
from edge_app.model_file.packed_files import read_packed_files
from edge_app.plain_text import printable

# Knowledge-graph ("/m/01yrx"), WordNet ("n02123045") and Wikidata ("Q146") identifiers.
_IDENTIFIER = re.compile(r"/[mg]/\w+|[nvar]\d{8}|Q\d+")
_NUMBER = re.compile(r"[-+\d.,eE\s]+")


@dataclass(frozen=True)
class LabelList:
    """One list in a model file. ``file`` is its name, ``locale`` a language such as "en", or "".

    ``declared`` tells one that the metadata calls the labels of the output. ``problem`` says why
    there are no labels in it, and is empty where there are.
    """

    file: str
    locale: str
    labels: tuple[str, ...]
    declared: bool
    problem: str = ""


def packed_lists(output_tensor: Table, content: bytes) -> tuple[LabelList, ...]:
    """All label lists of a .tflite file: those that the metadata names, then any other texts."""
    files = read_packed_files(content)
    lists, other = [], set()
    for entry in tables(output_tensor, schema.TensorMetadata.ASSOCIATED_FILES, limit=64):
        name = text(entry, schema.AssociatedFile.NAME)
        kind = scalar(entry, schema.AssociatedFile.TYPE, number_types.Int8Flags)
        if kind in (schema.AssociatedFile.AXIS_LABELS, schema.AssociatedFile.VALUE_LABELS):
            locale = text(entry, schema.AssociatedFile.LOCALE)
            lists.append(_declared_list(name, locale, files.get(name)))
        other.add(name)
    undeclared = {name: content for name, content in files.items() if name not in other}
    return (*lists, *_undeclared_lists(undeclared))


def best_list(lists: Sequence[LabelList], *, classes: int | None = None) -> LabelList | None:
    """The list to show: of ``classes`` labels where a number is given, names before identifiers.

    Of several in words, the one that the metadata names comes before others, English before no
    stated language, and that before other languages.
    """
    usable = [one for one in lists if one.labels and classes in (None, len(one.labels))]
    return min(usable, key=_rank, default=None)


def _rank(one: LabelList) -> tuple[int, int, int]:
    locale = one.locale.lower()
    language = 0 if locale.split("-")[0].split("_")[0] == "en" else 2 if locale else 1
    return _words_rank(one.labels), int(not one.declared), language


def _words_rank(labels: tuple[str, ...]) -> int:
    """0 for a list in words, 1 for one of identifiers, 2 for one of numbers."""
    for rank, pattern in ((1, _IDENTIFIER), (2, _NUMBER)):
        if 10 * sum(bool(pattern.fullmatch(label)) for label in labels) >= 9 * len(labels):
            return rank
    return 0


def _declared_list(name: str, locale: str, content: bytes | None) -> LabelList:
    if content is None:
        problem = (
            f"The model's metadata names the label file {name}, which is not in it: the file is "
            "cut off or damaged. Copy it again, or give the labels with --labels FILE."
        )
        return LabelList(name, locale, (), declared=True, problem=problem)
    try:
        return LabelList(name, locale, parse_labels(content, name=name), declared=True)
    except ModelFileError as error:
        return LabelList(name, locale, (), declared=True, problem=str(error))


def _undeclared_lists(files: dict[str, bytes]) -> list[LabelList]:
    lists = []
    for name, content in files.items():
        try:
            labels = parse_labels(content, name=name)
        except ModelFileError:  # Not a label list: anything may be packed into a model.
            continue
        lists.append(LabelList(printable(name), "", labels, declared=False))
    return lists
