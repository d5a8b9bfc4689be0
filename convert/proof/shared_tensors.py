"""Which tensors of two variants of one net hold the same layer's output."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from convert.proof.open_file import OpenFile, Operator

# They compute nothing; the first two are in quantized files only.
NOT_LAYERS = ("QUANTIZE", "DEQUANTIZE", "RESHAPE")
# How the converter's names of the operations that carry a layer's weights begin.
WEIGHTED = ("conv", "depthwise", "matmul")


@dataclass(frozen=True)
class SharedTensor:
    """A layer's output: the number of its tensor in either file, and the operator that gives it."""

    layer: str
    operator: str
    expected: int
    got: int


def shared_tensors(expected: OpenFile, got: OpenFile) -> list[SharedTensor]:
    """The outputs of those layers that both files hold, in the order of ``expected``.

    The converter gives an output the same name in every variant, but for that of the whole net.
    What has no namesake is matched by its place where operators and shapes are the same in both.
    """
    by_name = {got.name(operator.outputs[0]): operator for operator in _layers(got)}
    pairs = {
        operator.outputs[0]: by_name[name].outputs[0]
        for operator in _layers(expected)
        if (name := expected.name(operator.outputs[0])) in by_name
        and _kind(expected, operator) == _kind(got, by_name[name])
    }
    matched = set(pairs.values())
    rest = [one for one in _layers(expected) if one.outputs[0] not in pairs]
    rest_got = [one for one in _layers(got) if one.outputs[0] not in matched]
    if [_kind(expected, one) for one in rest] == [_kind(got, one) for one in rest_got]:
        pairs |= {
            one.outputs[0]: other.outputs[0] for one, other in zip(rest, rest_got, strict=True)
        }
    shared = [one for one in _layers(expected) if one.outputs[0] in pairs]
    names = layer_names([expected.name(one.outputs[0]) for one in shared])
    return [
        SharedTensor(name or one.name.lower(), one.name, one.outputs[0], pairs[one.outputs[0]])
        for name, one in zip(names, shared, strict=True)
    ]


def layer_names(tensors: Sequence[str]) -> list[str]:
    """The Keras layer in the name of each tensor; an empty text where there is none.

    A name lists what was fused: ``net/relu/Relu;net/conv2d/convolution`` is ``conv2d``. The export
    may add a number to every name, for each was in use since the net was built: it is taken away.
    """
    names = ["/".join(_weighted_part(tensor).split("/")[1:-1]) for tensor in tensors]
    numbered = [re.sub(r"_\d+(?=/|$)", "", name) for name in names]
    return numbered if all(map(_all_numbered, filter(None, names))) else names


def _weighted_part(tensor: str) -> str:
    parts = tensor.split(";")
    return next((p for p in parts if p.split("/")[-1].lower().startswith(WEIGHTED)), parts[0])


def _all_numbered(name: str) -> bool:
    return all(re.search(r"_\d+$", scope) for scope in name.split("/"))


def _layers(file: OpenFile) -> list[Operator]:
    return [operator for operator in file.operators if operator.name not in NOT_LAYERS]


def _kind(file: OpenFile, operator: Operator) -> tuple[str, tuple[int, ...]]:
    return operator.name, file.shape(operator.outputs[0])
