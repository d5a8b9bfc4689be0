"""The command ``camera``: start the app with its fake camera, measure it, say and write it."""

import argparse
from pathlib import Path
from typing import Any

from benchmarks.benchmark import Benchmark
from benchmarks.camera.drawn import find_browser
from benchmarks.camera.measure import DRAWN, Measured, measure, visit_seconds
from benchmarks.camera.page import camera_page
from benchmarks.camera.picture import draw_camera
from benchmarks.camera.report import camera_report
from benchmarks.camera.service import (
    FRAME_RATE,
    FRAME_SIZE,
    GOOD_VIEWERS,
    STALLED_VIEWERS,
    camera_service,
)
from benchmarks.candidates import Candidate, inspect
from benchmarks.command_line import command_line, path_words
from benchmarks.http_load.server import ending_on_signals, running
from benchmarks.missing import Missing, tell
from benchmarks.output import Report, progress, shown_path
from benchmarks.surroundings import Watch
from edge_app.classifier import Classifier
from edge_app.errors import PipelineError


def measure_camera(options: argparse.Namespace) -> Report:
    """Measure the camera, as the command line says.

    Raises ModelFileError: the model cannot be used. PipelineError: the server does not work.
    OSError: the output folder cannot be made.
    """
    watch, missing = Watch(), Missing()
    model = inspect(options.model.name, options.model)
    options.output.mkdir(parents=True, exist_ok=True)  # A bad path is refused now.
    browser = None
    with missing.noting(DRAWN):
        browser = find_browser(options.browser)
    tell(missing)  # Whoever wants to have it measured need not wait for the end.
    measured = _measure(model, browser, options, watch)
    tell(Missing(failed=dict(measured.failed)))
    missing.failed.update(measured.failed)
    if not measured.visits:
        raise PipelineError("Nothing of the camera could be measured.")
    return camera_report(
        measured,
        missing=missing,
        settings=_settings(options),
        model=model,
        command=_command(options),
        surroundings=watch.end(),
    )


CAMERA = Benchmark(measure_camera, camera_page, draw_camera)


def _measure(
    model: Candidate, browser: Path | None, options: argparse.Namespace, watch: Watch
) -> Measured:
    with progress() as show, ending_on_signals():
        show("starting the app")
        with running(camera_service(model.path, runtime=model.runtime)) as server:
            classifier = Classifier(model.path)
            watch.begin()
            seconds = options.seconds
            return measure(server, classifier, browser=browser, seconds=seconds, show=show)


def _settings(options: argparse.Namespace) -> dict[str, Any]:
    width, height = FRAME_SIZE
    return {
        "seconds": options.seconds,
        "seconds_each": visit_seconds(options.seconds),
        "frame_rate": FRAME_RATE,
        "frame_width_px": width,
        "frame_height_px": height,
        "stalled_viewers": STALLED_VIEWERS,
        "good_viewers": GOOD_VIEWERS,
    }


def _command(options: argparse.Namespace) -> str:
    words = ("camera", "--model", shown_path(options.model), "--seconds", f"{options.seconds:g}")
    return command_line(*words, *path_words(options, ("browser",)))
