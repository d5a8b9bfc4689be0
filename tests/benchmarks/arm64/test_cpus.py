import pytest

from benchmarks.arm64.cpus import CPUS, cpuinfo
from edge_app.processor import cpu_name


@pytest.mark.parametrize(
    ("name", "shown", "architecture"),
    [
        ("cortex-a76", "Cortex-A76", 8),
        ("cortex-a72", "Cortex-A72", 8),
        ("cortex-a7", "Cortex-A7", 7),
    ],
)
def test_a_reader_of_cpuinfo_finds_the_processor(name, shown, architecture):
    text = cpuinfo(CPUS[name])

    assert cpu_name(text) == shown
    assert text.count("processor\t: ") == 4
    assert text.count(f"CPU architecture: {architecture}\n") == 4


def test_only_the_pi_5_has_dot_products():
    assert [name for name, cpu in CPUS.items() if "asimddp" in cpu.features] == ["cortex-a76"]
