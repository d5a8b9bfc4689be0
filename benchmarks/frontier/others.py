"""What is known beforehand of other people's models: two tables in this folder."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge_app.errors import PipelineError

REFERENCES = Path(__file__).with_name("references.toml")
PUBLISHED = Path(__file__).with_name("published.toml")


@dataclass(frozen=True)
class Reference:
    """A model file that others publish, and that is measured here.

    ``variant`` is "int8" or "float32"; ``confirmed`` says whether others state the same
    ``sha256`` for this ``url``.
    """

    file: str
    title: str
    variant: str
    multiply_accumulates: int
    bytes: int
    sha256: str
    url: str
    confirmed: bool


@dataclass(frozen=True)
class References:
    """All of them, and what they have in common; ``baseline`` is the file of one of them.

    ``test_images_sha256`` is the digest of the images that accuracies are of.
    """

    models: tuple[Reference, ...]
    labels: tuple[str, ...]
    input_range: str
    licence: str
    baseline: str
    test_images_sha256: str

    @property
    def baseline_sha256(self) -> str:
        """The SHA-256 of the model that latencies are divided by."""
        return next(model.sha256 for model in self.models if model.file == self.baseline)


@dataclass(frozen=True, kw_only=True)
class PublishedNet:
    """A net that others have measured: accuracy in percent, cost and size in millions.

    ``derived`` says that the cost was worked out here from the published code.
    """

    name: str
    accuracy_percent: float
    million_multiply_accumulates: float
    million_parameters: float
    source: str
    derived: bool = False


def read_references(path: Path = REFERENCES) -> References:
    """The references. Raises PipelineError: the table cannot be read."""
    table = _read(path)
    try:
        models = tuple(Reference(**entry) for entry in table.pop("model"))
        return References(models, tuple(table.pop("labels")), **table)
    except (KeyError, TypeError) as error:
        raise _unusable(path, error) from error


def read_published(path: Path = PUBLISHED) -> tuple[PublishedNet, ...]:
    """The published nets. Raises PipelineError: the table cannot be read."""
    try:
        return tuple(PublishedNet(**entry) for entry in _read(path)["net"])
    except (KeyError, TypeError) as error:
        raise _unusable(path, error) from error


def _read(path: Path) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        try:
            import tomli as tomllib
        except ModuleNotFoundError:
            raise PipelineError(
                "Python 3.10 needs the package tomli for this: it comes with the extra `bench`."
            ) from None
    try:
        return dict(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise _unusable(path, error) from error


def _unusable(path: Path, error: Exception) -> PipelineError:
    return PipelineError(f"The table {path} cannot be read: {error}.")
