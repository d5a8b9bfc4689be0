"""``python -m training inspect`` from the command line to its files."""

import json
import subprocess
import sys

import pytest
from PIL import Image

from tests.drawing import write_shapes_folder
from training.inspect_command import main


@pytest.fixture
def folder(tmp_path):
    """A folder with parts of two classes, and nothing wrong but that it is small."""
    counts = {f"{part}/{name}": 4 for part in ("train", "val") for name in ("circle", "square")}
    return write_shapes_folder(tmp_path / "data", counts, seed=1)


def read(path) -> dict[str, dict]:
    return {one["name"]: one for one in json.loads(path.read_text())["findings"]}


def test_the_report_names_what_is_wrong_and_both_files_are_written(folder, tmp_path, capsys):
    (folder / "train/circle/broken.jpg").write_bytes(b"broken")
    copy = (folder / "val/square/0001.png").read_bytes()
    (folder / "train/square/copy.png").write_bytes(copy)
    output = tmp_path / "made/report"
    assert main([str(folder), "--output", str(output)]) == 0
    shown, errors = capsys.readouterr()
    assert "Unreadable files: 1" in shown
    assert "train/circle/broken.jpg: This is not a picture that can be read" in shown
    assert "train/square/copy.png = val/square/0001.png: same pixels" in shown
    assert shown.endswith(f"Written: {output}/inspection.json and {output}/inspection.png\n")
    assert errors == ""
    findings = read(output / "inspection.json")
    assert findings["identical pictures in two parts"]["verdict"] == "fix this"
    with Image.open(output / "inspection.png") as sheet:
        assert sheet.width > 1000


def test_without_output_nothing_is_written(folder, tmp_path, capsys, monkeypatch):
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    assert main([str(folder)]) == 0
    assert list(empty.iterdir()) == []
    assert "Written" not in capsys.readouterr().out


def test_json_alone_is_printed_for_a_script(folder, capsys):
    assert main([str(folder), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["readable_pictures"]["train"] == {"circle": 4, "square": 4}


def test_fatal_data_ends_with_1(folder, tmp_path, capsys):
    (folder / "train/triangle").mkdir()
    assert main([str(folder), "--output", str(tmp_path / "report")]) == 1
    shown = capsys.readouterr().out
    assert "FATAL" in shown
    assert "triangle: no readable picture" in shown


def test_what_is_fatal_here_training_refuses(folder):
    from edge_app.errors import PipelineError
    from training.folder_data import load_image_folder

    write_shapes_folder(folder, {"val/triangle": 2}, seed=2)
    assert main([str(folder)]) == 1
    with pytest.raises(PipelineError, match="triangle"):
        load_image_folder(folder, image_size=32, seed=1)


def test_the_image_size_decides_what_is_tiny(folder, capsys):
    assert main([str(folder), "--image-size", "96"]) == 0
    assert "Pictures below 96 px: 16" in capsys.readouterr().out


def test_an_archive_is_inspected_in_the_same_way(shapes_archive, capsys):
    assert main([str(shapes_archive), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert {part: sum(of.values()) for part, of in printed["readable_pictures"].items()} == {
        "train": 1500,
        "test": 400,
    }


def test_a_picture_of_an_earlier_inspection_does_not_stay(folder, tmp_path):
    output = tmp_path / "report"
    (folder / "train/circle/broken.jpg").touch()
    main([str(folder), "--output", str(output)])
    assert (output / "inspection.png").exists()
    (folder / "train/circle/broken.jpg").unlink()
    main([str(folder), "--output", str(output)])
    assert not (output / "inspection.png").exists()


@pytest.mark.parametrize("data", ["missing", "empty"])
def test_data_that_is_none_is_refused_in_one_line(data, tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    assert main([str(tmp_path / data)]) == 1
    shown, errors = capsys.readouterr()
    assert shown == ""
    assert errors.startswith("error: ")
    assert errors.count("\n") == 1


def test_an_output_folder_inside_the_data_is_refused(folder, capsys):
    assert main([str(folder), "--output", str(folder / "report")]) == 1
    assert "is inside the data folder" in capsys.readouterr().err
    assert not (folder / "report").exists()


@pytest.mark.parametrize("arguments", [[], ["data", "--image-size", "0"], ["data", "--what"]])
def test_a_wrong_command_line_ends_with_2(arguments):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


def test_the_command_needs_no_keras_and_is_quiet_when_piped(folder, root):
    code = (
        "import sys; from training.inspect_command import main; "
        f"code = main([{str(folder)!r}]); assert 'keras' not in sys.modules; sys.exit(code)"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize(
    ("text", "said"), [("0", "0 is not 1 or more"), ("abc", "'abc' is not a whole number")]
)
def test_an_image_size_that_is_none_is_a_wrong_command_line(text, said, folder, capsys):
    with pytest.raises(SystemExit, match="2"):
        main([str(folder), "--image-size", text])
    assert f"argument --image-size: {said}" in capsys.readouterr().err
