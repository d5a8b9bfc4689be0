from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from edge_app import Classifier, ModelFileError
from edge_app.model_output import OutputRule, choose_output_rule, to_probabilities
from edge_app.tensors import Tensor
from tests.edge_app.tiny_models import TinyGraph, TinyTensor, color_graph, linear, with_operator

Load = Callable[..., Classifier]
COLORS = ((255, 0, 0), (0, 255, 0), (0, 0, 255))
SHAPE = np.array([1, 1, 1, 3], np.int32)


def answers(classifier: Classifier) -> np.ndarray:
    """The probabilities of a red, a green and a blue picture, (3, classes)."""
    pictures = [np.full((9, 12, 3), color, np.uint8) for color in COLORS]
    return np.stack([classifier.probabilities(picture) for picture in pictures])


def softmax(logits: list[float]) -> np.ndarray:
    powers = np.exp(np.array(logits))
    return powers / powers.sum()


@pytest.mark.parametrize("last", ["SOFTMAX", "LOG_SOFTMAX", ""])
def test_probabilities_their_logarithms_and_logits_give_the_same_answer(
    last: str, load: Load
) -> None:
    """A red picture enters as (1, -1, -1)."""
    got = answers(load(color_graph(last=last), input_range="-1,1"))
    expected = softmax([1.0, -1.0, -1.0])
    for i in range(3):
        np.testing.assert_allclose(got[i], np.roll(expected, i), atol=1e-6)


@pytest.mark.parametrize(
    ("dtype", "scale", "zero_point"),
    [(np.uint8, 1 / 127.5, 128), (np.int8, 1 / 127.5, 0), (np.int8, 1 / 128, 0)],
)
@pytest.mark.parametrize("last", ["SOFTMAX", ""])
def test_quantized_models_give_that_answer_to_a_few_steps(
    dtype: Any, scale: float, zero_point: int, last: str, load: Load
) -> None:
    graph = color_graph(dtype=dtype, scale=scale, zero_point=zero_point, last=last)
    classifier = load(graph)
    assert classifier.output_rule.kind == ("probabilities" if last else "logits")
    expected = softmax([1.0, -1.0, -1.0])
    assert np.abs(answers(classifier)[0] - expected).max() < 3 / 256


@pytest.mark.parametrize(
    ("last", "kind", "reason"),
    [
        ("SOFTMAX", "probabilities", "its last operator is SOFTMAX"),
        ("LOG_SOFTMAX", "log probabilities", "its last operator is LOG_SOFTMAX"),
        ("LOGISTIC", "scores", "its last operator is LOGISTIC"),
        ("", "logits", "its last operator is MEAN, and drawn pictures got values from -1 to 1"),
    ],
)
def test_what_the_output_is_and_why_is_said(last: str, kind: str, reason: str, load: Load) -> None:
    rule = load(color_graph(last=last), input_range="-1,1").output_rule
    assert rule == OutputRule(kind, reason)


def test_what_only_reshapes_or_dequantizes_is_looked_through(load: Load) -> None:
    graph = color_graph(dtype=np.int8, scale=1 / 255, zero_point=-128)
    graph = with_operator(graph, "DEQUANTIZE", TinyTensor((1, 3)))
    graph.tensors.append(TinyTensor((4,), np.int32, data=SHAPE))
    graph = with_operator(graph, "RESHAPE", TinyTensor((1, 1, 1, 3)), len(graph.tensors) - 1)
    classifier = load(graph)
    assert classifier.output_rule.reason == "its last operator is SOFTMAX"
    assert answers(classifier).argmax(axis=1).tolist() == [0, 1, 2]


def test_a_softmax_before_the_last_operator_is_found_by_the_values(load: Load) -> None:
    """Here an operator mixes the classes; what it gives are still probabilities."""
    mixing = np.array([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]])
    rule = load(linear(color_graph(), mixing), input_range="0,1").output_rule
    assert rule.kind == "probabilities"
    assert rule.reason.startswith("its last operator is FULLY_CONNECTED, and drawn pictures")


@pytest.mark.parametrize(
    ("scale", "high"), [(1 / 256, "0.996"), (1 / 255, "1"), (1 / 280, "0.911")]
)
def test_a_quantized_range_within_0_to_1_without_a_softmax_are_probabilities(
    scale: float, high: str, load: Load
) -> None:
    """In float32, 255 steps of 1/255 are more than 1; of a mean of answers, none may reach 1."""
    graph = color_graph(dtype=np.uint8, scale=scale, last="")
    rule = load(graph, input_range="0,1").output_rule
    reason = f"its last operator is MEAN, its quantized range 0 to {high}"
    assert rule == OutputRule("probabilities", reason)


def one_unit(last: str) -> TinyGraph:
    graph = linear(color_graph(last=""), np.array([[4.0, -4.0, 0.0]]))
    return with_operator(graph, last, TinyTensor((1, 1))) if last else graph


@pytest.mark.parametrize("last", ["LOGISTIC", ""])
def test_one_output_tells_two_classes_apart(last: str, load: Load, tmp_path: Path) -> None:
    (tmp_path / "labels.txt").write_text("not red\nred\n")
    got = answers(load(one_unit(last), input_range="0,1"))
    np.testing.assert_allclose(got[:, 1], 1 / (1 + np.exp([-4.0, 4.0, 0.0])), atol=1e-6)
    np.testing.assert_allclose(got.sum(axis=1), 1, atol=1e-6)


def test_one_output_behind_a_softmax_is_refused(load: Load, tmp_path: Path) -> None:
    (tmp_path / "labels.txt").write_text("not red\nred\n")
    with pytest.raises(ModelFileError, match="one output behind a softmax: it is always 1"):
        load(one_unit("SOFTMAX"), input_range="0,1")


def test_an_answer_that_is_no_number_is_refused(load: Load) -> None:
    graph = linear(color_graph(last=""), np.full((3, 3), np.nan))
    with pytest.raises(ModelFileError, match="not a number"):
        load(graph, input_range="0,1")
    classifier = load(with_operator(graph, "SOFTMAX", TinyTensor((1, 3))), input_range="0,1")
    with pytest.raises(ModelFileError, match="not a number"):
        classifier.classify(np.zeros((4, 4, 3), np.uint8))


def test_pictures_of_one_color_without_an_answer_do_not_decide_what_the_output_is() -> None:
    answers = iter([[np.nan] * 3] * 5 + [[0.2, 0.3, 0.5]])
    output = Tensor(0, (1, 3), np.dtype(np.float32), 1.0, 0)
    rule = choose_output_rule("DIV", output, lambda _: np.array(next(answers), np.float32))
    assert rule.kind == "probabilities"


def test_large_logits_do_not_overflow() -> None:
    logits = OutputRule("logits", "")
    large = np.array([1e30, -1e30, 0], np.float32)
    assert to_probabilities(large, logits).tolist() == [1, 0, 0]
    assert to_probabilities(np.array([-1e30], np.float32), logits).tolist() == [1, 0]
