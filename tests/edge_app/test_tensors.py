import numpy as np

from edge_app.tensors import dequantize, quantize


def test_quantizing_clips_and_rounds() -> None:
    values = np.array([-1.0, 0.0, 0.26, 300.0], np.float32)
    got = quantize(values, 0.5, -128, np.int8)
    assert got.dtype == np.int8
    assert got.tolist() == [-128, -128, -127, 127]


def test_dequantizing_does_not_wrap_around() -> None:
    got = dequantize(np.array([-128, 127], np.int8), 1 / 256, -128)
    assert got.tolist() == [0.0, 255 / 256]
