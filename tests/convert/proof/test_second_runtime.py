"""The app's own command line in another Python environment: its answers, and how it may fail."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from convert.proof import second_runtime
from convert.proof.second_runtime import chunks, second_runtime_answers
from edge_app import Classifier
from edge_app.errors import PipelineError
from tests.convert.changing import changed
from tests.drawing import draw_shape, write_shapes_folder
from training.folder_data import load_image_folder
from training.parts import Split

INT8, FLOAT32 = "cifar10-resnet8.tflite", "cifar10-resnet8.float32.tflite"


@pytest.fixture
def models(root: Path) -> Path:
    return root / "models"


@pytest.fixture(scope="module")
def split() -> Split:
    random = np.random.default_rng(1)
    images = np.stack([draw_shape("circle", random) for _ in range(25)])
    return Split(images, np.zeros(25, np.int64), tuple(bytes([i]) * 32 for i in range(25)))


def test_the_other_environment_gives_its_own_answers_and_its_name(
    other_python: Path, models: Path, split: Split, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_runtime, "CHUNK_PICTURES", 10)  # Three processes for 25 pictures.
    files = {"float32": models / FLOAT32, "int8": models / INT8}
    found = second_runtime_answers(other_python, files, split)
    assert found.answers.refused == {}
    assert found.version[0].isdigit()
    for variant, path in files.items():
        here = Classifier(path)
        expected = np.stack([here.probabilities(image) for image in split.images])
        # Other kernels round int8 sums otherwise: up to 0.23 was measured with this model.
        tolerance = 1e-5 if variant == "float32" or found.name == here.runtime.name else 0.25
        np.testing.assert_allclose(found.answers.probabilities[variant], expected, atol=tolerance)
        assert found.answers.probabilities[variant].sum(axis=1) == pytest.approx(1, abs=0.03)


def test_the_same_runtime_names_the_very_same_classes(models: Path, split: Split) -> None:
    found = second_runtime_answers(Path(sys.executable), {"int8": models / INT8}, split)
    here = Classifier(models / INT8)
    assert found.name == here.runtime.name
    assert found.version == here.runtime.version
    expected = np.stack([here.probabilities(image) for image in split.images])
    assert np.array_equal(
        found.answers.probabilities["int8"].argmax(axis=1), expected.argmax(axis=1)
    )
    np.testing.assert_allclose(found.answers.probabilities["int8"], expected, atol=1e-6)


def test_the_files_of_a_folder_are_sent_as_they_are(models: Path, tmp_path: Path) -> None:
    root = write_shapes_folder(tmp_path / "data", {"circle": 4, "square": 4}, seed=1)
    split = load_image_folder(root, image_size=96, seed=1).train  # The device resizes to its own.
    found = second_runtime_answers(Path(sys.executable), {"int8": models / INT8}, split)
    here = Classifier(models / INT8)
    for path, answer in zip(split.files, found.answers.probabilities["int8"], strict=True):
        best = here.classify(path.read_bytes()).predictions[0]
        assert answer.argmax() == best.index
        assert answer.max() == pytest.approx(best.probability, abs=1e-6)


def test_a_file_that_this_runtime_cannot_run_is_a_reason_and_not_a_crash(
    models: Path, split: Split, tmp_path: Path
) -> None:
    def from_the_future(tree: object) -> None:
        tree.operatorCodes[0].version = 99

    future = tmp_path / "future.tflite"
    content = (models / FLOAT32).read_bytes()
    future.write_bytes(changed(content, from_the_future) + content[content.rindex(b"PK\3\4") :])
    files = {"future": future, "int8": models / INT8}
    found = second_runtime_answers(Path(sys.executable), files, split)
    assert list(found.answers.probabilities) == ["int8"]
    assert "cannot run this model" in found.answers.refused["future"]
    alone = second_runtime_answers(Path(sys.executable), {"future": future}, split)
    assert alone.answers.probabilities == {}
    assert (alone.name, alone.version) == (found.name, found.version)


def test_a_runtime_that_crashes_is_a_reason_too(models: Path, split: Split, executable) -> None:
    crashing = executable(f'case "$1" in -m) kill -SEGV $$;; esac\nexec {sys.executable} "$@"')
    found = second_runtime_answers(crashing, {"int8": models / INT8}, split)
    assert found.answers.probabilities == {}
    assert found.answers.refused == {"int8": "The runtime was ended by SIGSEGV."}
    loading = executable("kill -SEGV $$")
    found = second_runtime_answers(loading, {"int8": models / INT8}, split)
    assert (found.name, found.answers.refused) == (
        "unknown",
        {"int8": "The runtime was ended by SIGSEGV."},
    )


def test_a_picture_that_only_the_other_environment_cannot_read_is_an_error_and_no_answer(
    models: Path, split: Split, executable
) -> None:
    answer = '{"results": [{"file": "0000", "error": "no WebP here"}]}'
    deaf = executable(
        f'case "$1" in -m) echo \'{answer}\'; exit 1;; esac\nexec {sys.executable} "$@"'
    )
    with pytest.raises(PipelineError, match=r"cannot read a picture .* here: no WebP here"):
        second_runtime_answers(deaf, {"int8": models / INT8}, split)


def test_classes_whose_probabilities_were_rounded_alike_keep_their_order(
    models: Path, split: Split, executable
) -> None:
    equal = [{"index": i, "label": "", "probability": 0.1} for i in (7, *range(7), 8, 9)]
    answer = json.dumps({"results": [{"file": "0000", "predictions": equal}]})
    rounding = executable(
        f'case "$1" in -m) echo \'{answer}\'; exit;; esac\nexec {sys.executable} "$@"'
    )
    found = second_runtime_answers(rounding, {"int8": models / INT8}, split)
    (probabilities,) = found.answers.probabilities["int8"]
    assert probabilities.argmax() == 7
    np.testing.assert_allclose(probabilities, 0.1, atol=1e-6)


def test_a_record_beside_the_file_is_of_no_concern(
    models: Path, split: Split, tmp_path: Path
) -> None:
    path = tmp_path / INT8
    path.write_bytes((models / INT8).read_bytes())
    (tmp_path / "cifar10-resnet8.json").write_text("the record of an earlier conversion")
    found = second_runtime_answers(Path(sys.executable), {"int8": path}, split)
    assert found.answers.refused == {}


def test_pictures_are_sent_in_chunks_of_a_number_and_of_a_size(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(second_runtime, "CHUNK_PICTURES", 3)
    monkeypatch.setattr(second_runtime, "CHUNK_BYTES", 100)
    sizes = [
        [len(data) for data in chunk] for chunk in chunks(b"x" * n for n in (1, 1, 1, 60, 60, 5))
    ]
    assert sizes == [[1, 1, 1], [60, 60], [5]]
    assert list(chunks([])) == []
