"""The plan of a search: the recipe, and its trials of another length."""

import pytest

from edge_app.errors import PipelineError
from training.recipe import available_recipes, load_recipe
from training.search.plan import read_plan, shortened
from training.search.space import Range


def test_the_table_of_the_recipe_is_the_space(tmp_path, shapes_recipe):
    path = tmp_path / "mine.toml"
    text = "\n[search]\nlearning_rate = { low = 0.001, high = 0.1, log = true }\n"
    path.write_text(shapes_recipe.read_text() + text)
    plan = read_plan(str(path), epochs=None)
    assert plan.space == {"learning_rate": Range(0.001, 0.1, log=True)}
    assert plan.epochs == 4
    assert plan.recipe == load_recipe(str(path))  # A training has no use for the table.
    assert "search" not in plan.settings


def test_a_trial_has_its_values_and_its_length(shapes_recipe):
    plan = read_plan(str(shapes_recipe), epochs=2)
    recipe = plan.trial_recipe({"learning_rate": 0.5})
    assert (recipe.learning_rate, recipe.epochs, recipe.warmup_epochs) == (0.5, 2, 0)
    assert (plan.recipe.epochs, plan.recipe.warmup_epochs) == (4, 1)


def test_a_warm_up_keeps_its_share_and_always_ends():
    settings = {"epochs": 36, "warmup_epochs": 3}
    assert shortened(settings, 12) == {"epochs": 12, "warmup_epochs": 1}
    assert shortened({"epochs": 10, "warmup_epochs": 9}, 2)["warmup_epochs"] == 1
    assert shortened({"epochs": 10}, 2) == {"epochs": 2}


def test_fine_tuning_keeps_its_share_and_counts_as_a_part_of_a_trial():
    assert shortened({"epochs": 10, "fine_tune_epochs": 5}, 4)["fine_tune_epochs"] == 2
    assert shortened({"epochs": 10, "fine_tune_epochs": 5}, 1)["fine_tune_epochs"] == 1
    whole = load_recipe("transfer")
    assert whole.fine_tune_epochs
    plan = read_plan("transfer", epochs=None)
    assert plan.trial_epochs == whole.epochs + whole.fine_tune_epochs


def test_values_that_contradict_each_other_are_refused(shapes_recipe):
    plan = read_plan(str(shapes_recipe), epochs=None)
    with pytest.raises(PipelineError, match="momentum needs the optimizer 'sgd'"):
        plan.trial_recipe({"momentum": 0.9})


def test_a_recipe_with_a_teacher_is_refused(tmp_path, shapes_recipe):
    path = tmp_path / "mine.toml"
    path.write_text(shapes_recipe.read_text() + "distillation_weight = 0.5\n")
    with pytest.raises(PipelineError, match="distillation_weight, and a search has no teacher"):
        read_plan(str(path), epochs=None)


@pytest.mark.parametrize("name", available_recipes())
def test_every_recipe_of_the_project_can_be_searched(name):
    assert "learning_rate" in read_plan(name, epochs=5).space
