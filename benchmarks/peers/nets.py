"""Open a net in another library: each function gives one that runs it on a tensor.

A library is imported when it is asked for; this runs in an environment that has it. Tensors have
the dtype and shape of the model's input, and the answer is its first output as it comes.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Run = Callable[[NDArray[Any]], NDArray[Any]]


def open_onnxruntime(model: str, threads: int) -> Run:
    """A net in ONNX, in onnxruntime on the CPU."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda tensor: np.asarray(session.run(None, {name: tensor})[0])


def open_openvino(model: str, threads: int) -> Run:
    """A TFLite file, which OpenVINO reads as it is, on the CPU, tuned for a single caller."""
    import openvino

    settings = {
        "INFERENCE_NUM_THREADS": threads,
        "NUM_STREAMS": 1,
        "PERFORMANCE_HINT": "LATENCY",
    }
    request = openvino.Core().compile_model(model, "CPU", settings).create_infer_request()
    return lambda tensor: np.array(request.infer([tensor])[0])


def open_keras(model: str, threads: int) -> Run:  # noqa: ARG001
    """A .keras file through ``predict``, as tutorials do it; TensorFlow chooses its threads."""
    import keras

    net = keras.models.load_model(model, compile=False)
    return lambda tensor: np.asarray(net.predict(tensor, verbose=0))


OPENERS: Mapping[str, Callable[[str, int], Run]] = {
    "onnxruntime": open_onnxruntime,
    "openvino": open_openvino,
    "keras": open_keras,
}
