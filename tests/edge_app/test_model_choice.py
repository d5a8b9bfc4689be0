from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from edge_app import Classifier
from edge_app.errors import ModelFileError, ModelNotFoundError, SettingsError
from edge_app.model_choice import load_model, open_model_of, plain_opener
from edge_app.settings import Settings
from edge_app.settings.asking import CORES
from tests.edge_app.tiny_models import color_graph


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(models_folder=tmp_path / "store")


def opened(settings: Settings) -> str:
    return open_model_of(settings).classifier.path.name


def test_without_a_word_it_is_the_shipped_model(settings: Settings) -> None:
    assert opened(settings) == "cifar10-resnet8.tflite"
    assert not settings.models_folder.exists(), "reading makes no folder"


def test_a_name_means_a_model_of_the_store(settings: Settings) -> None:
    named = replace(settings, model="cifar10-resnet8.float32")
    assert opened(named) == "cifar10-resnet8.float32.tflite"
    with pytest.raises(ModelNotFoundError, match="cifar10-nano"):
        opened(replace(settings, model="cifar10-nano"))


def test_a_path_means_a_file_whatever_its_ending(
    settings: Settings, load: Callable[..., Classifier], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = load(color_graph(), file="net", input_range="0,1").path
    said = replace(settings, input_range="0,1")
    assert opened(replace(said, model=str(file))) == "net"
    monkeypatch.chdir(file.parent)
    assert opened(replace(said, model="net")) == "net"
    with pytest.raises(ModelFileError, match=r"^none\.tflite: "):
        opened(replace(said, model="none.tflite"))


def test_labels_and_input_range_are_for_the_model_that_is_chosen_only(
    settings: Settings, load: Callable[..., Classifier], tmp_path: Path
) -> None:
    model = load(color_graph(), input_range="0,1").path
    (tmp_path / "names").write_text("a\nb\nc\n")
    said = replace(settings, model=str(model), labels=tmp_path / "names", input_range="0,1")
    assert open_model_of(said).classifier.labels == ("a", "b", "c")
    with pytest.raises(ModelFileError, match="does not say"):
        plain_opener(said, interpreters=1)(model)


def test_what_was_concluded_is_said(
    settings: Settings, load: Callable[..., Classifier], capsys: pytest.CaptureFixture[str]
) -> None:
    model = load(color_graph(), input_range="0,1").path
    load_model(replace(settings, model=str(model), input_range="0,1"))
    assert capsys.readouterr().err.startswith("note: The class names are those of labels.txt")


def test_a_model_in_use_that_is_damaged_is_said_and_the_shipped_one_answers(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.models_folder.mkdir()
    (settings.models_folder / "active.json").write_text("{")
    assert load_model(settings).classifier.name == "cifar10-resnet8"
    assert capsys.readouterr().err.startswith("warning: ")


def test_more_threads_in_all_than_cores_are_refused(settings: Settings) -> None:
    with pytest.raises(SettingsError, match=f"expected at most {CORES}, the number of cores"):
        open_model_of(replace(settings, threads=CORES), interpreters=CORES + 1)
