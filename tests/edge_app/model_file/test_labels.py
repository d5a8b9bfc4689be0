from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from edge_app import Classifier, ModelFileError
from edge_app.model_file import metadata_schema as schema
from tests.edge_app.tiny_models import TinyMetadata, color_graph, linear

Load = Callable[..., Classifier]
AXIS, VALUE = schema.AssociatedFile.AXIS_LABELS, schema.AssociatedFile.VALUE_LABELS
CALIBRATION = schema.AssociatedFile.SCORE_CALIBRATION
PRIMARY = b"rouge\nvert\nbleu\n"


@pytest.fixture
def load_with(load: Load, tmp_path: Path) -> Callable[..., Classifier]:
    """Load the colour graph with label files inside: {name: content} and (name, type, locale)."""
    (tmp_path / "labels.txt").write_text("wrong\nwrong too\nalso wrong\n")

    def load_files(files: dict[str, bytes], *named: tuple[str, int, str]) -> Classifier:
        metadata = TinyMetadata(label_files=named)
        return load(color_graph(), metadata=metadata, files=files, input_range="0,1")

    return load_files


def test_labels_inside_go_before_those_beside(load_with: Callable[..., Classifier]) -> None:
    choice = load_with({"names.txt": PRIMARY}, ("names.txt", AXIS, "")).label_choice
    assert choice.names == ("rouge", "vert", "bleu")
    assert choice.source == "names.txt inside the file"
    assert not choice.was_chosen


