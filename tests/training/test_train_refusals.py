"""What the training command refuses, before hours are spent."""

import json
from pathlib import Path

import pytest

from training.__main__ import main


def test_an_unknown_recipe_is_refused_before_anything_is_written(tmp_path, capsys):
    assert main(["--recipe", "resnet88", "--output", str(tmp_path / "run")]) == 1
    assert capsys.readouterr().err.startswith("error: No recipe 'resnet88'. Known recipes:")
    assert not (tmp_path / "run").exists()


def test_an_unknown_architecture_is_refused_before_the_data_are_read(
    tmp_path, shapes_recipe, capsys
):
    recipe = tmp_path / "mine.toml"
    recipe.write_text(shapes_recipe.read_text().replace("plain-cnn", "resnet88"))
    command = ["--recipe", str(recipe), "--data", "absent", "--output", str(tmp_path / "run")]
    assert main(command) == 1
    said = capsys.readouterr()
    assert "architecture is 'resnet88', expected one of plain-cnn, " in said.err
    assert said.out == ""
    assert not (tmp_path / "run").exists()


def test_an_output_that_is_a_file_is_refused_before_the_training(tmp_path, capsys):
    (tmp_path / "run").write_text("")
    assert main(["--recipe", "plain-cnn", "--output", str(tmp_path / "run")]) == 1
    assert f"error: cannot write to {tmp_path / 'run'}" in capsys.readouterr().err


def test_missing_data_is_refused_by_its_name(tmp_path, capsys):
    command = ["--recipe", "plain-cnn", "--data", "absent.tar.gz"]
    assert main([*command, "--output", str(tmp_path / "run")]) == 1
    assert "error: No data source 'absent.tar.gz'" in capsys.readouterr().err


def test_a_typing_error_in_a_recipe_is_refused_with_the_nearest_setting(
    tmp_path, shapes_recipe, capsys
):
    recipe = tmp_path / "mine.toml"
    recipe.write_text(shapes_recipe.read_text() + "label_smooting = 0.1\n")
    command = ["--recipe", str(recipe), "--data", "absent", "--output", str(tmp_path / "run")]
    assert main(command) == 1
    assert capsys.readouterr().err == (
        "error: Recipe 'mine': unknown setting 'label_smooting'. Did you mean 'label_smoothing'?\n"
    )
    assert not (tmp_path / "run").exists()


def test_a_folder_with_other_things_is_refused_before_the_data_are_read(tmp_path, capsys):
    (tmp_path / "thesis.txt").write_text("years of work")
    assert main(["--recipe", "plain-cnn", "--data", "absent", "--output", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert "holds other things (thesis.txt), and no training. Choose an empty" in said.err
    assert said.out == ""
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_an_output_inside_the_data_is_refused_before_it_is_made(tmp_path, capsys):
    (tmp_path / "cat").mkdir()
    command = ["--recipe", "plain-cnn", "--data", str(tmp_path), "--output", str(tmp_path / "run")]
    assert main(command) == 1
    assert "run is inside the data folder. Choose another --output." in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


@pytest.fixture
def distilling(tmp_path, shapes_recipe) -> Path:
    path = tmp_path / "distilling.toml"
    path.write_text(shapes_recipe.read_text() + "distillation_weight = 0.5\n")
    return path


def test_a_teacher_and_a_recipe_that_learns_from_none_are_refused(
    tmp_path, shapes_recipe, distilling, capsys
):
    output = ["--data", "absent", "--output", str(tmp_path / "run")]
    assert main(["--recipe", str(shapes_recipe), "--teacher", "model.keras", *output]) == 1
    assert "--teacher needs a recipe with a distillation_weight above 0" in capsys.readouterr().err
    assert main(["--recipe", str(distilling), *output]) == 1
    assert "name the net to learn from by --teacher MODEL." in capsys.readouterr().err


@pytest.mark.parametrize("flag", ["--teacher", "--init-from"])
def test_a_missing_model_is_refused_before_the_data_are_read(
    flag, tmp_path, shapes_recipe, distilling, capsys
):
    recipe = distilling if flag == "--teacher" else shapes_recipe
    command = ["--recipe", str(recipe), flag, str(tmp_path / "absent.keras")]
    assert main([*command, "--data", "absent", "--output", str(tmp_path / "run")]) == 1
    said = capsys.readouterr()
    assert said.err.startswith(f"error: Cannot read the model {tmp_path / 'absent.keras'}: ")
    assert said.out == ""


def test_a_teacher_of_other_classes_is_refused_in_one_line(
    tmp_path, distilling, trained, write_archive, members, capsys
):
    names = members["batches.meta.txt"].replace(b"circle", b"ellipse")
    archive = write_archive({**members, "batches.meta.txt": names})
    few = distilling.read_text().replace("validation_images = 300", "validation_images = 8")
    distilling.write_text(few)
    command = ["--recipe", str(distilling), "--teacher", str(trained.folder / "model.keras")]
    assert main([*command, "--data", str(archive), "--output", str(tmp_path / "run")]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "knows the classes circle, square, triangle, stripes; the data have the cl" in said
    assert list((tmp_path / "run").iterdir()) == []


def test_a_finished_run_with_a_teacher_is_not_that_without(trained, distilling, capsys):
    # As a run of the same recipe without one would be, if there were such a thing.
    record = json.loads((trained.folder / "training.json").read_text())
    folder = distilling.parent / "run"
    folder.mkdir()
    record["recipe"] |= {"name": "distilling", "distillation_weight": 0.5}
    (folder / "training.json").write_text(json.dumps(record))
    command = ["--recipe", str(distilling), "--output", str(folder), "--resume"]
    assert main([*command, "--teacher", str(trained.folder / "model.keras")]) == 1
    assert "was trained with another teacher than the command line" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["70/30", "70/15/16", "a/b/c"])
def test_a_wrong_split_is_refused_before_the_data_are_read(text, tmp_path, capsys):
    command = ["--recipe", "plain-cnn", "--data", "absent", "--output", str(tmp_path / "run")]
    assert main([*command, "--split", text]) == 1
    said = capsys.readouterr()
    assert f"error: The split is {text!r}, expected the percentages" in said.err
    assert said.out == ""


TRANSFER = """
architecture = "transfer"
backbone = "{backbone}"
backbone_weights = "{weights}"
epochs = 1
batch_size = 8
optimizer = "adam"
schedule = "constant"
learning_rate = 0.001
validation_images = 8
seed = 1
"""


@pytest.mark.parametrize(
    ("backbone", "weights", "said"),
    [
        ("MobilNetV2", "none", "no backbone 'MobilNetV2'. Did you mean 'MobileNetV2'?"),
        ("MobileNetV2", "absent.h5", "No backbone weights at absent.h5."),
    ],
)
def test_a_backbone_that_cannot_be_had_is_refused_before_the_data_are_read(
    backbone, weights, said, tmp_path, capsys
):
    (tmp_path / "typo.toml").write_text(TRANSFER.format(backbone=backbone, weights=weights))
    command = ["--recipe", str(tmp_path / "typo.toml"), "--output", str(tmp_path / "run")]
    assert main([*command, "--data", "absent"]) == 1
    printed = capsys.readouterr()
    assert said in printed.err
    assert printed.out == ""
    assert not (tmp_path / "run").exists()
