"""Rounds, turns and warm-up, on the shipped models."""

from collections import Counter

import pytest

from benchmarks import latency
from benchmarks.candidates import inspect
from benchmarks.inputs import PHOTO_SIZE, make_inputs
from benchmarks.latency import Settings, measure
from benchmarks.turns import rotated
from edge_app.images import decode_image


def test_in_rotation_each_item_has_every_place_equally_often():
    orders = [rotated("abc", number) for number in range(6)]

    assert all(sorted(order) == ["a", "b", "c"] for order in orders)
    for place in range(3):
        assert Counter(order[place] for order in orders) == {"a": 2, "b": 2, "c": 2}


def test_the_first_model_changes_from_round_to_round(models, monkeypatch):
    visited = []
    visit = latency.visit

    def watched(candidate, inputs, settings):
        visited.append(candidate.name)
        return visit(candidate, inputs, settings)

    monkeypatch.setattr(latency, "visit", watched)
    candidates = [inspect(name, models[0]) for name in "ab"]

    measure(candidates, Settings(rounds=2, invocations=1, files=1))

    assert visited == ["a", "b", "b", "a", "a", "b"]


def test_the_warm_up_is_not_among_the_results(models):
    candidates = [inspect(path.name, path) for path in models]
    begun = []

    visits = measure(
        candidates, Settings(rounds=2, invocations=3, files=4), before_round=begun.append
    )

    assert begun == [0, 1, 2]
    assert [len(of_model) for of_model in visits] == [2] * len(models)
    for visit in (visit for of_model in visits for visit in of_model):
        assert len(visit.invoke_ms) == 3
        assert {image_format: len(ways) for image_format, ways in visit.files.items()} == {
            "png": 4,
            "jpeg": 4,
        }


def test_the_whole_way_of_a_picture_is_no_shorter_than_its_steps(models):
    candidate = inspect("model", models[0])

    visit = latency.visit(candidate, make_inputs(candidate.input_size), Settings(invocations=1))

    for ways in visit.files.values():
        for way in ways:
            steps = (way.decode_ms, way.preprocess_ms, way.invoke_ms, way.postprocess_ms)
            assert way.total_ms == pytest.approx(sum(steps))
            assert min(steps) > 0


def test_inputs_depend_on_the_seed_alone():
    first, again, other = (make_inputs((24, 32), seed=seed) for seed in (1, 1, 2))

    assert first.files == again.files
    assert all(first.files[kind] != other.files[kind] for kind in ("png", "jpeg"))


def test_the_encoded_inputs_hold_what_is_said_of_them():
    inputs = make_inputs((24, 32))

    assert inputs.pixels.shape == (24, 32, 3)
    assert (decode_image(inputs.files["png"]) == inputs.pixels).all()
    assert inputs.files["jpeg"].startswith(b"\xff\xd8\xff")
    assert decode_image(inputs.files["jpeg"]).shape == (*PHOTO_SIZE, 3)
