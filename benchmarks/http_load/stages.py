"""What an answer of the app says of its own time."""

import json

STAGES = ("decode", "preprocess", "invoke")


def stages_ms(body: bytes) -> float | None:
    """The milliseconds of all stages of all pictures in an answer; None where it states none."""
    try:
        timings = [result["timing_ms"] for result in json.loads(body)["results"]]
        return float(sum(timing[stage] for timing in timings for stage in STAGES))
    except (ValueError, LookupError, TypeError):
        return None
