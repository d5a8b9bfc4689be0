"""Linear functions of a tensor that a single convolution can stand for, and their sums."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import keras
import numpy as np
from keras import layers
from numpy.typing import NDArray


@dataclass(frozen=True)
class Branch:
    """A convolution of ``source`` (n, height, width, in channels).

    Its value at row i, column j is ``bias`` plus the sum over the taps (k, l) of ``kernel[k, l]``
    times the source at row ``i * strides[0] + k - before[0]`` and column
    ``j * strides[1] + l - before[1]``, which is zero outside of the source: ``before`` is the
    padding at the top and at the left. ``kernel`` is float64 (height, width, in channels, out
    channels), ``bias`` float64 (out channels,). ``is_convolution`` is false for a
    mere scale per channel.
    """

    source: keras.KerasTensor
    kernel: NDArray[np.float64]
    bias: NDArray[np.float64]
    before: tuple[int, int] = (0, 0)
    strides: tuple[int, int] = (1, 1)
    is_convolution: bool = False

    @classmethod
    def identity(cls, source: keras.KerasTensor) -> Branch:
        """The source itself."""
        channels = source.shape[-1]
        return cls(source, np.eye(channels)[np.newaxis, np.newaxis], np.zeros(channels))

    def parallel_to(self, other: Branch) -> bool:
        """Whether both look at the same tensor with the same strides."""
        return self.source is other.source and self.strides == other.strides

    def scaled(self, scale: NDArray[np.float64], shift: NDArray[np.float64]) -> Branch:
        """The branch times ``scale`` plus ``shift``, each (out channels,)."""
        return replace(self, kernel=self.kernel * scale, bias=self.bias * scale + shift)

    def __add__(self, other: Branch) -> Branch:
        """The sum of two parallel branches: taps that see the same pixel are added."""
        rows, columns = zip(self.before, other.before, strict=True)
        before = (max(rows), max(columns))
        first, second = self._taps_from(before), other._taps_from(before)
        kernel = np.zeros(np.maximum(first.shape, second.shape))
        for taps in (first, second):
            kernel[: taps.shape[0], : taps.shape[1]] += taps
        return replace(
            self,
            kernel=kernel,
            bias=self.bias + other.bias,
            before=before,
            is_convolution=self.is_convolution or other.is_convolution,
        )

    def _taps_from(self, before: tuple[int, int]) -> NDArray[np.float64]:
        """The kernel with rows and columns of zeros in front, to begin at a larger ``before``."""
        rows, columns = before[0] - self.before[0], before[1] - self.before[1]
        return np.pad(self.kernel, ((rows, 0), (columns, 0), (0, 0), (0, 0)))


def of_convolution(x: keras.KerasTensor, layer: layers.Conv2D) -> list[Branch]:
    """The branch that ``layer`` makes of ``x``; none where it is no plain linear convolution.

    Nor where the padding depends on a size that is not known.
    """
    plain = layer.groups == 1 and layer.dilation_rate == (1, 1)
    linear = layer.activation is keras.activations.linear
    if not (plain and linear and layer.data_format == "channels_last"):
        return []
    before = padding_before(x, layer.kernel_size, layer.strides, layer.padding)
    if before is None:
        return []
    kernel, *bias = (np.asarray(weights, np.float64) for weights in layer.get_weights())
    return [
        Branch(
            source=x,
            kernel=kernel,
            bias=bias[0] if bias else np.zeros(layer.filters),
            before=before,
            strides=layer.strides,
            is_convolution=True,
        )
    ]


def of_normalization(branches: Iterable[Branch], layer: layers.BatchNormalization) -> list[Branch]:
    """The branches with a batch norm behind each, in inference mode."""
    if layer.axis not in (-1, 3):
        return []
    mean = np.asarray(layer.moving_mean, np.float64)
    variance = np.asarray(layer.moving_variance, np.float64)
    gamma = np.asarray(layer.gamma, np.float64) if layer.scale else np.ones_like(mean)
    beta = np.asarray(layer.beta, np.float64) if layer.center else np.zeros_like(mean)
    scale = gamma / np.sqrt(variance + layer.epsilon)
    return [branch.scaled(scale, beta - mean * scale) for branch in branches]


def to_convolution(
    branch: Branch, *, name: str | None, dtype: keras.DTypePolicy, shape: tuple[int | None, ...]
) -> keras.KerasTensor | None:
    """A new Conv2D layer's tensor, equal to ``branch``.

    None where no padding that Conv2D knows gives its taps, or not the ``shape`` (n, height, width,
    channels).
    """
    size, channels = branch.kernel.shape[:2], branch.kernel.shape[3]
    for padding in ("same", "valid"):
        layer = layers.Conv2D(
            channels, size, strides=branch.strides, padding=padding, name=name, dtype=dtype
        )
        if (
            padding_before(branch.source, size, branch.strides, padding) == branch.before
            and layer.compute_output_shape(branch.source.shape) == shape
        ):
            output = layer(branch.source)
            layer.set_weights([branch.kernel, branch.bias])
            return output
    return None


def padding_before(
    x: keras.KerasTensor, size: tuple[int, int], strides: tuple[int, int], padding: str
) -> tuple[int, int] | None:
    """The rows above and the columns left of ``x`` that a convolution adds; None if not known.

    With stride 2, "same" adds nothing in front of an even number of rows and one row behind, but
    one on each side of an odd number
    (https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2).
    """
    if padding == "valid":
        return (0, 0)
    rows = _same_padding(x.shape[1], size[0], strides[0])
    columns = _same_padding(x.shape[2], size[1], strides[1])
    return None if rows is None or columns is None else (rows, columns)


def _same_padding(pixels: int | None, taps: int, stride: int) -> int | None:
    if stride == 1:
        return (taps - 1) // 2
    if pixels is None:
        return None
    return max((-(-pixels // stride) - 1) * stride + taps - pixels, 0) // 2