def test_the_users_labels_go_before_those_inside(load: Load, tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("index,label\n0,r\n1,g\n2,b\n")
    metadata = TinyMetadata(label_files=[("names.txt", AXIS, "")])
    packed = {"metadata": metadata, "files": {"names.txt": PRIMARY}}
    classifier = load(color_graph(), input_range="0,1", labels=path, **packed)
    assert classifier.labels == ("r", "g", "b")


@pytest.mark.parametrize(
    ("files", "named", "chosen"),
    [
        pytest.param(
            {"ids.txt": b"/m/01\n/m/02\n/m/03", "en.txt": b"red\ngreen\nblue"},
            [("ids.txt", AXIS, ""), ("en.txt", AXIS, "en")],
            "en.txt",
            id="names before identifiers",
        ),
        pytest.param(
            {"a.txt": b"n02123045\nn02123046\nn02123047", "b.txt": b"rot\nblau\ngelb"},
            [("a.txt", AXIS, "en"), ("b.txt", AXIS, "de")],
            "b.txt",
            id="names of another language before identifiers",
        ),
        pytest.param(
            {"de.txt": b"rot\nblau\ngelb", "en.txt": b"red\nblue\nyellow", "x.txt": b"a\nb\nc"},
            [("x.txt", AXIS, ""), ("de.txt", AXIS, "de"), ("en.txt", AXIS, "en-GB")],
            "en.txt",
            id="English before others",
        ),
        pytest.param(
            {"de.txt": b"rot\nblau\ngelb", "x.txt": b"a\nb\nc"},
            [("de.txt", AXIS, "de"), ("x.txt", AXIS, "")],
            "x.txt",
            id="no language before another one",
        ),
        pytest.param(
            {"scores.txt": b"1,2,3\n1,2,3\n1,2,3", "names.txt": PRIMARY},
            [("scores.txt", CALIBRATION, ""), ("names.txt", AXIS, "")],
            "names.txt",
            id="a score calibration is no label list",
        ),
        pytest.param(
            {"long.txt": b"a\nb\nc\nd", "short.txt": PRIMARY},
            [("long.txt", AXIS, ""), ("short.txt", AXIS, "")],
            "short.txt",
            id="the number decides",
        ),
        pytest.param({"l.txt": PRIMARY}, [("l.txt", VALUE, "")], "l.txt", id="as value labels"),
        pytest.param(
            {"weights.bin": b"\0\1\2", "dict.txt": PRIMARY}, [], "dict.txt", id="not declared"
        ),
    ],
)
def test_of_several_lists_inside_the_sensible_one_is_taken(
    files: dict[str, bytes],
    named: list[tuple[str, int, str]],
    chosen: str,
    load_with: Callable[..., Classifier],
) -> None:
    assert load_with(files, *named).label_choice.source == f"{chosen} inside the file"


@pytest.mark.parametrize(
    ("model", "names"),
    [
        ("net.tflite", ["net.txt", "net_labels.txt", "labels.txt"]),
        ("net_int8.tflite", ["net_int8_labels.txt", "net_labels.txt", "labels.csv"]),
        ("net.float32.tflite", ["net.float32.txt", "net.txt", "classes.txt"]),
        ("model_unquant.tflite", ["model-labels.txt", "labels.txt", "dict.txt"]),
    ],
)
def test_of_several_files_beside_the_closest_name_is_taken(
    model: str, names: list[str], load: Load, tmp_path: Path
) -> None:
    (tmp_path / "labels.txt").write_text("this one\ndoes\nnot\nfit\n")
    for name in reversed(names):
        (tmp_path / name).write_text(f"{name}\ngreen\nblue\n")
        choice = load(color_graph(), file=model, input_range="0,1").label_choice
        assert choice.names[0] == name
        assert choice.was_chosen


def test_the_record_beside_a_model_is_no_label_file(load: Load, tmp_path: Path) -> None:
    (tmp_path / "net.json").write_text('["a", "b", "c"]')
    assert load(color_graph(), input_range="0,1").labels == ("red", "green", "blue")


def test_without_labels_anywhere_the_remedy_is_named(load: Load, tmp_path: Path) -> None:
    (tmp_path / "labels.txt").write_text("")
    with pytest.raises(ModelFileError, match=r"tells 3 classes apart.*net_labels\.txt.*--labels"):
        load(color_graph(), input_range="0,1")


def test_labels_and_range_are_asked_for_at_once(load: Load, tmp_path: Path) -> None:
    (tmp_path / "labels.txt").write_text("one\n")
    with pytest.raises(ModelFileError, match=r"--labels FILE.*--input-range 0,1"):
        load(color_graph())


@pytest.mark.parametrize(
    ("count", "first", "message"),
    [
        (
            1000,
            "tench",
            r"names 1000 classes; the model tells 1001 apart\..*first line `background`",
        ),
        (1002, "background", r"Its first line, `background`, stands for a class that this model"),
        (1002, "tench", r"names 1002 classes; the model tells 1001 apart\. Give the list that"),
        (90, "person", r"names 90 classes; the model tells 1001 apart\. Give the list that"),
    ],
)
def test_another_number_of_labels_is_refused_with_what_to_do(
    count: int, first: str, message: str, load: Load, tmp_path: Path
) -> None:
    """A class `background` before the others is the commonest reason to be off by one."""
    path = tmp_path / "mine.txt"
    path.write_text("\n".join([first, *(f"class {i}" for i in range(1, count))]))
    graph = linear(color_graph(last=""), np.zeros((1001, 3)))
    with pytest.raises(ModelFileError, match=message):
        load(graph, input_range="0,1", labels=path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"a\nb", r"names\.txt names 2 classes; the model tells 3", id="too short"),
        pytest.param(b"\0\0\0", r"label file names\.txt is no text", id="no text"),
    ],
)
def test_an_unusable_declared_list_is_named_and_not_replaced_in_silence(
    content: bytes, message: str, load_with: Callable[..., Classifier]
) -> None:
    with pytest.raises(ModelFileError, match=message):
        load_with({"names.txt": content}, ("names.txt", AXIS, ""))


def test_a_label_file_that_does_not_open_is_named(load: Load, tmp_path: Path) -> None:
    for path, message in ((tmp_path / "no.txt", "No such file"), (tmp_path, "is not a file")):
        with pytest.raises(ModelFileError, match=message):
            load(color_graph(), input_range="0,1", labels=path)


def test_a_model_with_the_longest_name_is_loaded(load: Load) -> None:
    assert load(color_graph(), file="n" * 248 + ".tflite", input_range="0,1").labels[0] == "red"
