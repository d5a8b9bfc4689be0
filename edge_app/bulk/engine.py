"""Ray Data: the dataset of a job's parts, and the workers that go through it."""

import logging
import sys
import warnings
from typing import Any

from edge_app.bulk.cluster import first_line
from edge_app.bulk.job import Job
from edge_app.bulk.worker import Worker
from edge_app.errors import BulkError
from edge_app.settings import Settings

# A part that killed so many processes would kill the next one too.
RETRIES = 3
INIT_DEATHS = 10


def work_through(
    job: Job, left: list[int], settings: Settings, *, sha256: str, workers: int
) -> None:
    """Do the parts ``left`` of a job. Shows Ray's progress where standard error is a terminal.

    Raises BulkError: a part cannot be done. Those that are finished stay.
    """
    import ray.data
    from ray.exceptions import RayError

    _quiet(ray.data.DataContext.get_current())
    # Its new form cannot say the number of retries yet; pyproject.toml keeps to versions that can.
    warnings.filterwarnings("ignore", message="`ray_remote_args` is deprecated")
    parts = ray.data.from_items(
        [{"part": number} for number in left], override_num_blocks=len(left)
    )
    done = parts.map(
        Worker,
        fn_constructor_args=(job, settings, sha256),
        compute=ray.data.ActorPoolStrategy(
            size=min(workers, len(left)), max_tasks_in_flight_per_actor=1
        ),
        num_cpus=1,
        max_task_retries=RETRIES,
    )
    try:
        for row in done.iter_rows():
            if row["problem"]:
                raise BulkError(row["problem"])
    except RayError as error:
        raise BulkError(
            f"Ray cannot go on: {first_line(error)}. What is finished is kept: the same command "
            "goes on from there."
        ) from error


def _quiet(context: Any) -> None:
    # As Ray itself decides; its words go to standard error: see ``ray_of``.
    context.enable_progress_bars = sys.stdout is not None and sys.stdout.isatty()
    context.use_ray_tqdm = False
    context.print_on_execution_start = False
    context.execution_no_progress_timeout_s = -1  # A part may take hours.
    context.max_consecutive_actor_init_deaths = INIT_DEATHS
    logging.getLogger("ray.data").setLevel(logging.ERROR)
