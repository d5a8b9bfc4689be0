"""The command ``edge-app bulk``."""

import argparse
import json
from collections import Counter
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edge_app import __version__
from edge_app.batch.command import tell_passed_over
from edge_app.errors import BulkError, EdgeAppError, RuntimeUnavailableError
from edge_app.model_choice import load_model
from edge_app.settings import Settings
from edge_app.settings.kinds import is_model_path

if TYPE_CHECKING:
    from edge_app.bulk.job import Job, Request


def bulk(options: argparse.Namespace) -> int:
    """Classify an archive; 0 once every picture has its row, be it an error.

    Raises RuntimeUnavailableError: Ray is not installed. BulkError, SourceError: the job cannot
    begin or go on. ModelFileError, ModelNotFoundError, SettingsError: nor can the model be used.
    """
    if find_spec("ray") is None or find_spec("pyarrow") is None:
        raise RuntimeUnavailableError(
            "Ray is not installed. It comes with the extra `bulk`: "
            "pip install 'edge-image-classifier[bulk]'"
        )
    from edge_app.bulk.inputs import checked_sources, list_inputs
    from edge_app.bulk.job import only_job_in, open_job

    folder = options.output.absolute()
    sources = checked_sources(options.sources, output=folder)
    settings = _for_workers(options.settings)
    request = _request(settings, sources, options.partition)
    passed_over: Counter[str] = Counter()
    try:
        with only_job_in(folder):
            job = open_job(folder, request, list_inputs(sources, passed_over), passed_over)
            kept = _finish(job, settings, request, options)
            totals = _totals(job, kept)
    except EdgeAppError:
        raise
    except OSError as error:
        raise BulkError(f"Cannot write to {folder}: {error.strerror or error}.") from error
    _report(totals, as_json=options.json)
    return 0


def _for_workers(settings: Settings) -> Settings:
    """One thread for each worker, and paths that are the same wherever it runs."""
    model = settings.model
    if model and (is_model_path(model) or Path(model).exists()):
        model = str(Path(model).absolute())
    return replace(
        settings,
        threads=1,
        interpreters=1,
        model=model,
        labels=settings.labels and settings.labels.absolute(),
        models_folder=settings.models_folder.absolute(),
    )


def _request(settings: Settings, sources: list[str], partition: int) -> "Request":
    from edge_app.bulk.contents import name_as_text
    from edge_app.bulk.job import Request

    classifier = load_model(settings).classifier
    return Request(
        __version__,
        [name_as_text(source) for source in sources],
        partition,
        classifier.info.sha256,
        list(classifier.labels),
        settings.input_range,
        settings.max_pixels,
    )


def _finish(job: "Job", settings: Settings, request: "Request", options: argparse.Namespace) -> int:
    """Do what is left of a job; gives how many parts were done before."""
    left = job.left()
    if left:
        from edge_app.bulk.cluster import ray_of
        from edge_app.bulk.engine import work_through

        with ray_of(options.address, workers=options.workers) as workers:
            work_through(job, left, settings, sha256=request.model_sha256, workers=workers)
    return job.partitions - len(left)


def _totals(job: "Job", kept: int) -> dict[str, Any]:
    rows, errors = job.written()
    if rows != job.pictures:
        raise BulkError(
            f"The results in {job.folder} have {rows} rows, expected {job.pictures}. A file there "
            "was changed: delete it, and run the same command again."
        )
    return {
        "output": str(job.folder),
        "pictures": rows,
        "errors": errors,
        "parts": job.partitions,
        "parts_done_before": kept,
        "passed_over": job.passed_over,
    }


def _report(totals: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(totals, indent=2))
        return
    print(
        f"Pictures: {totals['pictures']}. Without an answer: {totals['errors']}. "
        f"Parts: {totals['parts']}, of which {totals['parts_done_before']} were done before. "
        f"Results: {totals['output']}"
    )
    tell_passed_over(Counter(totals["passed_over"]))
