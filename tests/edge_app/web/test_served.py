"""Several models at once, loaded when they are asked for, and another active one without a stop."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from edge_app import Classifier
from edge_app.errors import ModelNotFoundError, ModelRefusedError, ModelStoreError
from edge_app.model_store import ModelStore
from edge_app.web import loaded
from edge_app.web.served import ServedModels
from tests.edge_app.brought_models import flip_byte, write_foreign, write_ours


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    """With the models a, b, c and d, beside the shipped ones; a is the active one."""
    store = ModelStore(tmp_path / "store")
    for name in "dcba":
        folder = write_ours(tmp_path / name, name=name, labels=f"{name}\ngreen\nblue\n".encode())
        (folder / f"{name}.float32.tflite").unlink()
        store.install(folder, use=name == "a")
    return store


class CountingOpener:
    """Makes classifiers, and counts how often each file was opened."""

    def __init__(self) -> None:
        self.opened: Counter[str] = Counter()

    def __call__(self, path: Path, **settings: object) -> Classifier:
        self.opened[path.stem] += 1
        return Classifier(path, **settings)


@pytest.fixture
def opener() -> CountingOpener:
    return CountingOpener()


@pytest.fixture
def models(store: ModelStore, opener: CountingOpener) -> ServedModels:
    return ServedModels(store.open_active().classifier, store=store, open_model=opener)


def test_a_classifier_alone_is_the_only_model(classifier):
    models = ServedModels(classifier)
    assert models.names == ("cifar10-resnet8",)
    assert models.classifier() is models.classifier("cifar10-resnet8") is models.active
    assert models.activate("cifar10-resnet8") is classifier
    for ask in (models.classifier, models.activate, models.entry):
        with pytest.raises(ModelNotFoundError, match="There is: cifar10-resnet8"):
            ask("other")
    models.follow()
    assert models.problem is None


def test_the_active_model_is_listed_first_and_each_with_its_origin(models):
    shown = [(entry.name, entry.active, entry.origin) for entry in models.entries()]
    assert shown == [
        ("a", True, "installed"),
        ("b", False, "installed"),
        ("c", False, "installed"),
        ("cifar10-resnet8", False, "shipped"),
        ("cifar10-resnet8.float32", False, "shipped"),
        ("d", False, "installed"),
    ]
    assert models.entry("d").facts.accuracy == 0.9


def test_a_model_given_from_outside_is_listed_and_stays(store, tmp_path):
    path = write_foreign(tmp_path / "theirs")
    models = ServedModels(Classifier(path), store=store)
    entry = models.entries()[0]
    assert (entry.name, entry.origin, entry.facts.variant) == ("theirs", "given", None)
    assert models.record("theirs") is None
    models.activate("b")
    path.unlink()
    assert models.entry("theirs").active is False
    assert models.activate("theirs").labels == ("red", "green", "blue")
    assert store.active_name() == "b", "What no store has cannot be chosen for the next start."


def test_a_model_of_the_store_is_recognised_by_its_path(root, store, monkeypatch):
    monkeypatch.chdir(root)
    models = ServedModels(Classifier(Path("models/cifar10-resnet8.float32.tflite")), store=store)
    entry = models.entries()[0]
    assert (entry.name, entry.origin, entry.facts.variant) == (
        "cifar10-resnet8.float32",
        "shipped",
        "float32",
    )


def test_another_model_is_opened_when_it_is_asked_for_and_kept(models, opener):
    assert opener.opened == {}
    first = models.classifier("b")
    assert first.labels[0] == "b"
    assert models.classifier("b") is first
    assert models.active.labels[0] == "a"
    assert opener.opened == {"b": 1}


def test_three_models_are_in_memory_and_the_one_least_asked_goes(models, opener):
    for name in ("b", "c", "b", "d", "b", "c"):
        models.classifier(name)
    assert opener.opened == {"b": 1, "c": 2, "d": 1}


def test_many_requests_for_one_model_open_it_once(models, opener):
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(models.classifier, ["b"] * 16))
    assert len({id(one) for one in answers}) == 1
    assert opener.opened == {"b": 1}


def test_a_request_for_a_loaded_model_does_not_wait_for_another_one(store):
    may_go, is_opening = threading.Event(), threading.Event()

    def slow(path: Path) -> Classifier:
        if path.stem == "c":
            is_opening.set()
            may_go.wait(20)
        return Classifier(path)

    models = ServedModels(store.open_active().classifier, store=store, open_model=slow)
    models.classifier("b")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(models.classifier, "c")
        assert is_opening.wait(20)
        assert models.classifier("b").labels[0] == "b"
        assert models.classifier().labels[0] == "a"
        assert not waiting.done()
        may_go.set()
        assert waiting.result().labels[0] == "c"


def test_an_activated_model_answers_and_is_the_choice_of_the_store(models, store, opener):
    old = models.active
    assert models.activate("b").labels[0] == "b"
    assert models.active.labels[0] == "b"
    assert models.names[0] == "b"
    assert (store.active_name(), store.previous().name) == ("b", "a")
    assert models.classifier("a") is old, "What answered until now is still in memory."
    assert opener.opened == {"b": 1}
    models.follow()
    assert opener.opened == {"b": 1}, "Its own choice is no news."


def test_a_damaged_model_is_refused_and_the_old_one_answers_on(models, store, opener):
    flip_byte(store.find("b").path)
    for ask in (models.activate, models.classifier):
        with pytest.raises(ModelRefusedError, match=r"b\.tflite: The file is damaged"):
            ask("b")
    assert models.active.labels[0] == "a"
    assert store.active_name() == "a"
    assert opener.opened == {}, "A file of another hash reaches no interpreter."


def test_a_model_that_fails_is_not_opened_for_every_request(store, opener, monkeypatch):
    def refuse(path: Path) -> Classifier:
        opener.opened[path.stem] += 1
        return Classifier(path.with_name("nothing.tflite"))

    models = ServedModels(store.open_active().classifier, store=store, open_model=refuse)
    for _ in range(5):
        with pytest.raises(ModelRefusedError, match="No such file"):
            models.classifier("b")
    assert opener.opened == {"b": 1}
    monkeypatch.setattr(loaded, "REFUSED_S", 0.0)
    with pytest.raises(ModelRefusedError):
        models.classifier("b")
    assert opener.opened == {"b": 2}


def test_a_choice_that_cannot_be_written_is_refused(classifier):
    models = ServedModels(classifier, store=ModelStore(Path("/proc/edge-app-models")))
    with pytest.raises(ModelStoreError, match="Cannot change the models in /proc"):
        models.activate("cifar10-resnet8.float32")
    assert models.active is classifier


def test_the_choice_of_another_process_is_followed(models, store, capsys):
    ModelStore(store.folder).use("c")
    assert models.active.labels[0] == "a"
    models.follow()
    assert models.active.labels[0] == "c"
    assert models.problem is None
    assert capsys.readouterr().err == "The model c answers now.\n"


def test_a_new_generation_of_the_active_model_is_followed_and_so_is_the_way_back(
    models, store, tmp_path
):
    newer = write_ours(tmp_path / "newer", name="a", variants=("int8",), labels=b"A\ng\nb\n")
    assert store.install(newer).serving == "a"
    models.follow()
    assert models.active.labels[0] == "A"
    store.rollback()
    models.follow()
    assert models.active.labels[0] == "a"
    assert models.entries()[0].facts.sha256 == models.active.info.sha256
    assert models.record("a")["recommended"] == "int8"


def test_a_choice_that_fails_is_said_once_and_the_old_model_answers_on(models, store, capsys):
    path = store.find("b").path
    ModelStore(store.folder).use("b")
    flip_byte(path)
    for _ in range(3):
        models.follow()
    assert models.active.labels[0] == "a"
    assert "b.tflite: The file is damaged" in models.problem
    assert models.problem.endswith(" a answers on.")
    assert capsys.readouterr().err == f"warning: {models.problem}\n"
    store.use("c")
    models.follow()
    assert (models.active.labels[0], models.problem) == ("c", None)


def test_a_chosen_model_that_is_repaired_is_tried_again_at_once(models, store, tmp_path):
    flip_byte(store.find("b").path)
    store.choose(store.find("b"))
    models.follow()
    assert models.problem is not None
    store.install(tmp_path / "b")
    models.follow()
    assert (models.active.labels[0], models.problem) == ("b", None)


def test_a_damaged_choice_changes_nothing_but_is_said(models, store):
    store.active_file.write_text("{")
    models.follow()
    assert models.active.labels[0] == "a"
    assert "active.json cannot be read: it is damaged" in models.problem
    store.active_file.unlink()
    models.follow()
    assert models.active.labels[0] == "a"


def test_other_settings_of_the_same_file_are_another_model(models, store, tmp_path):
    path = write_foreign(tmp_path / "theirs")
    (tmp_path / "farben.txt").write_text("rot\ngruen\nblau\n")
    store.install(path, use=True)
    models.follow()
    store.install(path, labels=tmp_path / "farben.txt")
    models.follow()
    assert models.active.labels[0] == "rot"
    store.rollback()
    models.follow()
    assert models.active.labels[0] == "red"


def test_the_thread_that_follows_sees_a_choice_and_ends(models, store, eventually):
    before = threading.active_count()
    with models.following():
        store.use("d")
        eventually(lambda: models.active.labels[0] == "d")
    assert threading.active_count() == before


def test_a_loaded_model_that_was_installed_again_is_asked_in_its_new_form(
    models, store, tmp_path, monkeypatch
):
    monkeypatch.setattr(loaded, "BELIEVED_S", 0.0)
    assert models.classifier("b").labels[0] == "b"
    newer = write_ours(tmp_path / "newer", name="b", variants=("int8",), labels=b"B\ng\nb\n")
    store.install(newer)
    assert models.classifier("b").labels[0] == "B"
    store.remove("b")
    with pytest.raises(ModelNotFoundError):
        models.classifier("b")


def test_a_problem_of_the_start_is_kept_until_another_choice_works(models, store, classifier):
    models = ServedModels(classifier, store=store, problem="The chosen one is damaged.")
    assert models.problem == "The chosen one is damaged."
    models.activate("b")
    assert models.problem is None
