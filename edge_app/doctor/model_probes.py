"""Is the model whole, does it answer as where it was made, and how long does an answer take?"""

import contextlib
import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from edge_app.doctor.findings import NOTE, OK, PROBLEM, WARNING, Finding, shown
from edge_app.doctor.trials import Outcome
from edge_app.errors import RuntimeUnavailableError

if TYPE_CHECKING:
    from edge_app.model_choice import Chosen

RUNS = 5


def try_module(name: str) -> str:
    """Import a module; the version that it states, or ""."""
    return str(getattr(importlib.import_module(name), "__version__", ""))


def try_runtime(module_name: str) -> None:
    """Let one runtime load the shipped model and run it. Raises whatever keeps it from working."""
    interpreter_class = importlib.import_module(module_name).Interpreter
    # A model that the runtime refuses is a matter of the model; so is one that is not there.
    with contextlib.suppress(ImportError, ValueError, RuntimeError):
        from edge_app.classifier import default_model_path

        interpreter = interpreter_class(model_path=str(default_model_path()))
        interpreter.allocate_tensors()
        interpreter.invoke()


def try_model(open_model: "Callable[[], Chosen]") -> dict[str, Any]:
    """Open a model as the app does, which compares it with its record, and ask it a few times."""
    from edge_app.model_file.golden_samples import draw_sample
    from edge_app.model_store.facts import read_record, variant_of

    chosen = open_model()
    classifier = chosen.classifier
    picture = draw_sample(1, 0, input_size=classifier.input_size)
    timings = [classifier.classify(picture, top=1).timing for _ in range(RUNS)]
    record_path = classifier.path.with_name(f"{classifier.info.name}.json")
    recorded = classifier.info.name != "" and record_path.is_file()
    entry = variant_of(read_record(record_path), classifier.path.name)[1] if recorded else {}
    return {
        "warning": chosen.problem,
        "name": classifier.name,
        "path": str(classifier.path),
        "sha256": classifier.info.sha256,
        "recorded": bool(entry),
        "golden": entry.get("golden_samples") is not None,
        "invoke_ms": min(timing.invoke_ms for timing in timings),
    }


def model(outcome: Outcome) -> Finding:
    """``outcome`` is that of ``try_model``."""
    if outcome.error.startswith(RuntimeUnavailableError.__name__):
        return Finding("model", NOTE, "not tried, because no runtime works")
    if outcome.error:  # The app's own errors say what to do.
        return Finding("model", PROBLEM, outcome.error)
    about = outcome.value
    found = f"{about['name']} ({shown(about['path'])}, sha256 {about['sha256'][:12]})"
    speed = f"an inference takes {about['invoke_ms']:.2f} ms on one thread"
    if about["warning"]:  # It says which serves instead, and what to do.
        return Finding("model", WARNING, about["warning"])
    if not about["recorded"]:
        return Finding(
            "model",
            NOTE,
            f"{found}: it runs, but has no record beside it, so that damage would not show; "
            f"{speed}",
            "Copy the record NAME.json too, if it has one.",
        )
    samples = " and its golden samples" if about["golden"] else ", which has no golden samples"
    return Finding("model", OK, f"{found}: as its record says{samples}; {speed}")
