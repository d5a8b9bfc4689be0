"""Which model the settings mean, and its classifier."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from edge_app.classifier import Classifier
from edge_app.errors import SettingsError
from edge_app.event_log import NOTE, WARNING, tell
from edge_app.model_file.summary import notes
from edge_app.model_store import ModelStore
from edge_app.settings import Settings
from edge_app.settings.asking import CORES
from edge_app.settings.kinds import is_model_path


@dataclass(frozen=True)
class Chosen:
    """The classifier that answers; ``problem`` says why it is not of the model in use, if so."""

    classifier: Classifier
    problem: str | None = None


def load_model(settings: Settings, *, interpreters: int = 1) -> Chosen:
    """Open what the settings mean, and say on standard error what is wrong or was concluded.

    Raises as ``open_model_of``.
    """
    chosen = open_model_of(settings, interpreters=interpreters)
    if chosen.problem:
        tell("model_problem", chosen.problem, level=WARNING)
    for note in notes(chosen.classifier):
        tell("model_note", note, level=NOTE)
    return chosen


def open_model_of(settings: Settings, *, interpreters: int = 1) -> Chosen:
    """Open the model that the settings name: a file, or one of the store; else the one in use
    there, else the shipped one.

    Raises ModelNotFoundError: no model of this name. ModelFileError: it cannot be used.
    SettingsError: more threads in all than cores.
    """
    open_model = model_opener(settings, interpreters=interpreters)
    if settings.model is None:
        opened = ModelStore(settings.models_folder).open_active(open_model)
        return Chosen(opened.classifier, opened.problem)
    return Chosen(chosen_model(settings, open_model)[1]())


def chosen_model(
    settings: Settings, open_model: Callable[..., Classifier]
) -> tuple[Path, Callable[[], Classifier]]:
    """The file of the model that the settings mean, and what opens it, and no other, by
    ``open_model``.

    Raises ModelNotFoundError: no model of this name.
    """
    if settings.model and (is_model_path(settings.model) or Path(settings.model).exists()):
        return Path(settings.model), partial(open_model, Path(settings.model))
    store = ModelStore(settings.models_folder)
    model = store.find(settings.model) if settings.model else store.active()
    return model.path, partial(model.open, open_model)


def model_opener(settings: Settings, *, interpreters: int = 1) -> Callable[..., Classifier]:
    """What makes the classifier of a path by the settings.

    It takes ``labels`` and ``input_range`` that an installed model brings, which count where the
    settings do not say them.

    Raises SettingsError: more threads in all than cores.
    """
    said = {"labels": settings.labels, "input_range": settings.input_range}
    given = {key: value for key, value in said.items() if value is not None}
    open_plain = plain_opener(settings, interpreters=interpreters)

    def open_model(path: Path, **brought: Any) -> Classifier:
        return open_plain(path, **{**brought, **given})

    return open_model


def plain_opener(settings: Settings, *, interpreters: int) -> Callable[..., Classifier]:
    """What makes the classifier of any path, without what the settings say of one model.

    Raises SettingsError: more threads in all than cores.
    """
    if settings.threads * interpreters > CORES:
        raise SettingsError(
            f"interpreters is {interpreters} and threads is {settings.threads}, which are together "
            f"{interpreters * settings.threads} threads, expected at most {CORES}, the number of "
            "cores. Give fewer of either."
        )
    return partial(Classifier, threads=settings.threads, interpreters=interpreters)
