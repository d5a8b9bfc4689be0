"""Which output of a model stands for which class of the data: matched by their names."""

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from edge_app.errors import PipelineError

SHOWN = 5


def output_of_each_class(
    class_names: Sequence[str], labels: Sequence[str], renamed: Mapping[str, str]
) -> NDArray[np.int64]:
    """For each class of the data the place among the model's ``labels`` that means it, int64 (n,).

    Small and capital letters are the same, and so are all signs between words. ``renamed`` says
    what the model calls a class of the data. The model may know more classes than the data.

    Raises PipelineError: a class that the model does not name, or names more than once, or a
    class in ``renamed`` that the data does not have.
    """
    unknown = sorted(set(renamed) - set(class_names))
    if unknown:
        raise PipelineError(
            f"The data has no class {unknown[0]!r}, expected one of {_shown(class_names)}."
        )
    wanted = [_plain(renamed.get(name, name)) for name in class_names]
    found = [_plain(label) for label in labels]
    missing = [name for name, plain in zip(class_names, wanted, strict=True) if plain not in found]
    if missing:
        raise PipelineError(
            f"The model names no class {', '.join(missing[:SHOWN])}; it names {_shown(labels)}. "
            "Say what it calls them with --rename DATA=MODEL, or give the names of its outputs in "
            "their order with --labels FILE."
        )
    for name, plain in zip(class_names, wanted, strict=True):
        if found.count(plain) > 1 or wanted.count(plain) > 1:
            raise PipelineError(
                f"The class {name} cannot be told from another: {_shown(labels)}. Give each output "
                "a name of its own with --labels FILE."
            )
    return np.array([found.index(plain) for plain in wanted], np.int64)


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name).strip().casefold()


def _shown(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
