"""The command ``http``: start the servers, load them, say and write what was found."""

import argparse
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any

from benchmarks.benchmark import Benchmark
from benchmarks.candidates import inspect
from benchmarks.command_line import command_line, path_words
from benchmarks.http_load.measure import Measured, measure
from benchmarks.http_load.page import http_page
from benchmarks.http_load.picture import draw_http
from benchmarks.http_load.pictures import Picture, make_picture
from benchmarks.http_load.report import http_report
from benchmarks.http_load.server import Service, ending_on_signals, running
from benchmarks.http_load.services import (
    APP,
    CEILING,
    TUTORIAL,
    app_service,
    ceiling_service,
    tutorial_service,
)
from benchmarks.inputs import SEED
from benchmarks.missing import Missing, tell
from benchmarks.output import Report, progress, shown_path
from benchmarks.surroundings import Watch
from edge_app.errors import PipelineError


def measure_http(options: argparse.Namespace) -> Report:
    """Load all services, as the command line says.

    Raises ModelFileError: the model cannot be used. PipelineError: no server works. OSError: the
    output folder cannot be made.
    """
    watch = Watch()
    model = inspect(options.model.name, options.model)
    options.output.mkdir(parents=True, exist_ok=True)  # A bad path is refused now.
    missing, later = Missing(), Missing()
    services = _find_services(options, model.runtime, missing)
    tell(missing)  # Whoever wants to have it measured need not wait for the end.
    with progress() as show:
        show("drawing the pictures")
        pictures = [make_picture(name) for name in dict.fromkeys(options.pictures)]
        measured = _measure(services, pictures, options, later, watch, show)
    later.failed.update(measured.failed)
    tell(later)
    missing.failed.update(later.failed)
    if not measured.visits:
        raise PipelineError("None of the servers could be measured.")
    return http_report(
        services,
        pictures,
        measured,
        missing=missing,
        settings=_settings(options),
        model=model,
        command=_command(options),
        surroundings=watch.end(),
    )


HTTP = Benchmark(measure_http, http_page, draw_http)


def _find_services(options: argparse.Namespace, runtime: str, missing: Missing) -> list[Service]:
    """The services that can be started; ``missing`` learns why the others cannot."""
    makers: dict[str, Callable[[], Service]] = {
        APP: lambda: app_service(options.model, runtime=runtime),
        CEILING: ceiling_service,
        TUTORIAL: lambda: tutorial_service(
            options.model, python=options.tensorflow, keras=options.keras
        ),
    }
    services = []
    for name, make in makers.items():
        with missing.noting(name):
            services.append(make())
    return services


def _measure(
    services: Sequence[Service],
    pictures: Sequence[Picture],
    options: argparse.Namespace,
    missing: Missing,
    watch: Watch,
    show: Callable[[str], None],
) -> Measured:
    """Start the services, load them, and stop them."""
    with ending_on_signals(), ExitStack() as stack:
        servers = []
        for service in services:
            show(f"starting {service.name}")
            with missing.noting(service.name):
                servers.append(stack.enter_context(running(service)))
        if not servers:
            return Measured()
        watch.begin()
        clients = list(dict.fromkeys(options.clients))
        return measure(servers, pictures, clients, seconds=options.seconds, show=show)


def _settings(options: argparse.Namespace) -> dict[str, Any]:
    return {"clients": options.clients, "seconds": options.seconds, "seed": SEED}


def _command(options: argparse.Namespace) -> str:
    words = ["http", "--model", shown_path(options.model), "--clients", *map(str, options.clients)]
    words += ["--pictures", *options.pictures, "--seconds", f"{options.seconds:g}"]
    return command_line(*words, *path_words(options, ("tensorflow", "keras")))
