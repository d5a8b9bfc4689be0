"""What the commands of ``edge-app`` do, each from its options to an exit code.

What is slow to import is imported when a command runs: ``--help`` and ``doctor`` need none of it.
"""

import argparse
import os
import sys
from contextlib import closing
from dataclasses import fields
from functools import partial

from edge_app.settings import Settings


def classify(options: argparse.Namespace) -> int:
    """Classify picture files; 1 when one of them got no answer."""
    from edge_app.batch.command import classify as classify_pictures

    return classify_pictures(options)


def camera(options: argparse.Namespace) -> int:
    """Classify frames until the source ends or Ctrl-C, which is a good end too."""
    from edge_app.frames import classify_frames

    return classify_frames(options)


def serve(options: argparse.Namespace) -> int:
    """Serve the upload page and the API until Ctrl-C or SIGTERM."""
    from edge_app.model_choice import load_model, plain_opener
    from edge_app.model_store import ModelStore
    from edge_app.web import create_app
    from edge_app.web.access.arrangement import arrange
    from edge_app.web.refusals import log_refusals
    from edge_app.web.served import ServedModels
    from edge_app.web.server import serve as serve_app
    from edge_app.web.settings import WebSettings
    from edge_app.web.tls import chosen_context

    settings: Settings = options.settings
    arranged = arrange(settings, os.environ, is_terminal=sys.stdout.isatty())
    if arranged.warning:
        print(f"warning: {arranged.warning}", file=sys.stderr)
    tls = chosen_context(settings.tls_certificate, settings.tls_key)
    chosen = load_model(settings, interpreters=settings.interpreters)
    models = ServedModels(
        chosen.classifier,
        store=ModelStore(settings.models_folder),
        open_model=plain_opener(settings, interpreters=settings.interpreters),
        problem=chosen.problem,
    )
    limits = {limit.name: getattr(settings, limit.name) for limit in fields(WebSettings)}
    app = create_app(models, settings=WebSettings(**limits), access=arranged.access)
    with models.following(), closing(log_refusals(app)):
        announce = partial(arranged.words, scheme="https" if tls else "http")
        serve_app(app, host=settings.host, port=settings.port, tls=tls, announce=announce)
    return 0
