"""The lines, the table, the record and the recipe of a search."""

import json

import pytest

from training.recipe import load_recipe
from training.search.plan import Plan, read_plan
from training.search.report import best_recipe, best_table, place, search_record, trial_line


@pytest.fixture
def plan(shapes_recipe) -> Plan:
    return read_plan(str(shapes_recipe), epochs=2)


def test_a_line_says_what_a_trial_reached_and_the_time_left(results):
    lines = [trial_line(result, trials=12, seconds_left=600) for result in results]
    assert lines == [
        "trial  1/12  50.00 %  learning_rate 0.1  batch_size 32  10 s, about 10 min left",
        "trial  2/12  diverged after 0 epochs  learning_rate 0.05  batch_size 64"
        "  20 s, about 10 min left",
        "trial  3/12  75.00 %  learning_rate 0.03333  batch_size 32  30 s, about 10 min left",
        "trial  4/12  pruned after 1 epoch, 90.00 %  learning_rate 0.025  batch_size 64"
        "  40 s, about 10 min left",
    ]
    assert trial_line(results[3], trials=4, seconds_left=0).endswith("  40 s")


def test_the_table_has_the_best_first(results):
    assert best_table(results, images=100).splitlines() == [
        "The best trials, by their accuracy on 100 validation images:",
        "trial  accuracy  learning_rate  batch_size",
        "    3   75.00 %        0.03333          32",
        "    1   50.00 %            0.1          32",
    ]
    assert len(best_table(results[:1] * 9, images=100).splitlines()) == 2 + 5


def test_a_place_keeps_its_width():
    assert [place(number, 20) for number in (3, 20)] == ["trial  3/20", "trial 20/20"]


def test_the_record_is_json_and_names_the_best_trial(plan, results):
    record = search_record(plan, results, data={"name": "shapes"}, made={"python": "3"})
    record = json.loads(json.dumps(record, allow_nan=False))
    assert record["best"] == 3
    assert record["epochs_per_trial"] == 2
    assert record["recipe"]["epochs"] == 4
    assert record["space"]["learning_rate"]["log"] is True
    assert [trial["state"] for trial in record["trials"]][1] == "diverged"
    assert [trial["accuracy"] for trial in record["trials"]] == [0.5, None, 0.75, 0.9]
    assert search_record(plan, results[1:2], data={}, made={})["best"] is None


def test_the_best_recipe_can_be_trained_in_its_full_length(plan, results, tmp_path):
    path = tmp_path / "best.toml"
    path.write_text(best_recipe(plan, results[2], trials=4, images=100), encoding="utf-8")
    recipe = load_recipe(str(path))
    assert (recipe.learning_rate, recipe.batch_size) == (0.1 / 3, 32)
    assert (recipe.epochs, recipe.warmup_epochs, recipe.horizontal_flip) == (4, 1, True)
    assert "75.00 % of 100 validation images" in path.read_text()
