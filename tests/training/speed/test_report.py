"""The table of a speed measurement."""

import json

import pytest

from training.speed.candidates import Candidate
from training.speed.measure import Measurement
from training.speed.report import describe_machine, markdown, speed_record

MACHINE = {
    "date": "2026-01-31",
    "cpu": "Some CPU",
    "cores": 2,
    "machine": "Linux x86_64",
    "python": "3.11.7",
    "versions": {"keras": "3.15.1", "jax": "0.10.2"},
    "load_average": 0.1,
}
LENGTH = {"steps": 10, "rounds": 3}


@pytest.fixture
def measured() -> list[Measurement]:
    return [
        Measurement(
            candidate=Candidate(recipe="nets/mine.toml", backend="tensorflow", threads=2),
            batch_size=128,
            first_step_seconds=12.34,
            images_per_second=(450.0, 455.0, 440.0),
        ),
        Measurement(
            candidate=Candidate(recipe="mine", backend=None),
            batch_size=128,
            images_per_second=(90000.0,),
        ),
        Measurement(candidate=Candidate(recipe="mine", backend="jax"), error="no | memory"),
    ]


def test_the_table_has_a_row_for_each_candidate(measured):
    lines = markdown(measured, machine=MACHINE, **LENGTH).splitlines()
    assert lines[2:5] == [
        "| `mine` | TensorFlow | 2 | 128 | 450 | 3 % | 100 | 12.3 |",
        "| `mine` | input pipeline alone |  | 128 | 90,000 | 0 % | 0.5 | 0.0 |",
        "| `mine` | JAX |  | | failed: no / memory | | | |",
    ]
    assert len({line.count("|") for line in lines[:5]}) == 1
    assert lines[6].startswith(
        "Measured on 2026-01-31 by `python -m training speed`: Some CPU, 2 cores, Linux x86_64, "
        "Python 3.11.7, keras 3.15.1, jax 0.10.2; 3 rounds of 10 steps"
    )
    assert len(lines) == 7


def test_a_busy_machine_and_unsteady_rounds_are_named(measured):
    unsteady = Measurement(candidate=measured[0].candidate, images_per_second=(90.0, 100.0, 110.0))
    text = markdown([unsteady, *measured], machine={**MACHINE, "load_average": 2.0}, **LENGTH)
    assert "Not to be trusted: the machine was busy at the start (load 2.0)." in text
    assert "Not to be trusted: 1 of 4 rows spread by 10 % or more." in text


def test_the_record_is_json(measured):
    record = speed_record(measured, machine=describe_machine(), **LENGTH)
    record = json.loads(json.dumps(record, allow_nan=False))
    assert record["measurements"][0]["images_per_second"] == [450.0, 455.0, 440.0]
    assert record["measurements"][0]["candidate"]["threads"] == 2
    assert record["machine"]["cores"] >= 1
    assert record["machine"]["cpu"]
    assert record["machine"]["versions"]["keras"]
