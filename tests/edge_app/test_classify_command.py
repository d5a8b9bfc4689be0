"""The command ``edge-app classify``, in this process where that shows the same."""

import csv
import fcntl
import io
import json
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from PIL import Image

from edge_app.__main__ import main
from edge_app.settings.asking import CORES

Run = Callable[..., "Result"]


class Result(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """``edge-app classify`` with these words: its exit code, and what it printed."""

    def classify(*words: object) -> Result:
        code = main(["classify", *map(str, words)])
        return Result(code, *capsys.readouterr())

    return classify


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six good pictures in two folders, a damaged one, and a file that is no picture."""
    (tmp_path / "more").mkdir()
    for number in range(6):
        name = ("" if number % 2 else "more/") + f"{number}.png"
        Image.new("RGB", (40, 30), (40 * number, 0, 200)).save(tmp_path / name)
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    (tmp_path / "notes.txt").write_text("not a picture")
    return tmp_path


ORDER = ("1.png", "3.png", "5.png", "broken.png", "more/0.png", "more/2.png", "more/4.png")


def process(*words: object, root: Path, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "edge_app", "classify", *map(str, words)]
    return subprocess.run(
        command, cwd=root, timeout=60, **{"capture_output": True, "text": True, **options}
    )


@pytest.mark.parametrize("interpreters", [1, CORES])
def test_a_folder_is_answered_in_order_and_what_failed_is_said(
    interpreters: int, run: Run, folder: Path
) -> None:
    result = run(folder, "--interpreters", interpreters)
    assert result.code == 1
    names = [line.split(": ")[0] for line in result.out.splitlines()]
    assert names == [str(folder / name) for name in ORDER if name != "broken.png"]
    assert result.err.splitlines()[0].startswith(f"{folder / 'broken.png'}: The picture is damaged")
    assert result.err.splitlines()[1:] == ["note: Passed over other files: 1 .txt."]


def test_the_table_and_the_object_say_the_same(run: Run, folder: Path) -> None:
    answers = json.loads(run(folder, "--json", "--top", "2").out)["results"]
    result = run(folder, "--csv", "--top", "2")
    rows = list(csv.DictReader(io.StringIO(result.out)))
    assert [row["file"] for row in rows] == [str(folder / name) for name in ORDER]
    assert "note: 1 of 7 pictures got no answer." in result.err
    for row, answer in zip(rows, answers, strict=True):
        assert row["error"] == answer.get("error", "")
        if "error" not in answer:
            assert row["prediction"] == answer["prediction"]
            assert float(row["confidence"]) == answer["confidence"]
            assert row["sure"] == str(answer["sure"]).lower()
            assert float(row["threshold"]) == answer["threshold"]
            assert row["label_2"] == answer["predictions"][1]["label"]
            assert float(row["probability_2"]) == answer["predictions"][1]["probability"]


def test_a_table_has_no_more_columns_than_classes_may_be_named(run: Run, folder: Path) -> None:
    words = (folder / "1.png", "--csv", "--top", "999999")
    assert run(*words).out.splitlines()[0].count("label_") == 10
    assert run(*words, "--deny", "cat,dog").out.splitlines()[0].count("label_") == 8


def test_classes_that_are_left_out_do_not_change_the_others(run: Run, folder: Path) -> None:
    path = folder / "1.png"
    (full,) = json.loads(run(path, "--json", "--top", "10").out)["results"]
    known = {one["label"]: one["probability"] for one in full["predictions"]}
    (kept,) = json.loads(run(path, "--json", "--allow", "cat, ship", "--allow", "dog").out)[
        "results"
    ]
    assert {one["label"] for one in kept["predictions"]} == {"cat", "ship", "dog"}
    assert all(one["probability"] == known[one["label"]] for one in kept["predictions"])
    (denied,) = json.loads(run(path, "--json", "--deny", full["prediction"]).out)["results"]
    assert denied["predictions"] == full["predictions"][1:4]


def test_a_threshold_of_ones_own_decides_what_is_sure(run: Run, folder: Path) -> None:
    path = folder / "1.png"
    assert not run(path, "--threshold", "0").out.startswith(f"{path}: not sure: ")
    assert run(path, "--threshold", "1").out.startswith(f"{path}: not sure: ")


def test_a_picture_is_read_from_standard_input(folder: Path, root: Path) -> None:
    expected = process(folder / "3.png", root=root).stdout.replace(str(folder / "3.png"), "-")
    for words in ((), ("-",)):
        with open(folder / "3.png", "rb") as file:
            result = process(*words, root=root, stdin=file)
        assert (result.returncode, result.stdout, result.stderr) == (0, expected, "")


def test_names_are_read_from_a_list(run: Run, folder: Path) -> None:
    names = folder / "list"
    names.write_text(f"{folder / '5.png'}\n{folder / 'more'}\n")
    result = run(folder / "1.png", "--files-from", names)
    listed = [
        folder / name for name in ("1.png", "5.png", "more/0.png", "more/2.png", "more/4.png")
    ]
    assert [line.split(": ")[0] for line in result.out.splitlines()] == list(map(str, listed))
    assert result.code == 0


def test_a_list_that_cannot_be_read_is_one_line(folder: Path, root: Path) -> None:
    result = process("--files-from", folder / "missing", "--json", root=root)
    assert result.returncode == 1
    assert result.stderr.startswith("error: Cannot read the names in ")
    assert json.loads(result.stdout)["results"] == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "No picture is named"),
        (("-", "--files-from", "-"), "Standard input can be read once"),
        (("-", "-"), "Standard input can be read once"),
        (("x.png", "--allow", "cta"), "Did you mean 'cat'?"),
        (
            ("x.png", "--interpreters", "1", "--threads", str(CORES), "--deny", "x"),
            "has no class 'x'",
        ),
    ],
)
def test_what_cannot_be_meant_is_one_line_and_exit_code_2(
    words: tuple[str, ...], message: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open(os.devnull) as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        result = run(*words)
    assert (result.code, result.out) == (2, "")
    assert message in result.err
    assert result.err.count("\n") == 1


@pytest.mark.parametrize(
    "words", [("--threshold", "1.5"), ("--threshold", "70"), ("--csv", "--json")]
)
def test_a_wrong_option_is_refused(words: tuple[str, ...], run: Run) -> None:
    with pytest.raises(SystemExit, match="2"):
        run("x.png", *words)


def test_more_threads_in_all_than_cores_are_refused(run: Run, folder: Path) -> None:
    result = run(folder, "--threads", CORES, "--interpreters", CORES)
    assert result.code == (2 if CORES > 1 else 1)
    assert ("the number of cores" in result.err) == (CORES > 1)


def test_a_folder_without_pictures_is_an_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.heic").write_text("x")
    result = run(tmp_path, "--json")
    assert result.code == 1
    assert json.loads(result.out)["results"] == []
    assert result.err.splitlines() == [
        "note: Passed over other files: 1 .heic.",
        "error: There is no picture to classify.",
    ]


def test_a_picture_of_more_pixels_than_allowed_is_refused(run: Run, folder: Path) -> None:
    result = run(folder / "1.png", "--max-pixels", "1199")
    assert result.code == 1
    assert "1199" in result.err


@pytest.mark.parametrize("form", ["--json", "--csv"])
def test_ctrl_c_leaves_what_was_answered_whole(form: str, folder: Path, root: Path) -> None:
    words = ["classify", form, "--files-from", "-", "--interpreters", "1"]
    with subprocess.Popen(
        [sys.executable, "-m", "edge_app", *words],
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as app:
        app.stdin.write(f"{folder / '1.png'}\n{folder / '3.png'}\n")
        app.stdin.flush()
        said = ""
        while "3.png" not in said:
            said += app.stdout.readline()
        app.send_signal(signal.SIGINT)
        said += app.stdout.read()
        assert app.wait(30) == 130
        assert app.stderr.read() == ""
    if form == "--json":
        assert [Path(one["file"]).name for one in json.loads(said)["results"]] == ["1.png", "3.png"]
    else:
        assert [len(row) for row in csv.reader(io.StringIO(said))] == [12, 12, 12]


def test_a_terminal_sees_a_bar_and_the_errors_beside_it(folder: Path, root: Path) -> None:
    code = (
        "import sys; from edge_app.batch import progress; progress.DELAY_S = 0\n"
        "from edge_app.__main__ import main\nsys.exit(main(sys.argv[1:]))"
    )
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    words = [sys.executable, "-c", code, "classify", str(folder)]
    result = subprocess.run(words, cwd=root, stdout=subprocess.PIPE, stderr=theirs, text=True)
    os.close(theirs)
    seen = os.read(ours, 2**16).decode()
    os.close(ours)
    assert result.stdout.count("%, ") == 12, "six answers, and nothing of the bar"
    assert "0/7 [" in seen
    assert "broken.png: The picture is damaged" in seen
