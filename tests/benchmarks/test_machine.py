"""What machines tell of themselves. The texts are those of real boards, shortened."""

from benchmarks.machine import read_machine, read_state

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
