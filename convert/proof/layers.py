"""Where an int8 file loses its accuracy: the quantization error of every layer."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from convert.proof.open_file import OpenFile
from convert.proof.shared_tensors import SharedTensor, shared_tensors

# Instead of infinity, which JSON does not have: an error of a millionth of the signal, or none.
MOST_DB = 120.0


@dataclass(frozen=True)
class LayerError:
    """The error of one layer's output, int8 against float32, over all images.

    ``signal_to_noise_db`` is of the output as it comes, errors of the layers before included;
    ``rounding_signal_to_noise_db`` is what storing this output in its 8 bits alone costs. Loud
    channels hide the noise of the others in both, ``median_channel_signal_to_noise_db`` does not.
    The ``worst_channel`` has the lowest signal to noise, ``worst_channel_signal_to_noise_db``. The
    ``loudest_channel`` has the largest absolute value, ``loudness`` times that of the median
    channel: all channels share one scale, and where ``loudness`` is large, hardly a step is left
    for the others.
    """

    name: str
    operator: str
    signal_to_noise_db: float
    rounding_signal_to_noise_db: float
    median_channel_signal_to_noise_db: float
    worst_channel: int
    worst_channel_signal_to_noise_db: float
    loudest_channel: int
    loudness: float


def layer_errors(float32: bytes, int8: bytes, images: NDArray[np.uint8]) -> tuple[LayerError, ...]:
    """The error of each layer that both model files hold, in their order.

    ``images`` is uint8 (n, height, width, 3), RGB, 0..255, of the model's size: those that gave
    the int8 file its ranges. A channel is an index of a tensor's last axis. There is a bar of
    progress on a terminal.

    Raises PipelineError: the built-in kernels cannot run one of the files.
    """
    expected_file, got_file = OpenFile(float32), OpenFile(int8)
    sums = [
        _Sums(tensor, channels=expected_file.shape(tensor.expected)[-1])
        for tensor in shared_tensors(expected_file, got_file)
    ]
    for image in tqdm(images, desc="  layers", unit=" images", disable=None):
        expected_file.ask(image)
        got_file.ask(image)
        for one in sums:
            one.add(expected_file, got_file)
    return tuple(one.error() for one in sums)


def signal_to_noise_db(signal: float, noise: float) -> float:
    """10 log10(signal / noise) of two powers (sums of squares), within MOST_DB either way.

    The signal-to-quantization-noise ratio of D. Lin, S. Talathi, S. Annapureddy, "Fixed point
    quantization of deep convolutional networks", ICML 2016.
    """
    if noise == 0:
        return MOST_DB
    if signal == 0:
        return -MOST_DB
    return max(-MOST_DB, min(MOST_DB, 10 * math.log10(signal / noise)))


class _Sums:
    """Powers of one layer's channels, summed over images: (channels,) each."""

    def __init__(self, tensor: SharedTensor, *, channels: int) -> None:
        self._tensor = tensor
        self._signal = np.zeros(channels)
        self._noise = np.zeros(channels)
        self._rounding = 0.0
        self._peak = np.zeros(channels)

    def add(self, expected_file: OpenFile, got_file: OpenFile) -> None:
        """Add the tensors as they stand after both files answered the same image."""
        channels = len(self._signal)
        expected = expected_file.values(self._tensor.expected).reshape(-1, channels)
        got = got_file.values(self._tensor.got).reshape(-1, channels)
        stored = got_file.stored(expected, self._tensor.got)
        self._signal += np.square(expected, dtype=np.float64).sum(axis=0)
        self._noise += np.square(got - expected, dtype=np.float64).sum(axis=0)
        self._rounding += float(np.square(stored - expected, dtype=np.float64).sum())
        self._peak = np.maximum(self._peak, np.abs(expected).max(axis=0))

    def error(self) -> LayerError:
        # Not the channels without a signal, as of a dead ReLU: they say nothing.
        alive = np.flatnonzero(self._peak) if self._peak.any() else np.arange(len(self._peak))
        powers = zip(self._signal[alive].tolist(), self._noise[alive].tolist(), strict=True)
        by_channel = [signal_to_noise_db(signal, noise) for signal, noise in powers]
        worst, loudest = int(np.argmin(by_channel)), int(self._peak.argmax())
        signal, median = float(self._signal.sum()), float(np.median(self._peak[alive])) or 1.0
        return LayerError(
            name=self._tensor.layer,
            operator=self._tensor.operator,
            signal_to_noise_db=signal_to_noise_db(signal, float(self._noise.sum())),
            rounding_signal_to_noise_db=signal_to_noise_db(signal, self._rounding),
            median_channel_signal_to_noise_db=float(np.median(by_channel)),
            worst_channel=int(alive[worst]),
            worst_channel_signal_to_noise_db=by_channel[worst],
            loudest_channel=loudest,
            loudness=float(self._peak[loudest]) / median,
        )
