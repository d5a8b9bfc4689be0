import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from edge_app import Classifier, ModelFileError
from edge_app.model_file import golden_samples as module
from edge_app.model_file.golden_samples import DRAWING_RULE, draw_sample, replay

STEP = 1 / 256  # Of the int8 file's output.
SEED = 11


def golden_samples(classifier: Classifier, *, tolerance: float = 2 * STEP) -> dict[str, Any]:
    """What the classifier answers here and now, as the conversion would record it."""
    samples = []
    for number in range(6):
        picture = draw_sample(SEED, number, input_size=classifier.input_size)
        answer = classifier.probabilities(picture)
        classes = [int(index) for index in np.argsort(-answer, kind="stable")[:5]]
        samples.append(
            {
                "number": number,
                "classes": classes,
                "probabilities": [float(answer[index]) for index in classes],
            }
        )
    return {
        "drawing_rule": DRAWING_RULE,
        "seed": SEED,
        "tolerance": tolerance,
        "samples": samples,
    }


def write_model(folder: Path, name: str, content: bytes, golden: Any) -> Path:
    """The model with a record whose hash is right, so that the samples alone can find a fault."""
    path = folder / f"{name}.tflite"
    path.write_bytes(content)
    entry = {"file": path.name, "sha256": hashlib.sha256(content).hexdigest()}
    record = {"variants": {"int8": {**entry, "golden_samples": golden}}}
    path.with_suffix(".json").write_text(json.dumps(record))
    return path


@pytest.fixture(scope="module")
def golden(classifier: Classifier) -> dict[str, Any]:
    return golden_samples(classifier)


def test_the_drawn_pictures_are_the_same_on_every_machine() -> None:
    """The digests were taken once, on one machine; SHAKE-256 leaves no other answer."""
    pictures = [draw_sample(7, number, input_size=(32, 48)) for number in range(3)]
    assert [picture.shape for picture in pictures] == [(40, 72, 3)] * 3
    assert pictures[0].dtype == np.uint8
    digest = hashlib.sha256(b"".join(picture.tobytes() for picture in pictures)).hexdigest()
    assert digest == "f1ee1c2e06005b50e22cc24f3697113c747661610b85d6e1de2d0052d94a5569"


def test_pictures_differ_by_seed_and_number() -> None:
    drawn = {draw_sample(s, n, input_size=(32, 32)).tobytes() for s in range(4) for n in range(32)}
    assert len(drawn) == 128


def test_a_model_that_answers_as_recorded_is_loaded(
    tmp_path: Path, classifier: Classifier, golden: dict[str, Any]
) -> None:
    content = classifier.path.read_bytes()
    path = write_model(tmp_path, classifier.info.name, content, golden)
    assert Classifier(path).labels == classifier.labels


def test_a_record_without_golden_samples_is_enough(tmp_path: Path, classifier: Classifier) -> None:
    content = classifier.path.read_bytes()
    path = write_model(tmp_path, classifier.info.name, content, None)
    assert Classifier(path).labels == classifier.labels


