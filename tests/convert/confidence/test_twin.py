"""Temperature and thresholds from the record of another net."""

import json
from pathlib import Path
from typing import Any

import pytest

from convert.confidence.twin import read_twin
from edge_app.errors import PipelineError

NAMES = ("cat", "dog")


def rows(*thresholds: float | None) -> dict[str, Any]:
    return {"thresholds": [{"threshold": one} for one in thresholds]}


TRAINING = {"data": {"class_names": NAMES}, "confidence": {"temperature": 1.5, **rows(0.6, None)}}
CONVERSION = {
    "labels": NAMES,
    "confidence": {"temperature": 1.25},
    "variants": {
        "float32": {"confidence": rows(0.5, 0.75)},
        "int8": {"confidence": rows(0.625, None)},
    },
}


@pytest.fixture
def written(tmp_path: Path):
    def write(record: Any) -> Path:
        path = tmp_path / "record.json"
        path.write_text(record if isinstance(record, str) else json.dumps(record))
        return path

    return write


def test_a_training_record_gives_the_same_thresholds_to_every_variant(written) -> None:
    twin = read_twin(written(TRAINING), class_names=NAMES)
    assert twin.temperature == 1.5
    assert twin.thresholds_for("int8") == twin.thresholds_for("float32") == [0.6, None]


def test_a_conversion_record_gives_each_variant_its_own(written) -> None:
    twin = read_twin(written(CONVERSION), class_names=NAMES)
    assert twin.temperature == 1.25
    assert twin.thresholds_for("int8") == [0.625, None]
    assert twin.thresholds_for("float16") == twin.thresholds_for("float32") == [0.5, 0.75]


def test_a_twin_that_has_no_thresholds_gives_none(written) -> None:
    record = {**TRAINING, "confidence": {"temperature": 2, "thresholds": []}}
    assert read_twin(written(record), class_names=NAMES).thresholds_for("int8") is None


@pytest.mark.parametrize(
    "record",
    [
        "",
        "[]",
        "{}",
        {**TRAINING, "confidence": {"temperature": 1.5}},
        {**TRAINING, "confidence": {"temperature": 0, **rows(0.6, None)}},
        json.dumps({**TRAINING, "confidence": {"temperature": float("nan"), **rows(0.6, None)}}),
        {**TRAINING, "confidence": {"temperature": 1.5, **rows(0.6)}},
        {**TRAINING, "confidence": {"temperature": 1.5, **rows(0.6, 2)}},
        {**CONVERSION, "confidence": None},
        {**CONVERSION, "variants": {"int8": {}}},
        {key: value for key, value in TRAINING.items() if key != "confidence"},
    ],
)
def test_a_record_without_usable_confidence_is_refused(written, record: Any) -> None:
    with pytest.raises(PipelineError, match=r"cannot be used.*Expected the training\.json"):
        read_twin(written(record), class_names=NAMES)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="No such file"):
        read_twin(tmp_path / "absent.json", class_names=NAMES)


@pytest.mark.parametrize("names", [("dog", "cat"), ("cat", "frog"), ("cat", "dog", "frog")])
def test_a_record_of_other_classes_is_refused(written, names: tuple[str, ...]) -> None:
    with pytest.raises(PipelineError, match="is of a net for the classes cat, dog"):
        read_twin(written(TRAINING), class_names=names)
