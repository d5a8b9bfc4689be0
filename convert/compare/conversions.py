"""The conversion of each run: made, or taken from an earlier comparison that was asked the same."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from convert.attempts import Say
from convert.compare.runs import Run
from convert.conversion import PAGE_FILE, RECORD_FILE, Conversion
from convert.job import Job
from convert.records.record import SCHEMA, described_file
from edge_app import __version__
from edge_app.files import write_bytes, write_json
from training.datasets import Dataset
from training.finished import SAME_DATA
from training.record import PACKAGES, installed_versions
from training.report.file_names import FACTS, PAGE
from training.run_folder import RECORD

REQUEST = "request.json"
# What the training says of the net, carried along.
OF_TRAINING = (RECORD, FACTS, PAGE)
RUNTIMES = ("ai-edge-litert", "tflite-runtime")


def made_before(folder: Path, run: Run, job: Job) -> Conversion | None:
    """The conversion in ``folder``, where it is whole and was made of the same, by the same.

    One that has scored the test images too will do where they are not asked for.
    """
    wanted = [request(run, job), request(run, replace(job, score_test=True))]
    try:
        if json.loads((folder / REQUEST).read_bytes()) not in wanted:
            return None
        record = json.loads((folder / RECORD_FILE).read_bytes())
        files = {variant: _checked(folder, one) for variant, one in record["variants"].items()}
        keras = _checked(folder, record["keras"]) if files else b""
        page = (folder / PAGE_FILE).read_text(encoding="utf-8")
        parent = record["keras"]["file"], keras
        return Conversion(record["name"], files, parent, record, page, headline="")
    except (OSError, ValueError, KeyError, TypeError):
        return None  # Interrupted, damaged, or of another version: it is made again.


def convert_run(folder: Path, run: Run, job: Job, dataset: Dataset, *, say: Say) -> Conversion:
    """Convert the model of ``run``, prove it, and write everything to ``folder``.

    Raises PipelineError: as ``convert_and_prove``. OSError: the folder cannot be written.
    """
    from convert.data.source_data import SourceData
    from convert.models.parent import load_parent  # Slow: imports TensorFlow.
    from convert.pipeline import convert_and_prove

    parent = load_parent(run.model)
    remarks = (*parent.remarks, *dataset.remarks)
    source = SourceData(dataset, run.finished.data_settings, True, remarks)
    conversion = convert_and_prove(job, parent, source, say=say)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / REQUEST).unlink(missing_ok=True)  # Until all is of this request.
    conversion.write(folder)
    write_json(folder / REQUEST, request(run, job))
    return conversion


def carry_along(run: Run, folder: Path) -> None:
    """Copy what the training says of the net to ``folder``.

    Raises OSError: it cannot be written.
    """
    for name in OF_TRAINING:
        source = run.folder / name
        if source.is_file():
            write_bytes(folder / name, source.read_bytes())
        else:
            (folder / name).unlink(missing_ok=True)  # Of an earlier state of the run.


def request(run: Run, job: Job) -> dict[str, Any]:
    """All that decides a conversion, ready for JSON."""
    options = {key: _plain(value) for key, value in asdict(job).items()}
    return {
        "schema": SCHEMA,
        "app": __version__,
        "versions": installed_versions((*PACKAGES, *RUNTIMES)),
        "model_sha256": run.sha256,
        "data": {key: run.finished.data[key] for key in SAME_DATA},
        "options": options,
    }


def _plain(value: Any) -> Any:
    """A value of a job as JSON gives it back."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, Path) else value


def _checked(folder: Path, entry: Mapping[str, Any]) -> bytes:
    """The file that an ``entry`` of a record names. Raises ValueError: it is another one."""
    content = (folder / str(entry["file"])).read_bytes()
    if described_file(entry["file"], content)["sha256"] != entry["sha256"]:
        raise ValueError(f"{entry['file']} is not the file of the record.")
    return content
