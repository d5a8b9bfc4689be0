"""What fuzzing began with, and what it found, once more on each run of the tests."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS, seeds


@pytest.mark.parametrize("name", TARGETS)
def test_no_file_of_the_corpus_is_more_than_a_target_bears(name: str) -> None:
    for seed in seeds(name):
        TARGETS[name](seed.read_bytes())
    TARGETS[name](b"")


def test_a_target_fails_of_what_is_no_error_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(*_: object, **__: object) -> None:
        raise SyntaxError("a decoder's own")

    monkeypatch.setattr("edge_app.images.decode_image", damaged)
    with pytest.raises(SyntaxError):
        TARGETS["picture"](seeds("picture")[0].read_bytes())


def test_an_unknown_target_is_refused_with_those_there_are(root: Path) -> None:
    words = [sys.executable, "-m", "tests.fuzz", "pictures"]
    ended = subprocess.run(words, cwd=root, capture_output=True, text=True)
    assert ended.returncode == 2
    assert "no target pictures. Expected: picture, model, labels, form" in ended.stderr
