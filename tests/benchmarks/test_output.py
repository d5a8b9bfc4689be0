"""Messages and paths in records that may be passed on."""

from pathlib import Path

import pytest

from benchmarks.output import shown_path, without_folders


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("There is no Python at /home/user/env/bin/python.", "There is no Python at python."),
        ("'/home/user/a.keras': damaged", "'a.keras': damaged"),
        ("3 of 4 / 5", "3 of 4 / 5"),
        ("see http://127.0.0.1:80/api/v1 or models/a.tflite", None),
    ],
)
def test_only_the_last_part_of_an_absolute_path_stays(text, shown):
    assert without_folders(text) == (shown or text)


def test_a_path_elsewhere_is_shown_by_its_name():
    assert shown_path(Path("/home/user/a.tflite")) == "a.tflite"
    assert shown_path(Path("../a.tflite")) == "a.tflite"
    assert shown_path(Path("models/a.tflite")) == "models/a.tflite"
