"""Times count only where the answers are ours."""

import numpy as np
import pytest

from benchmarks.peers.same_answers import (
    PICTURES,
    ask_ours,
    difference,
    drawn_pictures,
    their_probabilities,
)
from edge_app import Classifier


def test_pictures_have_the_size_that_was_asked_for_and_repeat():
    pictures = drawn_pictures((24, 31))

    assert len(pictures) == PICTURES
    assert all(picture.shape == (24, 31, 3) for picture in pictures)
    assert all(map(np.array_equal, pictures, drawn_pictures((24, 31))))


@pytest.mark.parametrize("name", ["cifar10-resnet8.tflite", "cifar10-resnet8.float32.tflite"])
def test_raw_outputs_of_the_same_net_are_our_probabilities(models, name):
    (path,) = [path for path in models if path.name == name]
    classifier = Classifier(path)
    interpreter = classifier.runtime.interpreter
    questions = ask_ours(classifier)
    outputs = []
    for tensor in questions.tensors:
        interpreter.set_tensor(interpreter.get_input_details()[0]["index"], tensor)
        interpreter.invoke()
        outputs.append(interpreter.get_tensor(interpreter.get_output_details()[0]["index"])[0])

    theirs = their_probabilities(classifier, np.stack(outputs))

    assert np.array_equal(theirs, questions.probabilities)


SURE = np.float32([[0.9, 0.1], [0.2, 0.8]] * 10)


@pytest.mark.parametrize("quantized", [True, False])
def test_equal_answers_pass_and_exchanged_ones_do_not(quantized):
    assert difference(SURE, SURE, quantized=quantized) is None
    assert "0 of 20 labels" in difference(SURE, SURE[:, ::-1], quantized=quantized)
    assert "shape" in difference(SURE, SURE[:, :1], quantized=quantized)


def test_a_float_net_may_differ_by_rounding_and_a_quantized_one_by_steps():
    step = SURE + np.float32([[1, -1]]) / 256

    assert difference(SURE, step, quantized=True) is None
    assert "off" in difference(SURE, step, quantized=False)
    assert difference(SURE, SURE + np.float32(1e-5), quantized=False) is None


def test_answers_that_are_no_numbers_do_not_pass():
    assert difference(SURE, np.full_like(SURE, np.nan), quantized=False)
    assert difference(SURE, np.full_like(SURE, np.nan), quantized=True)
