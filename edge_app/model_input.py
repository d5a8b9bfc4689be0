"""From pixels to a model's input tensor."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from edge_app.errors import ModelFileError
from edge_app.images import fit_to_input
from edge_app.normalization import INPUT_RANGES, Normalization, contradicts, known_range
from edge_app.tensors import ImageInput, quantize

SAY_WHICH = (
    "Say what black and white were in its training: --input-range 0,1 | -1,1 | 0,255, or imagenet "
    "(0 to 1, less ImageNet's mean, by its standard deviation)."
)


@dataclass(frozen=True)
class InputRule:
    """How pixels become a model's values. ``source`` says where that was read.

    ``was_derived`` is true where the file does not state it in words.
    """

    normalization: Normalization
    source: str
    was_derived: bool = False


class ModelInput:
    """The way of any picture into one model's input tensor."""

    def __init__(self, image: ImageInput, rule: InputRule) -> None:
        self.image = image
        self.rule = rule
        table = _lookup_table(image, rule.normalization)
        self._is_uniform = bool((table == table[:, :1]).all())
        self._table = table[:, 0].copy() if self._is_uniform else table
        identity = np.arange(256)[:, np.newaxis]
        self._is_bytes = table.dtype == np.uint8 and bool((table == identity).all())

    def tensor(self, picture: NDArray[np.uint8]) -> NDArray[Any]:
        """The input tensor, in the model's own shape and dtype.

        ``picture`` is uint8 (height, width, 3), RGB, 0..255, of any size. Raises ValueError: an
        array of another shape or dtype.
        """
        is_rgb = picture.dtype == np.uint8 and picture.ndim == 3 and picture.shape[2] == 3
        if not is_rgb or not picture.size:
            raise ValueError(
                f"The image has dtype {picture.dtype} and shape {picture.shape}; "
                "expected uint8 (height, width, 3), RGB."
            )
        height, width = self.image.size
        pixels = fit_to_input(picture, height=height, width=width)
        if self.image.channels == 1:
            pixels = _grey(pixels)
        if not self._is_bytes:  # Else the quantized values are the bytes themselves.
            channel = np.arange(self.image.channels)
            pixels = self._table[pixels] if self._is_uniform else self._table[pixels, channel]
        if self.image.channels_first:
            pixels = pixels.transpose(2, 0, 1)
        return pixels.reshape(self.image.tensor.shape)


def choose_input_rule(
    image: ImageInput, stated: Normalization | None, *, input_range: str | None
) -> InputRule:
    """How pixels enter: as the user says, or the metadata, or scale and zero point of the tensor.

    ``stated`` is the metadata's normalization, ``input_range`` a key of ``INPUT_RANGES``.

    Raises ModelFileError: nothing says it, or what says it cannot be. ValueError: another key.
    """
    if input_range is not None:
        if input_range not in INPUT_RANGES:
            expected = ", ".join(repr(key) for key in INPUT_RANGES)
            raise ValueError(f"input_range is {input_range!r}, expected one of {expected}.")
        return _said(INPUT_RANGES[input_range], image)
    if stated is not None:
        return _stated(stated, image)
    if not image.tensor.is_quantized:
        raise ModelFileError(
            "The model takes float32 values and does not say which: it states no normalization. "
            + SAY_WHICH
        )
    return _derived(image)


def _said(normalization: Normalization, image: ImageInput) -> InputRule:
    """As the user says. A range that the quantization contradicts gives answers without meaning."""
    low, high = image.tensor.range if image.tensor.is_quantized else normalization.range
    if contradicts(normalization, low, high):
        known = known_range(low, high)
        remedy = f"Leave it out: then they become {known.describe()}." if known else SAY_WHICH
        raise ModelFileError(
            f"By --input-range, pixels become {normalization.describe()}; the model's quantized "
            f"input holds {low:.4g} to {high:.4g}. {remedy}"
        )
    return _checked(InputRule(normalization, "--input-range"), image)


def _stated(stated: Normalization, image: ImageInput) -> InputRule:
    """As the metadata says, unless the quantization contradicts it.

    Many writers state a mean of 0 and a deviation of 1 for a quantized model, by which they mean
    the bytes, whatever the scale; the values themselves would all be clipped. Others state what the
    float model wanted, where the quantized one takes 0 to 255: all pictures would be black.
    """
    if image.tensor.is_quantized and contradicts(stated, *image.tensor.range):
        rule = _derived(image)
        return replace(rule, source=f"{rule.source} (not the metadata's {stated.describe()})")
    return _checked(InputRule(stated, "the file's metadata"), image)


def _derived(image: ImageInput) -> InputRule:
    low, high = image.tensor.range
    scale, zero_point = image.tensor.scale, image.tensor.zero_point
    normalization = known_range(low, high)
    if normalization is None or len(normalization.mean) not in (1, image.channels):
        raise ModelFileError(
            f"The model's quantized input (scale {scale:.6g}, zero point {zero_point}) holds "
            f"{low:.4g} to {high:.4g}. Expected about 0 to 1, -1 to 1 or 0 to 255. {SAY_WHICH}"
        )
    source = f"the input's scale {scale:.6g} and zero point {zero_point}"
    return InputRule(normalization, source, was_derived=True)


def _checked(rule: InputRule, image: ImageInput) -> InputRule:
    normalization = rule.normalization
    if len(normalization.mean) not in (1, image.channels):
        raise ModelFileError(
            f"The normalization by {rule.source} has {len(normalization.mean)} channels; the "
            f"model's pictures have {image.channels}. {SAY_WHICH}"
        )
    return rule


def _lookup_table(image: ImageInput, normalization: Normalization) -> NDArray[Any]:
    """What each pixel value becomes in each channel, (256, channels), in the model's dtype."""
    values = normalization.values(channels=image.channels)
    tensor = image.tensor
    if not tensor.is_quantized:
        return values.astype(np.float32)
    table = quantize(values, tensor.scale, tensor.zero_point, tensor.dtype)
    steps = (np.arange(256) + np.iinfo(tensor.dtype).min)[:, np.newaxis]
    # Such a model was made to take the bytes as they are. Where its zero point was rounded, as of
    # 127.5, the arithmetic would move every second value by a step onto its neighbour.
    if np.abs(table.astype(np.int32) - steps).max() <= 1:
        table = np.broadcast_to(steps, table.shape).astype(tensor.dtype)
    return table


def _grey(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """uint8 (h, w, 3) as (h, w, 1): 0.299 R + 0.587 G + 0.114 B, the luma of ITU-R BT.601."""
    return np.asarray(Image.fromarray(pixels).convert("L"), np.uint8)[:, :, np.newaxis]
