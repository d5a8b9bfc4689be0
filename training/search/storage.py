"""A database that the workers of one search share: how they reach it, and show that they live."""

import hashlib
import json
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
import optuna
import sqlalchemy
from optuna.exceptions import ExperimentalWarning
from optuna.storages import RDBStorage, RetryHeartbeatStaleTrialCallback
from optuna.trial import TrialState

from edge_app.errors import PipelineError
from training.search.study import COUNTED, RANDOM_TRIALS, pruner

# A trial that brings down each worker that takes it, such as by too much memory, is given up.
RETRIES = 2
# Two workers that make the tables of a new database at the same moment get in each other's way.
ATTEMPTS = 3
EXTRA = "pip install 'edge-image-classifier[search-server]'"


@dataclass(frozen=True)
class Shared:
    """A database by its ``url``, whose password is never shown.

    A worker that it has not heard of for ``timeout_seconds`` has stopped: another one takes the
    trial.
    """

    url: str
    timeout_seconds: int

    def __repr__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        """The URL without its password.

        Raises PipelineError: it is none.
        """
        return self._parsed().render_as_string(hide_password=True)

    @property
    def beat_seconds(self) -> int:
        return max(1, self.timeout_seconds // 4)

    def study_name(self, identity: dict[str, Any]) -> str:
        """The name of the study of a search: that of its recipe, and a digest of its identity."""
        text = json.dumps(identity, sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()[:12]
        return f"{identity['recipe'].get('name', 'search')}-{digest}"

    def reason(self, error: BaseException) -> str:
        """What the database says, in a line, without the password."""
        said = str(error.__cause__ or error).strip().splitlines()[0]
        password = self._parsed().password
        return said.replace(password, "***") if password else said

    def connect(self) -> RDBStorage:
        """The storage of Optuna in this database, with its tables."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ExperimentalWarning)
            return RDBStorage(
                self._parsed().render_as_string(hide_password=False),
                engine_kwargs={"pool_pre_ping": True},
                heartbeat_interval=self.beat_seconds,
                grace_period=self.timeout_seconds,
                heartbeat_stale_trial_callback=RetryHeartbeatStaleTrialCallback(max_retry=RETRIES),
            )

    @contextmanager
    def alive(self, study: optuna.Study, trial: optuna.Trial) -> Iterator[None]:
        """Tell the database again and again inside the block that ``trial`` is worked at.

        Where the block is left by an error, the trial goes to another worker at once.
        """
        storage = self.connect()
        study_id = storage.get_study_id_from_name(study.study_name)
        trial_id = storage.get_trial_id_from_study_id_trial_number(study_id, trial.number)
        over = threading.Event()

        def beat() -> None:
            while not over.wait(self.beat_seconds):
                # A server that is away for a moment may be back at the next beat.
                with suppress(Exception):
                    storage.record_heartbeat(trial_id)

        storage.record_heartbeat(trial_id)
        thread = threading.Thread(target=beat, daemon=True)
        thread.start()
        try:
            yield
        except BaseException:
            with suppress(Exception):
                give_back(study, trial)
            raise
        finally:
            over.set()
            thread.join()
            storage.engine.dispose()

    def _parsed(self) -> sqlalchemy.URL:
        try:
            url = sqlalchemy.make_url(self.url)
        except sqlalchemy.exc.ArgumentError:
            raise PipelineError(
                "--storage is no URL of a database, expected one such as "
                "postgresql+psycopg://USER@HOST/DATABASE or sqlite:///FILE."
            ) from None
        # The driver of the extra, where none is named.
        plain = url.drivername in ("postgresql", "postgres")
        return url.set(drivername="postgresql+psycopg") if plain else url


def open_shared_study(
    shared: Shared,
    *,
    identity: dict[str, Any],
    epochs: int,
    seconds_between_attempts: float = 1.0,
) -> optuna.Study:
    """The study of a search in a database, made where there is none; else as ``open_study``.

    Raises PipelineError: the database cannot be reached or used, or its driver is missing.
    """
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    for attempt in range(1, 1 + ATTEMPTS):
        try:
            return optuna.create_study(
                storage=shared.connect(),
                study_name=shared.study_name(identity),
                direction="maximize",
                load_if_exists=True,
                pruner=pruner(epochs),
            )
        except PipelineError:
            raise
        except ImportError as error:
            raise PipelineError(
                f"The driver for {shared.shown} is not installed. For PostgreSQL: {EXTRA}"
            ) from error
        except Exception as error:  # Of the driver, SQLAlchemy or Optuna: many kinds.
            if attempt == ATTEMPTS:
                raise PipelineError(
                    f"The database {shared.shown} cannot be used ({shared.reason(error)}). Check "
                    "--storage, and that the server runs and lets this user in."
                ) from None  # For the cause may hold the password.
            time.sleep(seconds_between_attempts)
    raise AssertionError  # The loop has returned or raised.


def take(study: optuna.Study, *, seed: int, trials: int) -> optuna.Trial | None:
    """The next trial of a shared study; None where others work at all that is left of ``trials``.

    The trial of a worker that has stopped comes again. The sampler is a function of ``seed`` and
    the number of the trial, and keeps away from what others are trying.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ExperimentalWarning)
        # Of ask and tell it does not know the beats, which Shared.alive sees to.
        warnings.filterwarnings("ignore", message="Heartbeat of storage")
        optuna.storages.fail_stale_trials(study)
        if len(_taken(study)) >= trials:
            return None
        trial = study.ask()
        entropy = np.random.SeedSequence([seed, trial.number]).generate_state(1)
        study.sampler = optuna.samplers.TPESampler(
            seed=int(entropy[0]), n_startup_trials=RANDOM_TRIALS, constant_liar=True
        )
    # Others may have asked at the same moment: the lower numbers stay.
    if sum(number < trial.number for number in _taken(study)) >= trials:
        study.tell(trial, state=TrialState.FAIL)
        return None
    return trial


def give_back(study: optuna.Study, trial: optuna.Trial) -> None:
    """Mark a trial that is not over as failed, and queue its values again."""
    failed = study.tell(trial, state=TrialState.FAIL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ExperimentalWarning)
        RetryHeartbeatStaleTrialCallback(max_retry=RETRIES)(study, failed)


def _taken(study: optuna.Study) -> list[int]:
    """The numbers of the trials that are over, well or not, or under way."""
    states = (*COUNTED, TrialState.RUNNING)
    return [trial.number for trial in study.get_trials(deepcopy=False, states=states)]
