"""What boards tell of their heat and their power. The answers are those of real boards."""

import os

import pytest

from edge_app.board import board_name, cpu_temperature, governor, throttle_flags, throttled

SINCE = ("under-voltage since start-up", "throttled since start-up")


def put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_what_a_board_does_not_tell_is_none(tmp_path):
    assert board_name(tmp_path) is None
    assert governor(tmp_path) is None
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
    assert throttled() == ("frequency capped",)

    put(tmp_path / "vcgencmd", "#!/bin/sh\necho throttled=0x0\nexit 1\n")
    assert throttled() is None


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

    assert throttled(tmp_path) == flags


@pytest.mark.parametrize(("alarm", "flags"), [("0", ()), ("1", ("under-voltage",))])
def test_the_voltage_sensor_tells_under_voltage(tmp_path, monkeypatch, alarm, flags):
    without_firmware(monkeypatch, tmp_path)
    put(tmp_path / "class/hwmon/hwmon0/name", "cpu_thermal\n")
    put(tmp_path / "class/hwmon/hwmon1/name", "rpi_volt\n")
    put(tmp_path / "class/hwmon/hwmon1/in0_lcrit_alarm", f"{alarm}\n")

    assert throttled(tmp_path) == flags


def test_the_firmware_goes_before_sysfs(tmp_path, monkeypatch):
    put(tmp_path / "vcgencmd", "#!/bin/sh\necho throttled=0x1\n")
    (tmp_path / "vcgencmd").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    put(tmp_path / "devices/platform/soc/soc:firmware/get_throttled", "0\n")

    assert throttled(tmp_path) == ("under-voltage",)
