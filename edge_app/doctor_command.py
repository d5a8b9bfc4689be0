"""The command ``edge-app doctor``."""

import argparse
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from edge_app.doctor.examination import Subject, examine
from edge_app.doctor.report import has_problem, report_json, report_text
from edge_app.settings import Settings

if TYPE_CHECKING:
    from edge_app.model_choice import Chosen


def add_to(
    subparsers: "argparse._SubParsersAction[Any]", *, parents: Sequence[argparse.ArgumentParser]
) -> None:
    """Add the command; ``parents`` bring the options of its settings."""
    parser = subparsers.add_parser(
        "doctor",
        parents=list(parents),
        help="examine this device, its Python and the model",
        description="Examine this device, its Python and the model, and say what to do. "
        "Exit code 1 when something does not work.",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(command=doctor)


def doctor(options: argparse.Namespace) -> int:
    """Examine, print, and give 1 when something does not work."""
    sections = examine(_subject(options.settings))
    print(json.dumps(report_json(sections), indent=2) if options.json else report_text(sections))
    return 1 if has_problem(sections) else 0


def _subject(settings: Settings) -> Subject:
    def open_model() -> "Chosen":
        from edge_app.model_choice import open_model_of  # Here: it needs NumPy.

        return open_model_of(settings)

    return Subject(
        open_model,
        settings.host,
        settings.port,
        settings.models_folder,
        token_file=settings.token_file,
        no_auth=settings.no_auth,
    )
