"""Answers as JSON objects and as lines of text: one form for the web, the shell and the camera."""

from typing import Any

from edge_app.predictions import Classification, Timing


def classification_json(classification: Classification) -> dict[str, Any]:
    """The fields of an answer: ``prediction``, ``confidence``, ``sure``, ``threshold``,
    ``predictions`` and ``timing_ms``."""
    best = classification.predictions[0]
    return {
        "prediction": best.label,
        "confidence": round(best.probability, 6),
        "sure": classification.sure,
        "threshold": classification.threshold,
        "predictions": [
            {"label": p.label, "index": p.index, "probability": round(p.probability, 6)}
            for p in classification.predictions
        ],
        "timing_ms": timing_json(classification.timing),
    }


def timing_json(timing: Timing) -> dict[str, float]:
    """``decode``, ``preprocess`` and ``invoke`` in milliseconds."""
    return {
        "decode": round(timing.decode_ms, 3),
        "preprocess": round(timing.preprocess_ms, 3),
        "invoke": round(timing.invoke_ms, 3),
    }


def classification_text(classification: Classification) -> str:
    """The predictions in one line: ``cat 97.3 %, dog 2.0 %, frog 0.4 %``.

    Where the model is not sure of the first, that comes before it: ``not sure: cat 41.0 %, ...``.
    """
    named = (f"{p.label} {100 * p.probability:.1f} %" for p in classification.predictions)
    return ("not sure: " if classification.sure is False else "") + ", ".join(named)
