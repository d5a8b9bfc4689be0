"""The processor is named on a PC and on the boards of the Raspberry Pi."""

import pytest

from edge_app import processor
from edge_app.processor import interpreters_for, processor_name, usable_cores

PI_4 = "processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd08\n"
DESKTOP = "processor\t: 0\nmodel name\t: AMD EPYC\nprocessor\t: 1\nmodel name\t: AMD EPYC\n"


@pytest.mark.parametrize(
    ("cpuinfo", "name"),
    [
        (PI_4, "Cortex-A72"),
        (DESKTOP, "AMD EPYC"),
        ("CPU part\t: 0xfff\n", "ARM part 0xfff"),
        ("", None),
    ],
)
def test_the_processor_is_named(cpuinfo, name, tmp_path):
    path = tmp_path / "cpuinfo"
    path.write_text(cpuinfo)
    assert processor_name(cpuinfo=path) == name


def test_where_there_is_no_cpuinfo_nothing_is_invented(tmp_path):
    name = processor_name(cpuinfo=tmp_path / "absent")
    assert name is None or name.strip() == name != ""


def test_at_least_one_core_may_be_used():
    assert usable_cores() >= 1


@pytest.mark.parametrize(("threads", "interpreters"), [(1, 4), (2, 2), (3, 1), (4, 1), (8, 1)])
def test_interpreters_and_their_threads_keep_the_cores_busy(monkeypatch, threads, interpreters):
    monkeypatch.setattr(processor, "usable_cores", lambda: 4)
    assert interpreters_for(threads) == interpreters
