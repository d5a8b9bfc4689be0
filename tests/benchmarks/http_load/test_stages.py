"""What an answer of the app states of its own time."""

import json

import pytest

from benchmarks.http_load.stages import stages_ms

TIMING = {"decode": 2.5, "preprocess": 0.5, "invoke": 1.0}


def test_the_stages_of_all_pictures_are_added_up():
    results = [{"timing_ms": TIMING}, {"timing_ms": {**TIMING, "invoke": 2.0}}]
    assert stages_ms(json.dumps({"results": results}).encode()) == 9.0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no JSON",
        b"[]",
        b'{"model": "none"}',
        b'{"results": [{"error": {}}]}',
        b'{"results": [{"timing_ms": {"decode": 1}}]}',
        b'{"results": [{"timing_ms": {"decode": 1, "preprocess": 1, "invoke": "x"}}]}',
    ],
)
def test_an_answer_that_states_no_stages_has_none(body):
    assert stages_ms(body) is None
