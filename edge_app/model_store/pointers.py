"""Which model serves, and which served before: two small files in the store."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from edge_app.files import write_json
from edge_app.model_store.stored import StoredModel

ACTIVE = "active.json"
PREVIOUS = "previous.json"
MAX_BYTES = 4096


@dataclass(frozen=True)
class Pointer:
    """A model by name and content: of one name, two generations may be there.

    That of a shipped model goes by its name alone: an update of the app brings another file.
    ``sha256`` is that of the model file, for people and their scripts.
    """

    name: str
    sha256: str
    origin: str
    content: str

    def means(self, model: StoredModel) -> bool:
        """Whether it is this model that it points to."""
        is_same = self.origin == "shipped" or model.content == self.content
        return (model.name, model.origin) == (self.name, self.origin) and is_same


def pointer_to(model: StoredModel) -> Pointer:
    return Pointer(model.name, model.facts.sha256, model.origin, model.content)


def read_pointer(path: Path) -> Pointer | None:
    """What the file points to; None where there is no such file.

    Raises OSError or ValueError: it cannot be read, or is damaged.
    """
    try:
        with path.open("rb") as file:
            fields = json.loads(file.read(MAX_BYTES))
        pointer = Pointer(*(fields[name] for name in ("name", "sha256", "origin", "content")))
    except FileNotFoundError:
        return None
    except (LookupError, TypeError, RecursionError) as error:
        raise ValueError("a field is missing") from error
    if not all(isinstance(value, str) for value in asdict(pointer).values()):
        raise ValueError("a field is not a text")
    return pointer


def write_pointer(path: Path, pointer: Pointer) -> None:
    """Replace the file, whole or not at all."""
    write_json(path, asdict(pointer))


def stamp(path: Path) -> tuple[int, int, int] | None:
    """What changes whenever the file is replaced; None where it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
