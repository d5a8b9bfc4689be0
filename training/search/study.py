"""The study: the trials so far, in a database that the next command goes on with."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import optuna
from optuna.trial import FrozenTrial, TrialState

from edge_app.errors import PipelineError
from training.search.plan import STUDY
from training.search.space import Choice, Space

if TYPE_CHECKING:
    from training.search.storage import Shared

# Half of Optuna's default: a search on a small machine has tens of trials, not hundreds.
RANDOM_TRIALS = 5
COUNTED = (TrialState.COMPLETE, TrialState.PRUNED)


@contextmanager
def study_errors(folder: Path, shared: "Shared | None" = None) -> Iterator[None]:
    """Raise PipelineError where the study of ``folder`` can no longer be read or written.

    With ``shared``, it is the study in that database.
    """
    try:
        yield
    except optuna.exceptions.StorageInternalError as error:
        place = shared.shown if shared else folder / STUDY
        reason = shared.reason(error) if shared else _reason(error)
        raise PipelineError(
            f"Cannot write {place} ({reason}). Finished trials are kept: "
            "when that is mended, the same command goes on."
        ) from (None if shared else error)


def open_study(folder: Path, *, identity: dict[str, Any], epochs: int) -> optuna.Study:
    """The study in ``folder``, made where there is none; a trial that was cut off is queued again.

    ``identity`` says what is searched, ready for JSON; ``epochs`` is the length of a trial. A
    trial is pruned where its best accuracy so far is below the median of the others', from a
    quarter of its length on.

    Raises PipelineError: the file is no study, or that of another search.
    """
    path = folder / STUDY
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    try:
        study = optuna.create_study(
            storage=f"sqlite:///{path}",
            study_name="search",
            direction="maximize",
            load_if_exists=True,
            pruner=pruner(epochs),
        )
        _check_identity(study, json.loads(json.dumps(identity)), path)
        _queue_cut_off_trials(study)
    except PipelineError:
        raise
    except Exception as error:  # Of SQLite, SQLAlchemy or Optuna: many kinds for a damaged file.
        raise PipelineError(
            f"{path} cannot be used as a study ({_reason(error)}). Choose another --output; or "
            "delete the file to search from the start."
        ) from error
    return study


def ask(study: optuna.Study, *, seed: int) -> optuna.Trial:
    """The next trial.

    The sampler is a function of ``seed`` and the trials before: a search that was stopped goes on
    with the trials that it would have had.
    """
    entropy = np.random.SeedSequence([seed, len(counted_trials(study))]).generate_state(1)
    study.sampler = optuna.samplers.TPESampler(seed=int(entropy[0]), n_startup_trials=RANDOM_TRIALS)
    return study.ask()


def suggest(trial: optuna.Trial, space: Space) -> dict[str, Any]:
    """The values of a trial, by the settings of ``space``."""
    values: dict[str, Any] = {}
    for key, drawn in space.items():
        if isinstance(drawn, Choice):
            values[key] = trial.suggest_categorical(key, drawn.values)
        elif isinstance(drawn.low, int) and isinstance(drawn.high, int):
            step = int(drawn.step or 1)
            values[key] = trial.suggest_int(key, drawn.low, drawn.high, step=step, log=drawn.log)
        else:
            values[key] = trial.suggest_float(
                key, drawn.low, drawn.high, step=drawn.step, log=drawn.log
            )
    return values


def counted_trials(study: optuna.Study) -> list[FrozenTrial]:
    """The trials that came to an end, good or bad, in their order."""
    return study.get_trials(deepcopy=False, states=COUNTED)


def next_was_cut_off(study: optuna.Study) -> bool:
    """Whether the next trial was begun before, and may have left a checkpoint."""
    return bool(study.get_trials(deepcopy=False, states=(TrialState.WAITING,)))


def pruner(epochs: int) -> optuna.pruners.BasePruner:
    """What ends trials of ``epochs`` early: see ``open_study``."""
    return optuna.pruners.MedianPruner(
        n_startup_trials=RANDOM_TRIALS, n_warmup_steps=1 + epochs // 4
    )


def _check_identity(study: optuna.Study, identity: dict[str, Any], path: Path) -> None:
    known = study.user_attrs.get("search")
    if known is None:
        study.set_user_attr("search", identity)
    elif known != identity:
        changed = ", ".join(sorted(key for key in identity if known.get(key) != identity[key]))
        raise PipelineError(
            f"{path} is of another search (different: {changed}). Choose another --output; or "
            "delete the file to search from the start."
        )


def _queue_cut_off_trials(study: optuna.Study) -> None:
    """Mark trials that a stopped process left running as failed, and queue their values."""
    for trial in study.get_trials(states=(TrialState.RUNNING,)):
        study.tell(trial.number, state=TrialState.FAIL)
        if trial.params:
            study.enqueue_trial(trial.params)


def _reason(error: Exception) -> str:
    """What SQLite says, without the statement and the links that the libraries add."""
    return str(error.__cause__ or error).splitlines()[0].removeprefix("(sqlite3.OperationalError) ")
