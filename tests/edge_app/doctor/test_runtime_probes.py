"""Which runtime is used, and what is said where none works."""

import pytest

from edge_app.doctor.runtime_probes import TriedRuntime, runtime_choice

CRASH = "it ends the process (SIGILL): it was built for another processor"


def choice(litert, older, *, machine="aarch64", bits=64, python=(3, 11)):
    """Each of the two is (version, error)."""
    tried = [TriedRuntime("ai-edge-litert", *litert), TriedRuntime("tflite-runtime", *older)]
    return runtime_choice(tried, machine=machine, bits=bits, python=python, pip="pip")


def test_the_first_that_works_is_used():
    finding = choice(("2.3.0", ""), (None, ""))

    assert finding.level == "ok"
    assert finding.found.startswith("ai-edge-litert 2.3.0 works and is used")
    assert "tflite-runtime is not installed" in finding.found


def test_a_runtime_that_is_not_installed_is_not_missed():
    finding = choice((None, ""), ("2.14.0", ""))

    assert finding.level == "ok"
    assert finding.found.startswith("tflite-runtime 2.14.0 works")


def test_a_runtime_that_was_refused_is_a_warning_with_the_reason():
    finding = choice(("2.3.0", CRASH), ("2.14.0", ""))

    assert finding.level == "warning"
    assert f"ai-edge-litert 2.3.0 was refused: {CRASH}" in finding.found
    assert finding.remedy == "pip install --force-reinstall ai-edge-litert"


@pytest.mark.parametrize(
    ("place", "remedy"),
    [
        ({}, "pip install ai-edge-litert"),
        (
            {"machine": "armv7l", "bits": 32},
            "pip install 'tflite-runtime==2.14.0' 'numpy<2'",
        ),
        ({"machine": "aarch64", "bits": 32}, "pip install 'tflite-runtime==2.14.0' 'numpy<2'"),
        ({"machine": "armv7l", "bits": 32, "python": (3, 13)}, "64-bit Raspberry Pi OS"),
        ({"machine": "armv6l", "bits": 32}, "Raspberry Pi 2 or newer"),
    ],
)
def test_without_any_the_remedy_is_what_has_a_wheel_there(place, remedy):
    finding = choice((None, ""), ("2.14.0", "ImportError: numpy.core.multiarray"), **place)

    assert finding.level == "problem"
    assert "tflite-runtime 2.14.0 was refused: ImportError" in finding.found
    assert remedy in finding.remedy
