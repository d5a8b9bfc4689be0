"""How a command ends: exit code, one line of text, and never a traceback."""

import argparse
import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from edge_app.errors import PipelineError
from training.command_line import exit_code, make_output_folder, uninterrupted, whole_number

# As on a user's first run, on a machine where the font cache takes its time.
SLOW_FONT_CACHE = """
import sys, threading
threading.Timer.start = lambda timer: timer.function()
from {package}.__main__ import main
sys.exit(main(sys.argv[1:]))
"""
PRINTS = """
import sys
from pathlib import Path
from training.command_line import exit_code
run = lambda: print("text", flush={flush})
sys.exit(exit_code(run, output=Path("out"), stopped=lambda: "Stopped."))
"""
BUFFERED = {name: text for name, text in os.environ.items() if name != "PYTHONUNBUFFERED"}


@pytest.fixture
def end(tmp_path, capsys):
    """A function that lets a command end by an error: its exit code, and what it says."""

    def run(error: BaseException) -> tuple[int, str]:
        def fail() -> None:
            raise error

        code = exit_code(fail, output=tmp_path / "out", stopped=lambda: "Stopped. So it is.")
        return code, capsys.readouterr().err

    return run


def test_a_good_end_is_0_and_silent(tmp_path, capsys):
    assert exit_code(lambda: None, output=tmp_path, stopped=lambda: "") == 0
    assert capsys.readouterr() == ("", "")


def test_an_error_of_the_project_is_one_line(end):
    assert end(PipelineError("No data.")) == (1, "error: No data.\n")


def test_an_error_of_the_system_names_its_file(end):
    error = PermissionError(errno.EACCES, "Permission denied", "some/file")
    assert end(error) == (1, "error: some/file: Permission denied\n")


def test_an_error_of_a_renaming_names_the_file_that_was_wanted(end):
    error = IsADirectoryError(errno.EISDIR, "Is a directory", ".partial-a", None, "a")
    assert end(error) == (1, "error: a: Is a directory\n")


def test_an_error_without_a_file_names_the_output_folder(end, tmp_path):
    code, said = end(OSError(errno.ENOSPC, "No space left on device"))
    assert code == 1
    assert said == f"error: No space left on device. The output folder is {tmp_path / 'out'}.\n"


def test_ctrl_c_says_what_it_left(end):
    assert end(KeyboardInterrupt()) == (130, "\nStopped. So it is.\n")


@pytest.mark.parametrize("flush", [True, False])
def test_a_reader_that_left_ends_the_command_quietly(flush, root):
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-c", PRINTS.format(flush=flush)]
    result = subprocess.run(
        command, cwd=root, env=BUFFERED, stdout=writer, stderr=subprocess.PIPE, text=True
    )
    os.close(writer)
    assert (result.returncode, result.stderr) == (1, "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has /dev/full")  # noqa: PTH110
@pytest.mark.parametrize("flush", [True, False])
def test_an_output_on_a_full_disk_is_one_line(flush, root):
    command = [sys.executable, "-c", PRINTS.format(flush=flush)]
    with open("/dev/full", "w") as full:
        result = subprocess.run(
            command, cwd=root, env=BUFFERED, stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert result.returncode == 1
    assert result.stderr == "error: No space left on device. The output folder is out.\n"


def test_an_output_folder_that_cannot_be_made_is_refused(tmp_path):
    make_output_folder(tmp_path / "a" / "b")
    make_output_folder(tmp_path / "a" / "b")
    (tmp_path / "file").write_text("in the way")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(PipelineError, match=r"cannot write to .*file.* Choose another"):
            make_output_folder(folder)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="only Linux has /proc")
def test_an_output_folder_in_which_nothing_can_be_written_is_refused():
    with pytest.raises(PipelineError, match=r"cannot write to /proc/self: .* Choose another"):
        make_output_folder(Path("/proc/self"))


def test_a_whole_number_is_converted_and_anything_else_refused_in_words():
    convert = whole_number(minimum=2)
    assert convert("2") == 2
    for text, said in {"1": "1 is not 2 or more", "abc": "'abc' is not a whole number"}.items():
        with pytest.raises(argparse.ArgumentTypeError, match=f"^{said}$"):
            convert(text)


def test_ctrl_c_is_ignored_only_inside_the_block():
    with uninterrupted():
        os.kill(os.getpid(), signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize(
    ("package", "options", "said"),
    [
        ("training", ["--recipe", "{recipe}", "--resume"], "error: The checkpoint "),
        ("convert", ["absent.keras"], "error: No model at absent.keras"),
    ],
)
def test_the_font_cache_of_a_first_run_is_made_without_a_word(
    package, options, said, shapes_archive, shapes_recipe, tmp_path, root
):
    (tmp_path / "checkpoint.npz").write_bytes(b"damaged")  # Read after Keras was imported.
    command = [sys.executable, "-c", SLOW_FONT_CACHE.format(package=package)]
    command += [option.format(recipe=shapes_recipe) for option in options]
    command += ["--data", str(shapes_archive), "--output", str(tmp_path)]
    environment = {**os.environ, "MPLCONFIGDIR": str(tmp_path / "new")}
    result = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)
    assert list((tmp_path / "new").glob("fontlist*"))
    assert result.stderr.startswith(said)
    assert result.stderr.count("\n") == 1
