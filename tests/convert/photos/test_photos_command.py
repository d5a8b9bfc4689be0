"""The command from photos to a file: what it does, says, and refuses before hours are spent."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from convert.__main__ import main
from convert.photos.recipes import planned_nets
from convert.photos.steps import compare_step, inspect_step, train_step
from edge_app import Classifier
from tests.drawing import write_shapes_folder

PLAN = {
    "cnn": "photos-cnn",
    "transfer": "photos-transfer",
    "init_from": Path("models/net.keras"),
    "backbone": None,
    "size": None,
    "epochs": None,
}


def test_each_step_is_a_command_that_can_be_repeated_alone() -> None:
    output = Path("runs/my photos")
    net = planned_nets(**PLAN)[1]
    assert str(inspect_step("my photos", output, image_size=96)) == (
        "python -m training inspect 'my photos' --image-size 96 "
        "--output 'runs/my photos/inspection'"
    )
    words = ("--data", "d", "--init-from", "models/net.keras", "--output", "o/transfer")
    assert train_step(net, "d", Path("o")).words == (
        *("training", "--recipe", "o/transfer.toml"),
        *words,
        "--resume",
    )
    step = compare_step([net, net], "d", Path("o"), options=["--max-size-kb", "9"])
    assert step.words[:4] == ("convert", "compare", "o/transfer", "o/transfer")
    assert step.words[-3:] == ("--test", "--max-size-kb", "9")


def test_the_way_ends_with_a_file_that_answers_and_says_how_to_run_it(photos, photo_folder) -> None:
    assert photos.stderr == ""
    lines = photos.stdout.splitlines()
    titles = [line for line in lines if line.startswith("[") and "/4]" in line]
    assert [title[:5] for title in titles] == ["[1/4]", "[2/4]", "[3/4]", "[4/4]"]
    last = lines[next(i for i, line in enumerate(lines) if line.startswith("Made ")) :]
    path = Path(last[0].removeprefix("Made "))
    assert f"  make run MODEL={path}" in last
    assert last[-1] == f"  ssh pi@raspberrypi.local edge-app models install {path.name}"
    assert any("test images, which decided nothing: " in line for line in last)
    facts = json.loads((path.parent / "comparison.json").read_text())
    assert f"95 % interval {100 * facts['test']['low']:.2f}-" in "".join(last)
    for name in ("report.html", "conversion.html", "comparison.html"):
        assert any(line.endswith(str(path.parent / name)) for line in last)
        assert (path.parent / name).stat().st_size > 1000
    answer = Classifier(path).classify((photo_folder / "stripes" / "0001.png").read_bytes())
    assert {one.label for one in answer.predictions} == {"circle", "stripes"}


def test_photos_of_one_class_stop_it_before_anything_is_trained(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    data = write_shapes_folder(tmp_path / "photos", {"circle": 5}, seed=1)
    assert main(["photos", str(data), "--output", str(tmp_path / "out")]) == 1
    said = capfd.readouterr()
    assert "Fewer than two classes" in said.out
    assert "error: Nothing was trained. See to what is FATAL above" in said.err
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["inspection"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--init-from", "none.keras"), "No model at none.keras"),
        (("--cnn", "none"), "No recipe 'none'"),
        (("--size", "4000"), "image_size is 4000"),
        (("--output", "{data}/out"), "is inside the data folder"),
    ],
)
def test_what_cannot_be_used_is_said_at_once(
    options: tuple[str, str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = write_shapes_folder(tmp_path / "photos", {"circle": 1, "square": 1}, seed=1)
    words = [one.format(data=data) for one in options]
    assert main(["photos", str(data), "--output", str(tmp_path / "out"), *words]) == 1
    assert message in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["photos"]


def test_a_name_that_is_no_folder_says_what_is_expected(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["photos", "cifar10"]) == 1
    assert "make photos DATA=my_photos" in capsys.readouterr().err


WAITING = """
import sys
from convert.photos.steps import Step, run_step
sys.exit(run_step(Step("", ("http.server", "0", "--bind", "127.0.0.1"))))
"""


def test_ctrl_c_lets_the_step_end_by_itself(root: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-u", "-c", WAITING],
        cwd=root,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        port = re.search(r"port (\d+)", process.stdout.readline())[1]
        # Once it has answered, it is where it takes Ctrl-C as it should.
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/README.md", timeout=60) as answer:
            assert answer.status == 200
        os.killpg(process.pid, signal.SIGINT)
        said, errors = process.communicate(timeout=60)
    assert "Keyboard interrupt received" in said
    assert "Traceback" not in errors
    assert process.returncode == 0
