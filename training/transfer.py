"""Start from what another training learned: a backbone's upper layers, or a net of our own."""

from collections.abc import Iterator
from pathlib import Path

import keras

from edge_app.errors import PipelineError
from training.saving import load_model


def set_trainable(model: keras.Model, *, blocks: int) -> None:
    """Let the top ``blocks`` blocks of a transfer net's backbone learn; freeze those below.

    A block is all that works at one resolution (see ``block_numbers``), which means the same for
    every backbone, of whatever layer names. Batch norm layers stay frozen in all of them; the head
    always learns. 0 freezes the whole backbone.

    Compile the model afterwards: an optimizer is built for the weights that learn.

    Raises PipelineError: the model has no backbone, or one of fewer blocks.
    """
    backbone = find_backbone_of(model)
    numbers = block_numbers(backbone)
    if blocks > max(numbers):
        raise PipelineError(
            f"The backbone {backbone.name!r} has {max(numbers)} blocks at this image size, so that "
            f"no {blocks} of them can be fine-tuned. Lower fine_tune_blocks in the recipe."
        )
    backbone.trainable = True
    for layer, number in zip(backbone.layers, numbers, strict=True):
        layer.trainable = number <= blocks
        for part in _with_parts(layer):
            if isinstance(part, keras.layers.BatchNormalization):
                part.trainable = False


def find_backbone_of(model: keras.Model) -> keras.Model:
    """The net within a transfer net.

    Raises PipelineError: the model is none.
    """
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            return layer
    raise PipelineError(
        f"The net {model.name!r} has no backbone to fine-tune. Fine-tuning is for the architecture "
        "'transfer'; to train one of our own nets further, use --init-from alone."
    )


def block_numbers(backbone: keras.Model) -> list[int]:
    """The block of each layer of a backbone, counted from 1 at the top (the output) downwards.

    From the output down, a block ends where a layer's map has more pixels than any above it: maps
    of one pixel inside a squeeze-and-excitation do not begin a block, and padding before a
    reduction belongs to the block below. What has no kernels, such as a last pooling or the input,
    is no block of its own.
    """
    layers = backbone.layers[::-1]
    numbers, number, largest, has_kernels = [], 1, _pixels(layers[0]), False
    for index, layer in enumerate(layers):
        if _pixels(layer) > largest:
            largest = _pixels(layer)
            if has_kernels and any(_has_kernels(below) for below in layers[index:]):
                number, has_kernels = number + 1, False
        has_kernels = has_kernels or _has_kernels(layer)
        numbers.append(number)
    return numbers[::-1]


def initialise_from(model: keras.Model, path: Path) -> None:
    """Give ``model`` the weights of the trained net at ``path``, all but those of the head.

    Both must be of the same architecture and the same width; the classes, and where the net pools
    over the whole image also its size, may differ. The head starts anew even for as many classes,
    for they need not be the same ones.

    Raises PipelineError: the file cannot be loaded, or holds another net.
    """
    source = load_model(path)
    ours, theirs = _body(model), _body(source)
    shapes = [[weight.shape for weight in layer.weights] for layer in ours]
    found = [[weight.shape for weight in layer.weights] for layer in theirs]
    if shapes != found:
        raise PipelineError(f"{path} cannot start this net: {_difference(model, source)}.")
    for layer, trained in zip(ours, theirs, strict=True):
        layer.set_weights(trained.get_weights())


def _body(model: keras.Model) -> list[keras.Layer]:
    """The layers with weights in their order, without the last, which is the head."""
    return [layer for layer in model.layers if layer.weights][:-1]


def _difference(model: keras.Model, source: keras.Model) -> str:
    ours, theirs = _body(model), _body(source)
    if model.name != source.name:
        return f"it holds a net {source.name!r}, and this recipe makes a net {model.name!r}"
    if len(ours) != len(theirs):
        return f"it has {len(theirs)} layers with weights below the head, and this net {len(ours)}"
    for layer, other in zip(ours, theirs, strict=True):
        shapes = [tuple(weight.shape) for weight in layer.weights]
        found = [tuple(weight.shape) for weight in other.weights]
        if shapes != found:
            return (
                f"its layer {other.name!r} has weights {_shortened(found)}, and this net's "
                f"{_shortened(shapes)}; both need the same settings, and a net with a dense layer "
                "the same image size"
            )
    return "it holds another net"


def _shortened(shapes: list[tuple[int, ...]]) -> str:
    """The first few ``shapes``: a backbone has hundreds."""
    return ", ".join(map(str, shapes[:3])) + (" ..." if len(shapes) > 3 else "")


def _pixels(layer: keras.Layer) -> int:
    """Height times width of a layer's output; 1 for what is no map."""
    shape = layer.output.shape
    return shape[1] * shape[2] if len(shape) == 4 else 1


def _has_kernels(layer: keras.Layer) -> bool:
    """Whether the layer holds more than scales and offsets per channel."""
    return any(len(weight.shape) > 1 for weight in layer.weights)


def _with_parts(layer: keras.Layer) -> Iterator[keras.Layer]:
    yield layer
    for part in getattr(layer, "layers", ()):
        yield from _with_parts(part)
