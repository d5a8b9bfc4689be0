"""Boards and processors, from what real ones say."""

import pytest

from edge_app.doctor.machine_probes import architecture, board, cores, processor
from tests.edge_app.doctor import boards


@pytest.mark.parametrize(
    ("cpuinfo", "machine", "level", "found"),
    [
        (boards.PI_5, "aarch64", "ok", "Cortex-A76, with dot product instructions (asimddp)"),
        (boards.PI_4, "aarch64", "ok", "Cortex-A72, asimd without dot product instructions"),
        (boards.PI_ZERO_2, "aarch64", "ok", "Cortex-A53, asimd without dot product instructions"),
        (boards.PI_2, "armv7l", "ok", "Cortex-A7, neon without dot product instructions"),
        (boards.PI_ZERO, "armv6l", "warning", "ARM1176, without NEON"),
        ("model name\t: AMD EPYC\nflags\t: sse avx avx2\n", "x86_64", "ok", "AMD EPYC, avx2"),
        ("model name\t: Old\nflags\t: sse2\n", "x86_64", "ok", "Old, without AVX"),
        ("", "aarch64", "note", "a processor without a name; the kernel does not tell"),
    ],
)
def test_the_vector_instructions_of_a_processor_are_told(cpuinfo, machine, level, found):
    finding = processor(cpuinfo, machine=machine)

    assert finding.level == level
    assert finding.found.startswith(found)


@pytest.mark.parametrize(
    ("machine", "bits", "level"),
    [
        ("aarch64", 64, "ok"),
        ("x86_64", 64, "ok"),
        ("aarch64", 32, "note"),
        ("armv7l", 32, "note"),
        ("armv6l", 32, "problem"),
    ],
)
def test_a_system_of_fewer_bits_than_its_kernel_is_noted(machine, bits, level):
    finding = architecture(machine, bits=bits)

    assert finding.level == level
    assert ("64-bit kernel" in finding.found) == (machine == "aarch64" and bits == 32)


def test_a_board_without_a_name_is_a_note():
    assert board("Raspberry Pi 5 Model B Rev 1.0").level == "ok"
    assert board(None).level == "note"


def test_a_confined_process_is_noted():
    assert cores(4, present=4).level == "ok"
    assert cores(1, present=4).level == "note"
    assert "1 usable of 4" in cores(1, present=4).found
