"""What the commands of ``edge-app`` do, each from its options to an exit code.

What is slow to import is imported when a command runs: ``--help`` and ``doctor`` need none of it.
"""

import argparse
import os
import sys
from contextlib import closing
from dataclasses import fields
from functools import partial
from typing import TYPE_CHECKING

from edge_app.settings import Settings

if TYPE_CHECKING:
    from edge_app.web.served import ServedModels


def classify(options: argparse.Namespace) -> int:
    """Classify picture files; 1 when one of them got no answer."""
    from edge_app.batch.command import classify as classify_pictures

    return classify_pictures(options)


def camera(options: argparse.Namespace) -> int:
    """Say what a camera sees until it ends, Ctrl-C or SIGTERM, which are good ends too."""
    from edge_app.camera.command import watch

    return watch(options)


def serve(options: argparse.Namespace) -> int:
    """Serve the upload page and the API until Ctrl-C or SIGTERM."""
    from edge_app.event_log import event_log

    with event_log(options.settings.log_format, os.environ):
        return _serve(options.settings)


def _serve(settings: Settings) -> int:
    from edge_app.camera.arrangement import arranged
    from edge_app.event_log import WARNING, tell
    from edge_app.mqtt.part import MqttPart
    from edge_app.mqtt.publishing import publishing
    from edge_app.service.supervisor import supervised
    from edge_app.web import create_app
    from edge_app.web.access.arrangement import arrange
    from edge_app.web.refusals import log_refusals
    from edge_app.web.server import serve as serve_app
    from edge_app.web.settings import WebSettings
    from edge_app.web.tls import chosen_context

    arrangement = arrange(settings, os.environ, is_terminal=sys.stdout.isatty())
    if arrangement.warning:
        tell("no_login", arrangement.warning, level=WARNING)
    tls = chosen_context(settings.tls_certificate, settings.tls_key)
    models = _served_models(settings)
    limits = {limit.name: getattr(settings, limit.name) for limit in fields(WebSettings)}
    active = partial(getattr, models, "active")
    with (
        models.following(),
        arranged(settings, active) as watcher,
        publishing(settings, watcher) as publisher,
    ):
        app = create_app(
            models,
            settings=WebSettings(**limits),
            access=arrangement.access,
            camera=watcher,
            parts=[MqttPart(publisher)] if publisher else [],
        )
        supervision = supervised(os.environ, classifier=active, watcher=watcher)
        with closing(log_refusals(app)), supervision as supervisor:
            serve_app(
                app,
                host=settings.host,
                port=settings.port,
                tls=tls,
                announce=partial(arrangement.words, scheme="https" if tls else "http"),
                supervisor=supervisor,
            )
    return 0


def _served_models(settings: Settings) -> "ServedModels":
    from edge_app.model_choice import load_model, plain_opener
    from edge_app.model_store import ModelStore
    from edge_app.web.served import ServedModels

    chosen = load_model(settings, interpreters=settings.interpreters)
    return ServedModels(
        chosen.classifier,
        store=ModelStore(settings.models_folder),
        open_model=plain_opener(settings, interpreters=settings.interpreters),
        problem=chosen.problem,
    )
