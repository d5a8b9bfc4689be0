from collections.abc import Callable
from pathlib import Path

import numpy as np

from edge_app import Classifier
from edge_app.model_file.summary import input_words, label_words, notes, output_words, sure_words
from tests.edge_app.tiny_models import TinyMetadata, TinyTensor, color_graph, linear, with_operator

Load = Callable[..., Classifier]
SAID = TinyMetadata(name="net", mean=(0.0,), deviation=(255.0,), label_files=[("l.txt", 2, "")])


def test_of_our_own_model_nothing_had_to_be_concluded(classifier: Classifier) -> None:
    assert notes(classifier) == []


def test_of_a_model_that_says_all_nothing_had_to_be_concluded(load: Load) -> None:
    classifier = load(color_graph(), metadata=SAID, files={"l.txt": b"a\nb\nc"})
    assert notes(classifier) == []
    assert classifier.name == "net"
    assert input_words(classifier) == "RGB; pixels become 0 to 1, by the file's metadata"


def test_what_was_concluded_is_said(load: Load) -> None:
    assert notes(load(color_graph(dtype=np.int8, scale=1 / 127.5, zero_point=-1, last=""))) == [
        "The class names are those of labels.txt beside the file.",
        "Pixels become -1 to 1, by the input's scale 0.00784314 and zero point -1.",
        "The outputs are logits (its last operator is MEAN, its quantized range -0.996 to 1): "
        "a softmax is applied.",
    ]


def test_what_the_user_said_is_not_repeated(load: Load, tmp_path: Path) -> None:
    graph = color_graph()
    load(graph, input_range="0,1")
    assert notes(load(graph, input_range="0,1", labels=tmp_path / "labels.txt")) == []


def test_one_output_is_explained(load: Load, tmp_path: Path) -> None:
    (tmp_path / "labels.txt").write_text("no\nyes\n")
    graph = linear(color_graph(last=""), np.ones((1, 3)))
    words = output_words(load(graph, input_range="0,1"))
    assert "two classes apart; a sigmoid is applied" in words
    behind = with_operator(
        linear(color_graph(last=""), np.ones((1, 3))), "LOGISTIC", TinyTensor((1, 1))
    )
    (note,) = notes(load(behind, input_range="0,1"))[1:]
    assert note.endswith(
        "(its last operator is LOGISTIC): one output, which tells two classes apart."
    )


def test_of_many_labels_the_first_are_named() -> None:
    assert label_words(("a", "b", "c"), "l.txt") == "3, of l.txt: a; b; c"
    assert label_words(tuple("abcdefgh"), "l.txt") == "8, of l.txt: a; b; c; d; e; f; ..."


def test_it_says_from_which_probability_on_a_model_is_sure() -> None:
    labels = ("cat", "dog", "frog")
    assert sure_words(labels, None) == ""
    assert sure_words(labels, (0.5, 0.5, 0.5)) == "from 50.0 % on"
    assert sure_words(labels, (0.5, 0.75, None)) == (
        "from 50.0 % to 75.0 % on, by class; never of frog"
    )
    assert sure_words(labels, (None, None, None)) == "never, of no class"
