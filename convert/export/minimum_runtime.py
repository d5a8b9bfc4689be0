"""The oldest runtime that a model file asks for, put right where the converter leaves it wrong."""

from typing import Any

from ai_edge_litert.schema_py_generated import TensorType

ENTRY_NAME = b"min_runtime_version"
ENTRY_BYTES = 16
# The first TensorFlow release with int16 kernels of every operator that int16x8 conversion makes of
# an image classifier; RELU, RELU6 and the resizes were the last. See op_version.cc and
# runtime_version.cc in TensorFlow's compiler/mlir/lite/tools/versioning.
INT16_RUNTIME = "2.5.0"


def correct_minimum_runtime(tree: Any) -> None:
    """Raise the ``min_runtime_version`` of a model with int16 activations to ``INT16_RUNTIME``.

    ``tree`` is a ``ModelT`` of the generated schema, changed in place. TensorFlow's converter
    writes the entry itself, although it prints that it skips it, and for all other variants it is
    right; with int16 activations it is still that of the float model.
    """
    tensors = (tensor for subgraph in tree.subgraphs for tensor in subgraph.tensors)
    if not any(tensor.type == TensorType.INT16 for tensor in tensors):
        return
    for entry in tree.metadata or []:
        if entry.name == ENTRY_NAME:
            stated = bytes(tree.buffers[entry.buffer].data).rstrip(b"\0").decode()
            newest = max(stated, INT16_RUNTIME, key=_numbers)
            tree.buffers[entry.buffer].data = list(newest.encode().ljust(ENTRY_BYTES, b"\0"))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split("."))) if version else ()
