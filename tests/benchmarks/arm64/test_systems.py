import pytest

from benchmarks.arm64.cpus import CPUS
from benchmarks.arm64.debian import debian_packages
from benchmarks.arm64.systems import RUNTIMES, SYSTEMS, choose_cpus, choose_runs
from edge_app.errors import PipelineError


def names(runs):
    return [(debian.name, runtime) for debian, runtime in runs]


def test_without_a_runtime_each_system_takes_its_default():
    assert names(choose_runs(["bookworm-arm64", "bookworm-armhf"], None)) == [
        ("bookworm-arm64", "ai-edge-litert"),
        ("bookworm-armhf", "tflite-runtime"),
    ]


def test_of_several_runtimes_each_system_takes_those_that_have_a_wheel_for_it():
    assert names(choose_runs([*SYSTEMS, "trixie-arm64"], list(RUNTIMES))) == [
        ("bookworm-arm64", "ai-edge-litert"),
        ("bookworm-arm64", "tflite-runtime"),
        ("trixie-arm64", "ai-edge-litert"),
        ("bookworm-armhf", "tflite-runtime"),
    ]


def test_a_system_that_has_none_of_the_runtimes_is_refused_with_those_that_it_has():
    message = (
        "There is no wheel of tflite-runtime for trixie-arm64. Expected --runtime ai-edge-litert."
    )
    with pytest.raises(PipelineError, match=message):
        choose_runs(["trixie-arm64"], ["tflite-runtime"])


def test_a_system_runs_on_the_processors_of_its_architecture():
    assert choose_cpus(SYSTEMS["trixie-arm64"], None) == ["cortex-a76", "cortex-a72"]
    assert choose_cpus(SYSTEMS["bookworm-armhf"], list(CPUS)) == ["cortex-a7"]
    assert choose_cpus(SYSTEMS["bookworm-armhf"], ["cortex-a72"]) == []


def test_what_pypi_has_no_wheel_of_comes_from_debian():
    packages = debian_packages(SYSTEMS["bookworm-armhf"])

    assert {"python3.11-minimal", "python3-numpy", "python3-pil"} <= set(packages)
    assert "python3-numpy" not in debian_packages(SYSTEMS["trixie-arm64"])
