"""What the commands of ``edge-app`` do, each from its options to an exit code.

What is slow to import is imported when a command runs: ``--help`` and ``doctor`` need none of it.
"""

import argparse
from dataclasses import fields

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
    from edge_app.web.served import ServedModels
    from edge_app.web.server import serve as serve_app
    from edge_app.web.settings import WebSettings

    settings: Settings = options.settings
    chosen = load_model(settings, interpreters=settings.interpreters)
    models = ServedModels(
        chosen.classifier,
        store=ModelStore(settings.models_folder),
        open_model=plain_opener(settings, interpreters=settings.interpreters),
        problem=chosen.problem,
    )
    limits = {limit.name: getattr(settings, limit.name) for limit in fields(WebSettings)}
    app = create_app(models, settings=WebSettings(**limits))
    with models.following():
        serve_app(app, host=settings.host, port=settings.port)
    return 0