def test_a_weight_that_flipped_is_found_without_the_hash(
    tmp_path: Path, classifier: Classifier, golden: dict[str, Any]
) -> None:
    """Every sign in one run of weights, as from a bad block of a card."""
    content = bytearray(classifier.path.read_bytes())
    for place in range(len(content) // 2, len(content) // 2 + 512):
        content[place] ^= 0x80
    path = write_model(tmp_path, classifier.info.name, bytes(content), golden)
    with pytest.raises(ModelFileError, match=r"answers otherwise than where it was made"):
        Classifier(path)


def test_another_model_under_the_same_name_is_found(
    tmp_path: Path, root: Path, classifier: Classifier, golden: dict[str, Any]
) -> None:
    """The float32 file of the same net: right answers, but computed otherwise than recorded."""
    content = (root / "models" / f"{classifier.info.name}.float32.tflite").read_bytes()
    path = write_model(tmp_path, classifier.info.name, content, golden)
    with pytest.raises(ModelFileError, match=r"Golden sample \d+: expected \w+ with probability"):
        Classifier(path)


def test_the_message_says_what_was_expected_and_what_to_do(
    classifier: Classifier, golden: dict[str, Any]
) -> None:
    wrong = np.zeros(len(classifier.labels), np.float32)
    wrong[3] = 1
    with pytest.raises(ModelFileError) as caught:
        ask_again(classifier, golden, answer=wrong)
    first = golden["samples"][0]
    label = classifier.labels[first["classes"][0]]
    message = str(caught.value)
    assert f"sample 0: expected {label} with probability {first['probabilities'][0]:.4f}" in message
    assert "got cat with 1.0000" in message
    assert "at most 0.0078 is allowed" in message
    assert "Copy the file and its record again" in message


def ask_again(
    classifier: Classifier,
    golden: dict[str, Any],
    *,
    answer: np.ndarray,
) -> None:
    replay(
        golden,
        lambda _: answer,
        labels=classifier.labels,
        input_size=classifier.input_size,
    )


def test_swapped_colours_are_found(classifier: Classifier, golden: dict[str, Any]) -> None:
    with pytest.raises(ModelFileError):
        replay(
            golden,
            lambda picture: classifier.probabilities(np.ascontiguousarray(picture[:, :, ::-1])),
            labels=classifier.labels,
            input_size=classifier.input_size,
        )


def test_answers_that_are_no_numbers_are_no_pass(
    classifier: Classifier, golden: dict[str, Any]
) -> None:
    with pytest.raises(ModelFileError, match="off by nan"):
        ask_again(classifier, golden, answer=np.full(len(classifier.labels), np.nan, np.float32))


def test_another_best_label_passes_only_where_the_lead_is_within_the_tolerance() -> None:
    golden = {
        "drawing_rule": DRAWING_RULE,
        "seed": 1,
        "tolerance": 0.1,
        "samples": [{"number": 0, "classes": [0, 1], "probabilities": [0.5, 0.4]}],
    }

    def ask(first: float, second: float, third: float) -> None:
        answer = np.array([first, second, third], np.float32)
        replay(golden, lambda _: answer, labels=("a", "b", "c"), input_size=(8, 8))

    ask(0.45, 0.47, 0.08)
    for first in (0.3, 0.7):  # Too little is as wrong as too much.
        with pytest.raises(ModelFileError, match=r"off by 0\.2000"):
            ask(first, 0.4, 0.0)
    golden["samples"][0]["probabilities"] = [0.5, 0.2]
    ask(0.41, 0.29, 0.3)
    with pytest.raises(ModelFileError, match=r"expected a with probability 0\.5000, got c"):
        ask(0.41, 0.12, 0.47)


def test_a_slow_net_is_asked_as_often_as_time_allows_but_once_at_least(
    monkeypatch: pytest.MonkeyPatch, classifier: Classifier, golden: dict[str, Any]
) -> None:
    asked = []

    def ask(picture: np.ndarray) -> np.ndarray:
        asked.append(picture)
        return classifier.probabilities(picture)

    for budget_s, expected in ((60.0, 6), (-1.0, 1)):
        monkeypatch.setattr(module, "BUDGET_S", budget_s)
        asked.clear()
        replay(golden, ask, labels=classifier.labels, input_size=classifier.input_size)
        assert len(asked) == expected


def test_an_unknown_drawing_rule_is_named(
    tmp_path: Path, classifier: Classifier, golden: dict[str, Any]
) -> None:
    content = classifier.path.read_bytes()
    other = {**golden, "drawing_rule": "photographs"}
    path = write_model(tmp_path, classifier.info.name, content, other)
    with pytest.raises(ModelFileError, match=r"rule 'photographs'.*Update the app"):
        Classifier(path)


@pytest.mark.parametrize(
    "damage",
    [
        {"samples": None},
        {"samples": [{}]},
        {"samples": [{"number": 0, "classes": [999], "probabilities": [0.5]}]},
        {"samples": [{"number": 0, "classes": [0, 1], "probabilities": [0.5]}]},
        {"tolerance": None},
    ],
)
def test_damaged_golden_samples_are_named(
    tmp_path: Path, classifier: Classifier, golden: dict[str, Any], damage: dict[str, Any]
) -> None:
    content = classifier.path.read_bytes()
    path = write_model(tmp_path, classifier.info.name, content, {**golden, **damage})
    with pytest.raises(ModelFileError, match=r"cifar10-resnet8\.json cannot be read"):
        Classifier(path)


def test_the_samples_of_another_file_do_not_count(
    tmp_path: Path, root: Path, classifier: Classifier, golden: dict[str, Any]
) -> None:
    """One record describes all variants; each file is asked for its own answers."""
    write_model(tmp_path, classifier.info.name, classifier.path.read_bytes(), golden)
    name = f"{classifier.info.name}.float32.tflite"
    shutil.copy(root / "models" / name, tmp_path)
    assert Classifier(tmp_path / name).labels == classifier.labels
