"""The search space: what a recipe may ask for, and how anything else is refused."""

import pytest

from edge_app.errors import PipelineError
from training.recipe import parse_recipe
from training.search.space import UNSUITABLE, Choice, Range, default_table, parse_space


@pytest.fixture
def settings() -> dict:
    return {
        "architecture": "plain-cnn",
        "epochs": 4,
        "batch_size": 32,
        "optimizer": "sgd",
        "schedule": "constant",
        "learning_rate": 0.1,
        "validation_images": 100,
        "seed": 1,
    }


def test_a_table_becomes_ranges_and_choices(settings):
    table = {
        "learning_rate": {"low": 0.01, "high": 1, "log": True},
        "translation_px": {"low": 0, "high": 4, "step": 2},
        "batch_size": [64, 128],
        "momentum": [0, 0.9],
        "horizontal_flip": [True, False],
    }
    assert parse_space("mine", table, settings) == {
        "learning_rate": Range(0.01, 1.0, log=True),
        "translation_px": Range(0, 4, step=2),
        "batch_size": Choice((64, 128)),
        "momentum": Choice((0.0, 0.9)),
        "horizontal_flip": Choice((True, False)),
    }


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ([], r"\[search\] is \[\], expected a table such as learning_rate = \{ low = 0.01"),
        ({}, "expected a table such as"),
        ({"learning_rte": [1, 2]}, "unknown setting 'learning_rte'.* Did you mean 'learning_rate'"),
        ({"name": ["a", "b"]}, "unknown setting 'name'"),
        ({"seed": [1, 2]}, "cannot vary seed: it would choose the luckiest draw"),
        ({"learning_rate": 0.1}, "learning_rate is 0.1, expected a list of values or { low"),
        ({"optimizer": {"low": 1, "high": 2}}, "optimizer is .* expected a list of values[.]"),
        ({"batch_size": [64]}, "expected two or more different values"),
        ({"batch_size": [64, 64]}, "expected two or more different values"),
        ({"batch_size": [64, -1]}, r"\[search\] batch_size = -1 is no usable value"),
        ({"optimizer": ["sgd", "adm"]}, "Did you mean 'adam'"),
        ({"batch_size": [[1], [2]]}, "batch_size cannot be varied"),
        ({"learning_rate": {"low": 0.1, "hihg": 1.0}}, "unknown key 'hihg'. Did you mean 'high'"),
        ({"learning_rate": {"low": 0.1}}, "high is missing"),
        ({"learning_rate": {"low": 1.0, "high": 0.1}}, "must be below high"),
        ({"learning_rate": {"low": "a", "high": 1}}, "low is 'a', expected a number"),
        ({"learning_rate": {"low": float("nan"), "high": 1}}, "low is nan, expected a number"),
        ({"batch_size": {"low": 1.5, "high": 3}}, "low is 1.5, expected a whole number"),
        ({"batch_size": {"low": True, "high": 3}}, "low is True, expected a whole number"),
        ({"learning_rate": {"low": 0, "high": 1, "log": True}}, "it must be above 0"),
        ({"learning_rate": {"low": 0.1, "high": 1, "log": 1}}, "log is 1, expected true or false"),
        ({"learning_rate": {"low": 1, "high": 2, "log": True, "step": 1}}, "exclude each other"),
        ({"batch_size": {"low": 1, "high": 3, "step": 0}}, "step is 0, expected more than 0"),
        ({"batch_size": {"low": 1, "high": 3, "step": 3}}, "at most high - low"),
        ({"learning_rate": {"low": 1, "high": 9999}}, "learning_rate = 9999.0 is no usable value"),
        ({"warmup_epochs": [0, 2]}, "warmup_epochs needs the schedule"),
    ],
)
def test_anything_else_is_refused_by_its_name(table, said, settings):
    with pytest.raises(PipelineError, match=said):
        parse_space("mine", table, settings)


def test_every_unsuitable_setting_is_one_of_a_recipe(settings):
    known = vars(parse_recipe("mine", settings))
    assert [name for name in UNSUITABLE if name not in known] == []


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_the_default_space_can_be_searched_around_the_recipe(optimizer, settings):
    settings = {**settings, "optimizer": optimizer}
    space = parse_space("mine", default_table(parse_recipe("mine", settings)), settings)
    assert space["learning_rate"] == Range(0.01, 1.0, log=True)
    assert ("momentum" in space) == (optimizer == "sgd")
    assert {"weight_decay", "label_smoothing"} <= set(space)


def test_a_recipe_whose_rate_is_zero_has_no_default_space(settings):
    recipe = parse_recipe("mine", {**settings, "learning_rate": 0.0})
    with pytest.raises(PipelineError, match="learning_rate: low"):
        parse_space("mine", default_table(recipe), settings)
