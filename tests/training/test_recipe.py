"""Recipes: what is accepted, and how a mistake is explained."""

from dataclasses import fields

import pytest

from edge_app.errors import PipelineError
from training.architectures import ARCHITECTURES
from training.recipe import (
    CHOICES,
    RANGES,
    RECIPES,
    Recipe,
    available_recipes,
    load_recipe,
    parse_recipe,
    recipe_settings,
    with_defaults,
)

SETTINGS = {
    "architecture": "plain-cnn",
    "epochs": 10,
    "batch_size": 64,
    "optimizer": "sgd",
    "schedule": "warmup-cosine",
    "learning_rate": 0.1,
    "validation_images": 500,
    "seed": 1,
}
FINE_TUNED = {
    "architecture": "transfer",
    "backbone": "MobileNetV2",
    "backbone_weights": "none",
    "fine_tune_epochs": 2,
    "fine_tune_blocks": 1,
    "fine_tune_learning_rate": 0.001,
}
STRIDED = SETTINGS | {"architecture": "stride-cnn"}


def test_the_recipes_that_come_with_the_project_are_known():
    known = available_recipes()
    assert known == sorted(path.stem for path in RECIPES.iterdir())
    assert {"plain-cnn", "resnet8"} <= set(known)


@pytest.mark.parametrize("name", available_recipes())
def test_every_recipe_that_comes_with_the_project_loads(name):
    recipe = load_recipe(name)
    assert recipe.name == name
    assert recipe.architecture in ARCHITECTURES


def test_optional_settings_are_off():
    recipe = parse_recipe("mine", SETTINGS)
    assert recipe == Recipe(name="mine", **SETTINGS)
    assert not recipe.horizontal_flip
    assert recipe.translation_px == recipe.weight_decay == recipe.momentum == 0


def test_a_whole_number_is_taken_where_a_fraction_is_expected():
    recipe = parse_recipe("mine", SETTINGS | {"learning_rate": 1})
    assert type(recipe.learning_rate) is float


def test_a_path_is_read_and_names_the_recipe(shapes_recipe):
    assert load_recipe(str(shapes_recipe)).name == "shapes"


def test_a_list_of_whole_numbers_is_kept_as_a_tuple():
    recipe = parse_recipe("mine", STRIDED | {"channels": [8, 16]})
    assert recipe.channels == (8, 16)
    assert recipe_settings(recipe)["channels"] == [8, 16]


@pytest.mark.parametrize("value", [8, "8", [], [8, 1.5], [True], [8, -1], [[8]]])
def test_another_kind_of_list_is_refused(value):
    with pytest.raises(PipelineError, match=r"channels is .*, expected"):
        parse_recipe("mine", STRIDED | {"channels": value})


def test_settings_that_may_be_together_are_taken():
    plateau = {"schedule": "reduce-on-plateau", "plateau_patience": 2, "plateau_factor": 0.5}
    linear = {"schedule": "warmup-linear", "warmup_epochs": 2}
    for settings in (FINE_TUNED, plateau, linear):
        assert parse_recipe("mine", SETTINGS | settings)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"crop_px": 0}, "crop_px and crop_epochs need each other"),
        ({"crop_epochs": 0}, "crop_px and crop_epochs need each other"),
        ({"crop_epochs": 4}, r"crop_epochs \(4\) must be fewer than epochs \(4\)"),
        ({"crop_px": 32}, r"crop_px \(32\) must be less than image_size \(32\)"),
        (
            {"schedule": "reduce-on-plateau", "plateau_patience": 2, "plateau_factor": 0.5},
            "do not go with the schedule 'reduce-on-plateau'",
        ),
        ({"early_stopping_patience": 2}, "do not go with early_stopping_patience"),
        ({"distillation_weight": 0.5}, "do not go with distillation_weight"),
    ],
)
def test_crops_are_refused_where_they_make_no_sense(settings, message):
    cropped = SETTINGS | {"epochs": 4, "crop_px": 20, "crop_epochs": 2}
    assert parse_recipe("mine", cropped)
    with pytest.raises(PipelineError, match=message):
        parse_recipe("mine", cropped | settings)


def test_every_limit_and_every_choice_is_that_of_a_setting():
    names = {field.name for field in fields(Recipe)}
    assert {*RANGES, *CHOICES} <= names
    for field in fields(Recipe):
        if field.type in (int, float):
            assert field.name in RANGES, field.name


def test_the_table_of_the_search_is_passed_over(tmp_path, shapes_recipe):
    path = tmp_path / "shapes.toml"
    path.write_text(f"{shapes_recipe.read_text()}\n[search]\nlearning_rate = [0.001, 0.1]\n")
    assert load_recipe(str(path)) == load_recipe(str(shapes_recipe))


def test_an_older_record_is_completed_by_the_defaults():
    recipe = parse_recipe("mine", SETTINGS)
    assert with_defaults({"name": "mine", **SETTINGS}) == recipe_settings(recipe)
    assert with_defaults({"cutout_px": 3})["cutout_px"] == 3


def test_an_unknown_setting_is_refused_with_the_nearest_known_one():
    with pytest.raises(PipelineError, match=r"unknown setting 'epoch'\. Did you mean 'epochs'"):
        parse_recipe("mine", SETTINGS | {"epoch": 3})


