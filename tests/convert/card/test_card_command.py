import json
import shutil
from pathlib import Path

import pytest

from convert.__main__ import main
from convert.card.card import card

pytestmark = pytest.mark.workstation


@pytest.fixture
def path(converted, tmp_path: Path) -> Path:
    """The record of a small net that was really converted, alone in its folder."""
    return Path(shutil.copy(converted.folder / "shapes-shapes.json", tmp_path))


def test_the_card_says_what_the_record_says(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["card", str(path), "--purpose", "For the window sill."]) == 0
    written = path.with_suffix(".md")
    assert capsys.readouterr().out == f"Wrote {written}\n"
    text, record = written.read_text(), json.loads(path.read_bytes())
    assert text.startswith(f"# {record['name']}\n")
    assert "For the window sill." in text
    int8 = record["variants"]["int8"]
    accuracy = int8["test"]["accuracy"]
    assert (
        f"| int8 | `{int8['file']}` | {int8['bytes']:,} | {100 * accuracy['value']:.2f} %" in text
    )
    assert f"{accuracy['count'] - accuracy['correct']:,} of these images" in text
    for label, recall in zip(record["labels"], int8["test"]["recall"], strict=True):
        assert f"| {label} | {100 * recall:.1f} % |" in text
    sure = int8["confidence"]["test"]["sure"]["sure"]["value"]
    assert f"sure of {100 * sure:.1f} % of the test images" in text
    for one in int8["confidence"]["unknown"]:
        assert f"| {one['kind']} | {one['count']} | {one['answered_sure']} |" in text
    assert int8["sha256"] in text


def test_the_pairs_that_are_mixed_up_most_come_first(path: Path) -> None:
    record = json.loads(path.read_bytes())
    record["variants"]["int8"]["test"]["confused_pairs"] = [
        {"first": 0, "second": 1, "first_as_second": 4, "second_as_first": 3},
        {"first": 0, "second": 2, "first_as_second": 2, "second_as_first": 0},
    ]
    first, second, third = record["labels"][:3]
    assert f"{first} and {second} (7), {first} and {third} (2)." in card(record)


def test_where_the_test_images_were_spared_the_card_is_of_validation_images(path: Path) -> None:
    record = json.loads(path.read_bytes())
    del record["keras"]["test"]
    for entry in record["variants"].values():
        del entry["test"]
        entry["confidence"]["test"] = None
    text = card(record)
    count = record["keras"]["validation"]["accuracy"]["count"]
    assert f"Of {count:,} validation images, by which the training was chosen" in text
    assert "test images" not in text.split("## Data")[0]


def test_a_file_that_never_says_whether_it_is_sure_has_no_section_on_that(path: Path) -> None:
    record = json.loads(path.read_bytes())
    for entry in record["variants"].values():
        entry["confidence"]["test"]["sure"] = None
    assert "When it is not sure" not in card(record)
    assert "What it gets wrong" in card(record)


def test_a_net_that_was_trained_elsewhere_is_said_to_be(path: Path) -> None:
    assert "Trained elsewhere" in card({**json.loads(path.read_bytes()), "training": None})


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "cannot be read as a record of a conversion"),
        (b"[]", "cannot be read as a record of a conversion"),
        (b'{"schema": 4}', "cannot be read as a record of a conversion"),
        (b'{"schema": 3, "variants": {}, "keras": {}}', "Convert the model again."),
        (b'{"schema": "4", "variants": {}, "keras": {}}', "expected 4 or later"),
    ],
)
def test_what_is_no_record_is_refused(
    content: bytes, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "net.json").write_bytes(content)
    assert main(["card", str(tmp_path / "net.json")]) == 1
    errors = capsys.readouterr().err
    assert words in errors
    assert errors.count("\n") == 1
    assert not (tmp_path / "net.md").exists()


def test_a_missing_record_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["card", str(tmp_path / "net.json")]) == 1
    assert "net.json cannot be read as a record of a conversion: No such file" in (
        capsys.readouterr().err
    )
