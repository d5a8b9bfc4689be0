"""Rounds, the order in them, and what ends them."""

import math
import time

import pytest

from benchmarks.turns import FEWEST_ROUNDS, CandidateError, Limits, take_turns


def test_every_candidate_is_visited_in_every_round_and_the_warm_up_is_dropped():
    visited, begun = [], []

    visits, failed, stopped_by = take_turns(
        ["a", "b"],
        lambda name: visited.append(name) or len(visited),
        limits=Limits(2, math.inf),
        before_round=begun.append,
    )

    assert visited == ["a", "b", "b", "a", "a", "b"]
    assert begun == [0, 1, 2]
    assert visits == {"a": [4, 5], "b": [3, 6]}
    assert (failed, stopped_by) == ({}, "rounds")


def test_a_candidate_that_gives_up_leaves_the_others_their_turns():
    def visit(name):
        if name == "broken":
            raise CandidateError("It broke.")
        return name

    visits, failed, _ = take_turns(["broken", "whole"], visit, limits=Limits(3, math.inf))

    assert visits == {"whole": ["whole"] * 3}
    assert failed == {"broken": "It broke."}


def test_when_all_give_up_nothing_is_left():
    def visit(name):
        raise CandidateError(name)

    visits, failed, _ = take_turns(["a", "b"], visit, limits=Limits(3, math.inf))

    assert visits == {}
    assert set(failed) == {"a", "b"}


def test_other_errors_are_not_hidden():
    def visit(name):
        raise RuntimeError(name)

    with pytest.raises(RuntimeError):
        take_turns(["a"], visit, limits=Limits(3, math.inf))


def test_precision_ends_it_but_not_before_an_interval_is_possible():
    visits, _, stopped_by = take_turns(
        ["a"], lambda _: 1, limits=Limits(100, math.inf), settled=lambda _: True
    )

    assert (len(visits["a"]), stopped_by) == (FEWEST_ROUNDS, "precision")


def test_no_round_begins_that_would_end_too_late_but_one_is_made():
    visits, _, stopped_by = take_turns(["a"], lambda _: time.sleep(0.01), limits=Limits(100, 0.001))

    assert (len(visits["a"]), stopped_by) == (1, "time")