def test_a_setting_far_from_all_is_refused_with_the_known_ones():
    with pytest.raises(PipelineError, match=r"'xyzzy'\. Known: architecture, epochs,"):
        parse_recipe("mine", SETTINGS | {"xyzzy": 3})


def test_the_name_is_not_a_setting():
    with pytest.raises(PipelineError, match="unknown setting 'name'"):
        parse_recipe("mine", SETTINGS | {"name": "other"})


@pytest.mark.parametrize("key", SETTINGS)
def test_a_missing_setting_is_named(key):
    settings = {name: value for name, value in SETTINGS.items() if name != key}
    with pytest.raises(PipelineError, match=f"the setting '{key}' is missing"):
        parse_recipe("mine", settings)


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("epochs", True, "int"),
        ("epochs", 3.0, "int"),
        ("epochs", "3", "int"),
        ("learning_rate", True, "float"),
        ("learning_rate", "0.1", "float"),
        ("horizontal_flip", 1, "bool"),
        ("architecture", 8, "str"),
        ("optimizer", {"name": "sgd"}, "str"),
    ],
)
def test_a_value_of_another_type_is_refused(key, value, expected):
    with pytest.raises(PipelineError, match=f"{key} is .*expected a value of type {expected}"):
        parse_recipe("mine", SETTINGS | {key: value})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("epochs", 0),
        ("epochs", -1),
        ("batch_size", 0),
        ("learning_rate", -0.1),
        ("learning_rate", float("inf")),
        ("learning_rate", float("nan")),
        ("momentum", 1.1),
        ("momentum", float("nan")),
        ("weight_decay", float("inf")),
        ("translation_px", -1),
        ("translation_px", 17),
        ("validation_images", 0),
        ("seed", -1),
        ("seed", 2**32),
        ("warmup_epochs", -1),
        ("label_smoothing", 1.0),
        ("weight_averaging", 1.0),
        ("rotation_degrees", 181.0),
        ("sharpness", 1.5),
        ("jpeg_quality", 0),
        ("jpeg_quality", 101),
        ("distillation_weight", 1.1),
        ("distillation_temperature", 0.5),
    ],
)
def test_a_value_out_of_its_range_is_refused(key, value):
    with pytest.raises(PipelineError, match=rf"{key} is {value}, expected \S+ to \S+\."):
        parse_recipe("mine", SETTINGS | {key: value})


@pytest.mark.parametrize(("key", "known"), [("optimizer", "sgd, adam"), ("schedule", "constant")])
def test_an_unknown_choice_is_refused_with_the_known_ones(key, known):
    with pytest.raises(PipelineError, match=f"{key} is 'lion', expected one of {known}"):
        parse_recipe("mine", SETTINGS | {key: "lion"})


def test_the_known_architectures_are_those_that_can_be_built():
    assert set(CHOICES["architecture"]) == set(ARCHITECTURES)


def test_an_unknown_architecture_is_refused_with_the_nearest_known_one():
    message = r"architecture is 'resnet88', expected one of plain-cnn, .*\. Did you mean 'resnet8'"
    with pytest.raises(PipelineError, match=message):
        parse_recipe("mine", SETTINGS | {"architecture": "resnet88"})


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"warmup_epochs": 10}, r"warmup_epochs \(10\) must be fewer than epochs \(10\)"),
        ({"warmup_epochs": 2, "schedule": "constant"}, "warmup_epochs needs the schedule"),
        ({"momentum": 0.9, "optimizer": "adam"}, "momentum needs the optimizer 'sgd'"),
        ({"schedule": "reduce-on-plateau"}, "needs plateau_patience .* and plateau_factor"),
        (
            {"schedule": "reduce-on-plateau", "plateau_patience": 2},
            "needs plateau_patience .* and plateau_factor",
        ),
        ({"plateau_factor": 0.5}, "plateau_factor need the schedule 'reduce-on-plateau'"),
        ({"distillation_temperature": 4.0}, "distillation_temperature needs a distillation_weight"),
        (FINE_TUNED | {"fine_tune_blocks": 0}, "fine_tune_epochs needs fine_tune_blocks"),
        (
            FINE_TUNED | {"fine_tune_learning_rate": 0.0},
            "fine_tune_epochs needs .* fine_tune_learning_rate",
        ),
        (FINE_TUNED | {"fine_tune_epochs": 0}, "fine_tune_learning_rate need fine_tune_epochs"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(settings, message):
    with pytest.raises(PipelineError, match=message):
        parse_recipe("mine", SETTINGS | settings)


@pytest.mark.parametrize("content", [b"epochs = ", b"epochs = 1\nepochs = 2", b"name = '\xff'"])
def test_an_invalid_file_is_refused_by_its_path(tmp_path, content):
    path = tmp_path / "broken.toml"
    path.write_bytes(content)
    with pytest.raises(PipelineError, match=r"Cannot read the recipe .*broken\.toml"):
        load_recipe(str(path))


@pytest.mark.parametrize("name", ["resnet88", "nowhere/mine.toml"])
def test_an_unknown_recipe_lists_the_known_ones(name):
    with pytest.raises(PipelineError, match=rf"No recipe '{name}'\. .*plain-cnn, .*resnet8"):
        load_recipe(name)
