"""All that can be read of a model file and its record without an interpreter."""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from edge_app.errors import ModelFileError
from edge_app.model_file.graph_cost import GraphCost, cost_of
from edge_app.model_file.info import ModelInfo, read_model_file, read_model_info
from edge_app.model_file.parts import Parts, read_parts
from edge_app.model_store.facts import read_record, variant_of

Read = TypeVar("Read")
INTEGERS = ("int4", "int8", "uint8", "int16")


@dataclass(frozen=True)
class FileFacts:
    """``info``, ``parts`` and ``cost`` are None where the file is not readable that far.

    ``variant`` and ``entry`` are what its record says of it, None and {} without one.
    """

    path: Path
    bytes: int
    sha256: str
    info: ModelInfo | None
    parts: Parts | None
    cost: GraphCost | None
    variant: str | None
    entry: dict[str, Any]

    @property
    def types(self) -> dict[str, int]:
        """How many tensors there are of each type, the most frequent first."""
        counts = Counter(tensor.type for tensor in self.parts.tensors) if self.parts else Counter()
        return dict(counts.most_common())

    @property
    def operators(self) -> dict[str, int]:
        """How often each operator stands in the graph, the most frequent first."""
        operators = self.parts.operators if self.parts else ()
        return dict(Counter(operator.name for operator in operators).most_common())

    @property
    def custom_operators(self) -> tuple[str, ...]:
        """Those that are not part of TFLite, such as FlexErf, which needs TensorFlow."""
        operators = self.parts.operators if self.parts else ()
        return tuple(dict.fromkeys(one.name for one in operators if one.custom))

    @property
    def quantization(self) -> str | None:
        """How the file was quantized, in words; None where its graph cannot be read."""
        if self.parts is None or self.cost is None:
            return None
        arithmetic = self.cost.arithmetic or self.parts.tensors[self.parts.outputs[0]].type
        scaled = [one for one in self.parts.tensors if one.scales and one.type in INTEGERS]
        by = "per channel" if any(one.scales > 1 for one in scaled) else "per tensor"
        if arithmetic in INTEGERS:
            return f"{arithmetic}, weights {by}"
        if scaled:
            return f"{scaled[0].type} weights {by}, {arithmetic} arithmetic"
        return "float16 weights" if "float16" in self.types else "none"


def read_file_facts(path: Path) -> FileFacts:
    """Read as far as the file goes. Raises ModelFileError: it cannot be opened at all."""
    try:
        content = read_model_file(path)
    except ModelFileError as error:
        raise ModelFileError(f"{path}: {error}") from error
    info, parts = _if_readable(read_model_info, content), _if_readable(read_parts, content)
    name = info.name if info else ""
    record_path = path.with_name(f"{name}.json")
    record = _if_readable(read_record, record_path) if name and record_path.is_file() else None
    sha256 = hashlib.sha256(content).hexdigest()
    variant, entry = variant_of(record, path.name)
    if entry and entry["sha256"] != sha256:  # What was measured is not this file.
        variant, entry = None, {}
    return FileFacts(
        path=path,
        bytes=len(content),
        sha256=sha256,
        info=info,
        parts=parts,
        cost=_if_readable(cost_of, parts) if parts else None,
        variant=variant,
        entry=dict(entry),
    )


def _if_readable(read: Callable[[Any], Read], source: Any) -> Read | None:
    """What ``read`` gives; None where it refuses, which opening the model tells the reason of."""
    try:
        return read(source)
    except ModelFileError:
        return None
