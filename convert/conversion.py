"""A finished conversion, and how its files come to the disk: all of them whole, or none."""

import json
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from convert.variants import file_names
from edge_app.errors import ModelFileError
from edge_app.files import replacing, sync
from edge_app.model_file.info import read_model_file, read_model_info

PAGE_FILE, RECORD_FILE = "conversion.html", "conversion.json"


@dataclass(frozen=True)
class Conversion:
    """Proven model files by variant, the Keras parent's bytes, the record, and the page.

    ``headline`` is the verdict in one line, ``text`` what a terminal shows. ``files`` is empty
    where no variant passed: then only the report is written.
    """

    name: str
    files: dict[str, bytes]
    keras_file: tuple[str, bytes]
    record: dict[str, Any]
    page: str
    headline: str
    text: str = ""

    def write(self, folder: Path) -> tuple[list[str], list[str]]:
        """Write the files to ``folder``, the record last; return their names, and those removed.

        None gets its name before all are whole on the disk, so that a full disk leaves earlier
        files as they were. Model files of an earlier conversion of this name that the new record
        does not describe are removed, after the new ones have their names and before the record
        has. An earlier Keras parent stays: it may be the only one that its owner has.
        """
        record = json.dumps(self.record, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
        contents = {PAGE_FILE: self.page.encode(), RECORD_FILE: record.encode()}
        models: dict[str, bytes] = {}
        if self.files:
            names = file_names(self.name)
            models = {names[variant]: content for variant, content in self.files.items()}
            models[self.keras_file[0]] = self.keras_file[1]
            contents = {**models, **contents, f"{self.name}.json": record.encode()}
        stale = _stale(folder, self.name, kept=models) if models else []
        with ExitStack() as files:
            # A stack leaves in reverse order: what is entered first gets its name last.
            for file_name, content in reversed(contents.items()):
                partial = files.enter_context(replacing(folder / file_name))
                partial.write_bytes(content)
                sync(partial)
                if file_name == f"{self.name}.json":
                    files.enter_context(_Removal(stale))
        return list(contents), [path.name for path in stale]


def _stale(folder: Path, name: str, *, kept: dict[str, bytes]) -> list[Path]:
    """The model files of an earlier conversion of ``name`` that are not among those ``kept``."""
    possible = [folder / one for one in file_names(name).values() if one not in kept]
    return [path for path in possible if path.is_file() and _says_it_is(path, name)]


def _says_it_is(path: Path, name: str) -> bool:
    """Whether a model file was made here under this ``name``; others are their owner's."""
    try:
        info = read_model_info(read_model_file(path))
    except ModelFileError:
        return False
    return info.is_ours and info.name == name


class _Removal:
    """Removes ``paths`` when its turn in a stack comes, unless something went wrong before."""

    def __init__(self, paths: list[Path]) -> None:
        self._paths = paths

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            for path in self._paths:
                path.unlink(missing_ok=True)
