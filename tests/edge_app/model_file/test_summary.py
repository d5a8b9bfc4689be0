import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from edge_app import Classifier
from edge_app.model_file.summary import notes, summary_json, summary_text
from tests.edge_app.tiny_models import TinyMetadata, TinyTensor, color_graph, linear, with_operator

Load = Callable[..., Classifier]
SAID = TinyMetadata(name="net", mean=(0.0,), deviation=(255.0,), label_files=[("l.txt", 2, "")])


def test_of_our_own_model_nothing_had_to_be_concluded(classifier: Classifier) -> None:
    assert notes(classifier) == []


def test_of_a_model_that_says_all_nothing_had_to_be_concluded(load: Load) -> None:
    classifier = load(color_graph(), metadata=SAID, files={"l.txt": b"a\nb\nc"})
    assert notes(classifier) == []
    assert classifier.name == "net"


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
    text = summary_text(load(graph, input_range="0,1"))
    assert "two classes apart; a sigmoid is applied" in text
    behind = with_operator(
        linear(color_graph(last=""), np.ones((1, 3))), "LOGISTIC", TinyTensor((1, 1))
    )
    (note,) = notes(load(behind, input_range="0,1"))[1:]
    assert note.endswith(
        "(its last operator is LOGISTIC): one output, which tells two classes apart."
    )


def test_the_summary_says_how_a_picture_enters(load: Load) -> None:
    classifier = load(color_graph(size=(6, 10)), metadata=SAID, files={"l.txt": b"a\nb\nc"})
    summary = json.loads(json.dumps(summary_json(classifier)))
    assert summary["input"]["shape"] == [1, 6, 10, 3]
    assert (summary["input"]["black"], summary["input"]["white"]) == (0, 1)
    assert summary["input"]["source"] == "the file's metadata"
    assert summary["output"]["kind"] == "probabilities"
    assert summary["labels"] == ["a", "b", "c"]
    lines = summary_text(classifier).splitlines()
    assert (
        "input       float32 (1, 6, 10, 3), RGB; pixels become 0 to 1, by the file's metadata"
        in lines
    )
    assert "labels      3, of l.txt inside the file: a; b; c" in lines
    assert not any(line.startswith("author") for line in lines), "the file names none"
