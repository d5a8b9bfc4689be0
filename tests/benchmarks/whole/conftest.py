"""Parts of reports, with no more in them than the summary reads."""

import pytest


@pytest.fixture
def way():
    """Make a way to an answer, as memory.json has it."""

    def make(name, *, peak, library="litert 1", model="net.tflite", ratio=1.0):
        interval = {"value": ratio, "low": ratio - 0.5, "high": ratio + 0.5}
        return {
            "name": name,
            "library": library,
            "model": model,
            "is_reference": ratio == 1.0,
            "first_answer_ms": {"median": 1000.0},
            "peak_rss_bytes": {"median": peak},
            "ratio_to_reference": {"peak_rss_bytes": interval, "first_answer_ms": interval},
        }

    return make


@pytest.fixture
def http():
    """Make the reports of a run from cells: (service, clients, peak memory, ratio to tutorial)."""

    def make(*cells):
        return {
            "http": {
                "cells": [_cell(*cell) for cell in cells],
                "pictures": [{"name": "png", "title": "PNG 32 x 32"}],
            }
        }

    return make


def _cell(service, clients, peak, ratio=None):
    rate = 100.0 * clients
    return {
        "service": service,
        "picture": "png",
        "clients": clients,
        "per_second": {"median": rate},
        "latency_ms": {"median": 1000 / rate},
        "peak_rss_bytes": peak,
        "ratio_to_tutorial": {"value": ratio, "low": None, "high": None} if ratio else None,
        "ratio_to_empty_route": None,
    }
