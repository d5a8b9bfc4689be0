"""``edge-app models ...`` as a person types it."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from edge_app.__main__ import main
from edge_app.model_store import ModelStore
from tests.edge_app.brought_models import flip_byte, write_foreign, write_ours

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run one command on a store of its own: exit code, standard output, standard error."""

    def run_command(*words: object) -> tuple[int, str, str]:
        code = main(["models", *map(str, words), "--models-folder", str(tmp_path / "store")])
        return code, *capsys.readouterr()

    return run_command


def test_the_list_shows_the_active_one_first_with_a_mark(run):
    code, out, err = run("list")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "   NAME                     VARIANT  ACCURACY    BYTES  ORIGIN",
        "*  cifar10-resnet8          int8      87.50 %   97,058  shipped",
        "   cifar10-resnet8.float32  float32   87.56 %  319,506  shipped",
    ]


def test_the_list_in_json_is_that_of_the_api(run, classifier):
    from edge_app.web import create_app

    code, out, _ = run("list", "--json")
    answer = create_app(classifier).test_client().get("/api/v1/models").json
    listed = json.loads(out)
    assert code == 0
    assert listed["active"] == answer["active"] == "cifar10-resnet8"
    assert listed["models"][0] == answer["models"][0]
    assert list(listed["models"][0]) == list(answer["models"][0])


def test_a_model_is_installed_used_taken_back_and_removed(run, tmp_path):
    folder = write_ours(tmp_path / "ours")
    code, out, _ = run("install", folder)
    assert code == 0
    assert out.splitlines() == [
        f"Installed net.float32, net in {tmp_path / 'store'}.",
        "cifar10-resnet8 is still the active model: edge-app models use NAME changes it.",
    ]
    assert run("use", "net")[1].startswith("net is the active model now (installed, ")
    assert "*  net" in run("list")[1]
    code, out, err = run("remove", "net")
    assert (code, out) == (1, "")
    assert err.startswith("error: net is the active model. Choose another one first")
    assert run("rollback")[1].startswith("cifar10-resnet8 is the active model now (shipped, ")
    assert run("remove", "net")[:2] == (0, "Removed net.\n")
    assert " net " not in run("list")[1]


def test_an_installation_says_what_became_active_and_what_went(run, tmp_path):
    run("install", write_ours(tmp_path / "one"), "--use")
    newer = write_ours(tmp_path / "two", variants=("int8",), labels=b"rot\ngreen\nblue\n")
    assert run("install", newer)[1].splitlines() == [
        f"Installed net in {tmp_path / 'store'}.",
        "Another record describes net.float32: no longer there.",
        "net is the active model now.",
    ]
    assert run("install", newer)[1].splitlines() == [
        "Was there: net.",
        "net is the active model now.",
    ]


def test_the_earlier_installation_of_an_idle_model_comes_back(run, tmp_path):
    run("install", write_ours(tmp_path / "one"))
    run("install", write_ours(tmp_path / "two", labels=b"rot\ngreen\nblue\n"))
    code, out, _ = run("rollback", "net")
    assert code == 0
    assert out.startswith("net is the earlier one again (")
    assert out.endswith("It is not active.\n")


def test_the_settings_of_a_foreign_model_are_options(run, tmp_path):
    path = write_foreign(tmp_path / "theirs", labels=None, scale=0.0, dtype=np.float32)
    code, _, err = run("install", path)
    assert code == 1
    assert "--labels FILE" in err
    assert "--input-range" in err
    (tmp_path / "rgb.txt").write_text("r\ng\nb\n")
    options = ("--labels", tmp_path / "rgb.txt", "--input-range", "-1,1", "--use")
    assert run("install", path, *options)[0] == 0
    model = ModelStore(tmp_path / "store").find("theirs")
    assert (model.labels.read_text(), model.input_range) == ("r\ng\nb\n", "-1,1")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("use", "nothing"), "There is no model 'nothing' here. There is: cifar10-resnet8, "),
        (("remove", "cifar10-resnet8"), "cifar10-resnet8 came with the app"),
        (("rollback",), "No other model was active before"),
        (("install", "nothing.tflite"), "There is no nothing.tflite."),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(run, words, said):
    code, out, err = run(*words)
    assert (code, out) == (1, "")
    assert err.startswith(f"error: {said}")
    assert err.count("\n") == 1


def test_what_is_damaged_in_the_folder_is_said_beside_the_list(run, tmp_path):
    run("install", write_ours(tmp_path / "one"), "--use")
    manifest = tmp_path / "store" / "net@1" / ".package.json"
    manifest.write_text("{")
    (tmp_path / "store" / "stray.tflite").write_bytes(b"")
    code, out, err = run("list")
    assert code == 0
    assert "*  cifar10-resnet8 " in out
    assert "note: The active model net is gone." in err
    assert "net@1 is damaged: install the model again." in err
    assert "stray.tflite: It is not installed." in err


def test_a_damaged_model_is_not_used(run, tmp_path):
    run("install", write_ours(tmp_path / "one"))
    flip_byte(tmp_path / "store" / "net@1" / "net.tflite")
    code, _, err = run("use", "net")
    assert code == 1
    assert "net.tflite: The file is damaged" in err
    assert "*  cifar10-resnet8 " in run("list")[1]
