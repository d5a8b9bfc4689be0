"""The speed command: a table or JSON on stdout, progress on stderr, and refusals."""

import json

import pytest

from training.recipe import RECIPES
from training.speed_command import main

TINY = """
architecture = "stride-cnn"
channels = [4]
image_size = 16
epochs = 2
batch_size = 8
optimizer = "sgd"
schedule = "constant"
learning_rate = 0.1
validation_images = 10
seed = 1
"""


@pytest.fixture
def tiny(tmp_path) -> str:
    path = tmp_path / "tiny.toml"
    path.write_text(TINY)
    return str(path)


def test_steps_are_measured_on_the_chosen_back_end(tiny, monkeypatch, capsys):
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    assert main(["--recipe", tiny, "--steps", "2", "--rounds", "1", "--json"]) == 0
    said = capsys.readouterr()
    record = json.loads(said.out)
    rows = record["measurements"]
    assert [row["error"] for row in rows] == [None, None]
    assert [row["candidate"]["backend"] for row in rows] == [None, "jax"]
    assert all(row["images_per_second"][0] > 0 for row in rows)
    assert [row["batch_size"] for row in rows] == [8, 8]
    assert (record["steps_per_round"], record["rounds"]) == (2, 1)
    assert "round 1/1" in said.err


def test_a_back_end_that_cannot_run_is_an_error_beside_its_table(tiny, monkeypatch, capsys):
    monkeypatch.setenv("KERAS_BACKEND", "nonsense")
    assert main(["--recipe", tiny, "--steps", "1", "--rounds", "1"]) == 1
    said = capsys.readouterr()
    assert said.out.count("| failed: the process ended with status 1") == 2
    assert "| input pipeline alone |" in said.out
    assert "\nerror: No net could be trained: the process ended" in said.err


def test_an_unknown_recipe_is_refused(capsys):
    assert main(["--recipe", "resnet9"]) == 1
    assert capsys.readouterr().err.startswith("error: No recipe 'resnet9'. Known recipes:")


def test_an_unknown_backbone_is_refused_before_anything_is_measured(tmp_path, capsys):
    text = (RECIPES / "transfer.toml").read_text().replace("MobileNetV2", "MobilNetV2")
    (tmp_path / "typo.toml").write_text(text)
    assert main(["--recipe", str(tmp_path / "typo.toml")]) == 1
    said = capsys.readouterr().err
    assert said.startswith("error: keras.applications has no backbone 'MobilNetV2'. Did you mean")


@pytest.mark.parametrize("flag", ["--steps", "--rounds", "--threads"])
@pytest.mark.parametrize(
    ("text", "said"), [("0", "0 is not 1 or more"), ("abc", "'abc' is not a whole number")]
)
def test_a_number_below_one_or_none_at_all_is_a_wrong_command_line(text, said, flag, capsys):
    with pytest.raises(SystemExit, match="2"):
        main([flag, text])
    assert f"argument {flag}: {said}" in capsys.readouterr().err
