import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from edge_app.__main__ import main
from tests.edge_app.tiny_models import color_graph, dumb_on_black, tiny_model


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    for name, color in (("a.png", (200, 0, 0)), ("b.jpg", (0, 0, 200))):
        Image.new("RGB", (60, 40), color).save(tmp_path / name)
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    (tmp_path / "notes.txt").write_text("not a picture by its name")
    return tmp_path


def edge_app(*arguments: str) -> subprocess.CompletedProcess[str]:
    """What the command does, in this process: it starts much faster."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main(list(arguments))
        except SystemExit as end:  # Of argparse, for a wrong command line.
            code = end.code
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


def test_classify_answers_one_line_per_file(pictures: Path) -> None:
    result = edge_app("classify", str(pictures / "a.png"), str(pictures / "b.jpg"))
    assert result.returncode == 0
    assert result.stderr == ""
    lines = result.stdout.splitlines()
    assert [line.split(": ")[0] for line in lines] == [
        str(pictures / "a.png"),
        str(pictures / "b.jpg"),
    ]
    assert all(line.count("%") == 3 for line in lines)


def test_classify_prints_json_with_as_many_classes_as_asked_for(pictures: Path) -> None:
    result = edge_app("classify", str(pictures / "a.png"), "--json", "--top", "2")
    answer = json.loads(result.stdout)
    assert answer["model"] == "cifar10-resnet8"
    (only,) = answer["results"]
    assert len(only["predictions"]) == 2
    assert only["prediction"] == only["predictions"][0]["label"]
    assert only["confidence"] == only["predictions"][0]["probability"]
    assert set(only["timing_ms"]) == {"decode", "preprocess", "invoke"}


def test_a_bad_file_among_good_ones_is_named_and_the_others_are_answered(pictures: Path) -> None:
    names = [str(pictures / name) for name in ("broken.png", "a.png", "missing.png")]
    result = edge_app("classify", *names)
    assert result.returncode == 1
    assert result.stdout.startswith(str(pictures / "a.png"))
    assert "broken.png: The picture is damaged" in result.stderr
    assert "missing.png: Cannot read the file: No such file" in result.stderr
    assert "Traceback" not in result.stderr


def test_bad_files_are_entries_with_an_error_in_json(pictures: Path) -> None:
    result = edge_app("classify", str(pictures / "broken.png"), "--json")
    assert result.returncode == 1
    (only,) = json.loads(result.stdout)["results"]
    assert set(only) == {"file", "error"}


@pytest.mark.parametrize(
    ("source", "message"),
    [("nowhere", "No source 'nowhere'"), ("EMPTY", "holds no pictures")],
)
def test_a_source_that_does_not_open_is_one_line_on_stderr(
    source: str, message: str, tmp_path: Path
) -> None:
    result = edge_app("camera", str(tmp_path) if source == "EMPTY" else source)
    assert result.returncode == 1
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_without_opencv_a_video_gets_a_remedy(root: Path) -> None:
    code = (
        "import sys; sys.modules['cv2'] = None\n"
        "from edge_app.__main__ import main\nsys.exit(main(['camera', 'LICENSE']))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=60
    )
    assert result.returncode == 1
    assert "pip install opencv-python-headless" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "required: COMMAND"),
        (("classify", "x.png", "--top", "0"), "'0' is not a whole number from 1"),
        (("classify", "x.png", "--top", "x"), "'x' is not a whole number"),
        (("classify", "x.png", "--threads", "100000"), "'100000' is not a whole number from 1"),
        (("classify", "x.png", "--input-range", "0,5"), "'0,5' is not one of 0,1 | -1,1 | 0,255"),
        (("serve", "--port", "70000"), "'70000' is not a whole number from 0 to 65535"),
    ],
)
def test_a_wrong_command_line_exits_with_2_and_says_why(
    arguments: tuple[str, ...], message: str
) -> None:
    result = edge_app(*arguments)
    assert result.returncode == 2
    assert message in result.stderr


def test_a_model_of_others_is_classified_with_and_says_what_was_concluded(pictures: Path) -> None:
    graph = color_graph(dtype=np.uint8, scale=1 / 127.5, zero_point=128, last="")
    (pictures / "net.tflite").write_bytes(tiny_model(graph))
    (pictures / "net_labels.txt").write_text("0 red\n1 green\n2 blue\n")
    words = ["classify", "--model", str(pictures / "net.tflite"), str(pictures / "a.png")]
    result = edge_app(*words)
    assert result.returncode == 0
    assert result.stdout.startswith(f"{pictures / 'a.png'}: red ")
    assert [line.split()[0] for line in result.stderr.splitlines()] == ["note:"] * 3
    answer = json.loads(edge_app(*words, "--json").stdout)
    assert answer["model"] == "net"


def test_a_range_with_a_dash_needs_no_equals_sign(pictures: Path) -> None:
    (pictures / "net.tflite").write_bytes(tiny_model(color_graph()))
    (pictures / "names").write_text("red\ngreen\nblue\n")
    words = ["--model", str(pictures / "net.tflite"), "--labels", str(pictures / "names")]
    result = edge_app("info", *words, "--input-range", "-1,1", "--json")
    assert result.stderr == ""
    assert json.loads(result.stdout)["input"]["black"] == -1
    result = edge_app("info", *words)
    assert result.returncode == 1
    assert "does not say which" in result.stdout


def test_a_wrong_model_is_one_line_on_stderr(pictures: Path) -> None:
    result = edge_app("classify", str(pictures / "a.png"), "--model", str(pictures / "notes.txt"))
    assert result.returncode == 1
    assert result.stderr.startswith("error: ")
    assert result.stderr.count("\n") == 1


def test_a_full_disk_is_one_line_on_stderr(pictures: Path, root: Path) -> None:
    for options in ((), ("--json",)):
        with open("/dev/full", "w") as full:
            result = subprocess.run(
                [sys.executable, "-m", "edge_app", "classify", str(pictures / "a.png"), *options],
                cwd=root,
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                timeout=60,
            )
        assert result.returncode == 1
        assert result.stderr == "error: Cannot write the answer: No space left on device.\n"


def test_a_name_that_cannot_be_printed_is_escaped(pictures: Path, root: Path) -> None:
    name = bytes(pictures) + b"/caf\xe9.png"
    with open(name, "wb") as file:
        file.write((pictures / "a.png").read_bytes())
    result = subprocess.run(
        [sys.executable, "-m", "edge_app", "classify", name],
        cwd=root,
        env={**os.environ, "PYTHONIOENCODING": "utf-8:strict"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 0
    assert "caf\\udce9.png: " in result.stdout


def test_a_pipe_or_a_device_is_refused_and_not_waited_for(pictures: Path) -> None:
    os.mkfifo(pictures / "pipe.png")
    for name in (pictures / "pipe.png", Path("/dev/zero")):
        result = edge_app("classify", str(name))
        assert result.returncode == 1
        assert result.stderr == f"{name}: This is not a regular file. Give a picture file.\n"
    for name in (pictures / "pipe.png", pictures, Path("/dev/zero")):
        result = edge_app("classify", "LICENSE", "--model", str(name))
        assert result.stderr.startswith(f"error: {name}: This is not a file.")


def test_a_source_with_an_impossible_name_is_one_line_on_stderr() -> None:
    for source in ("x" * 5000, "2147483648"):
        result = edge_app("camera", source)
        assert result.returncode == 1
        assert result.stderr.startswith("error: ")
        assert result.stderr.count("\n") == 1


def test_a_closed_standard_error_does_not_stop_an_answer(pictures: Path, root: Path) -> None:
    command = f"{sys.executable} -m edge_app classify {pictures / 'a.png'} 2>&-"
    result = subprocess.run(["sh", "-c", command], cwd=root, capture_output=True, timeout=60)
    assert result.returncode == 0
    assert result.stdout


def test_a_picture_that_the_model_has_no_answer_to_is_one_error_among_answers(
    tmp_path: Path,
) -> None:
    (tmp_path / "model.tflite").write_bytes(tiny_model(dumb_on_black()))
    (tmp_path / "labels.txt").write_text("a\nb\nc\n")
    folder = tmp_path / "pictures"
    folder.mkdir()
    Image.new("RGB", (8, 8)).save(folder / "1.png")
    Image.new("RGB", (8, 8), (200, 100, 50)).save(folder / "2.png")
    model = ["--model", str(tmp_path / "model.tflite"), "--input-range", "0,255"]
    result = edge_app("classify", *model, "--json", *map(str, folder.iterdir()))
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert result.stdout.count('"error"') == 1
    assert "not a number" in result.stdout
    assert result.stdout.count('"predictions"') == 1
    watch = ("--once", "--every-frame", "--frame-rate", "10")
    result = edge_app("camera", *model, str(folder), *watch)
    assert result.returncode == 1
    assert result.stdout.count('"predictions"') == 1
    assert result.stderr.count("warning: A frame got no answer: ") == 1
    assert "not a number" in result.stderr
