"""By what a run is known again, also by records that are older than a setting."""

import hashlib
import json
from dataclasses import replace

import pytest

from edge_app.errors import PipelineError
from training.identity import differences, model_identity
from training.recipe import recipe_settings


def test_a_model_is_known_by_its_hash(tmp_path):
    (tmp_path / "model.keras").write_bytes(b"weights")
    expected = {"sha256": hashlib.sha256(b"weights").hexdigest()}
    assert model_identity(tmp_path / "model.keras") == expected


def test_a_model_that_cannot_be_read_is_refused(tmp_path):
    for path in (tmp_path, tmp_path / "absent.keras"):
        with pytest.raises(PipelineError, match=r"Cannot read the model .*Expected a \.keras file"):
            model_identity(path)


def test_what_differs_is_named(recipe):
    run = {"recipe": recipe_settings(recipe), "data": 1, "teacher": {"sha256": "a"}}
    assert differences(run, run) == []
    other = {"recipe": recipe_settings(replace(recipe, seed=2)), "data": 2}
    assert differences(run, other) == differences(other, run) == ["data", "recipe", "teacher"]


def test_what_an_older_record_lacks_has_its_default(recipe):
    settings = recipe_settings(recipe)
    older = {key: value for key, value in settings.items() if key not in {"cutout_px", "precision"}}
    assert differences({"recipe": older}, {"recipe": settings}) == []
    changed = recipe_settings(replace(recipe, cutout_px=4))
    assert differences({"recipe": older}, {"recipe": changed}) == ["recipe"]


def test_settings_of_a_recipe_survive_json(recipe):
    settings = recipe_settings(recipe)
    assert json.loads(json.dumps(settings)) == settings
