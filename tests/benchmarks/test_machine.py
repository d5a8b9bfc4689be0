"""What machines tell of themselves. The texts are those of real boards, shortened."""

import os

import pytest

from benchmarks.machine import (
    cpu_temperature,
    read_machine,
    read_state,
    throttle_flags,
)

PI_4 = """\
processor\t: 0
CPU implementer\t: 0x41
CPU part\t: 0xd08

processor\t: 1
CPU part\t: 0xd08

Revision\t: c03114
Serial\t\t: 10000000deadbeef
Model\t\t: Raspberry Pi 4 Model B Rev 1.4
"""
SINCE = ("under-voltage since start-up", "throttled since start-up")


def put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_a_raspberry_pi_is_recognized_without_its_serial_number(tmp_path):
    put(tmp_path / "cpuinfo", PI_4)

    machine = read_machine(proc=tmp_path)

    assert (machine.board, machine.cpu) == ("Raspberry Pi 4 Model B Rev 1.4", "Cortex-A72")
    assert "deadbeef" not in repr(machine)


def test_the_device_tree_names_the_board(tmp_path):
    put(tmp_path / "device-tree/model", "Raspberry Pi 5 Model B Rev 1.0\0")

    assert read_machine(proc=tmp_path).board == "Raspberry Pi 5 Model B Rev 1.0"


def test_governor_frequency_and_temperature_come_from_sysfs(tmp_path):
    put(tmp_path / "devices/system/cpu/cpu0/cpufreq/scaling_governor", "ondemand\n")
    put(tmp_path / "devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", "1800000\n")
    put(tmp_path / "class/thermal/thermal_zone0/type", "acpitz\n")
    put(tmp_path / "class/thermal/thermal_zone0/temp", "20000\n")
    put(tmp_path / "class/thermal/thermal_zone1/type", "cpu-thermal\n")
    put(tmp_path / "class/thermal/thermal_zone1/temp", "48312\n")

    assert read_machine(sysfs=tmp_path).governor == "ondemand"
    state = read_state(sysfs=tmp_path)
    assert (state.frequency_mhz, state.temperature_celsius) == (1800, 48.312)


def test_what_the_machine_does_not_tell_is_none(tmp_path):
    machine, state = read_machine(sysfs=tmp_path, proc=tmp_path), read_state(sysfs=tmp_path)

    assert (machine.board, machine.cpu, machine.governor) == (None, None, None)
    assert (state.frequency_mhz, state.temperature_celsius) == (None, None)
    assert cpu_temperature(tmp_path) is None


@pytest.mark.parametrize(
    ("answer", "flags"),
    [
        ("throttled=0x0\n", ()),
        ("throttled=0x5\n", ("under-voltage", "throttled")),
        ("throttled=0x50000\n", ("under-voltage since start-up", "throttled since start-up")),
        ("throttled=0x80008", ("soft temperature limit", "soft temperature limit since start-up")),
        ("VCHI initialization failed", None),
        ("", None),
    ],
)
def test_throttle_flags_are_spelled_out(answer, flags):
    assert throttle_flags(answer) == flags


def test_the_firmware_is_asked_where_its_tool_exists(tmp_path, monkeypatch):
    put(tmp_path / "vcgencmd", '#!/bin/sh\n[ "$1" = get_throttled ] && echo throttled=0x2\n')
    (tmp_path / "vcgencmd").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert read_state().throttled == ("frequency capped",)

    put(tmp_path / "vcgencmd", "#!/bin/sh\necho throttled=0x0\nexit 1\n")
    assert read_state().throttled is None


def without_firmware(monkeypatch, folder):
    """A PATH with no vcgencmd on it."""
    monkeypatch.setenv("PATH", str(folder))


@pytest.mark.parametrize(
    ("bits", "flags"),
    [("0", ()), ("50005", ("under-voltage", "throttled", *SINCE)), ("nonsense", None)],
)
def test_without_the_tool_the_kernel_tells_the_same_bits(tmp_path, monkeypatch, bits, flags):
    without_firmware(monkeypatch, tmp_path)
    put(tmp_path / "devices/platform/soc/soc:firmware/get_throttled", f"{bits}\n")

    assert read_state(sysfs=tmp_path).throttled == flags


@pytest.mark.parametrize(("alarm", "flags"), [("0", ()), ("1", ("under-voltage",))])
def test_the_voltage_sensor_tells_under_voltage(tmp_path, monkeypatch, alarm, flags):
    without_firmware(monkeypatch, tmp_path)
    put(tmp_path / "class/hwmon/hwmon0/name", "cpu_thermal\n")
    put(tmp_path / "class/hwmon/hwmon1/name", "rpi_volt\n")
    put(tmp_path / "class/hwmon/hwmon1/in0_lcrit_alarm", f"{alarm}\n")

    assert read_state(sysfs=tmp_path).throttled == flags


def test_the_firmware_goes_before_sysfs(tmp_path, monkeypatch):
    put(tmp_path / "vcgencmd", "#!/bin/sh\necho throttled=0x1\n")
    (tmp_path / "vcgencmd").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    put(tmp_path / "devices/platform/soc/soc:firmware/get_throttled", "0\n")

    assert read_state(sysfs=tmp_path).throttled == ("under-voltage",)


def test_the_cores_own_throttling_is_counted(tmp_path):
    for core, count in ((0, 3), (1, 4)):
        folder = tmp_path / f"devices/system/cpu/cpu{core}/thermal_throttle"
        put(folder / "core_throttle_count", f"{count}\n")

    assert read_state(sysfs=tmp_path).throttle_count == 7
    assert read_state(sysfs=tmp_path / "none").throttle_count is None


def test_this_machine_tells_its_cores_and_versions():
    machine, state = read_machine(), read_state()

    assert machine.cores >= 1
    assert machine.numpy
    assert machine.pillow
    assert state.time_utc.endswith("+00:00")
