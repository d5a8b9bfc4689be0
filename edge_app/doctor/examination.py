"""Look at everything; a probe that fails becomes a finding, and hides nothing of the others."""

import platform
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from edge_app import __version__, board
from edge_app.doctor import facts, machine_probes, python_probes, state_probes, storage_probes
from edge_app.doctor.access_probe import access
from edge_app.doctor.camera_probes import cameras, video_devices
from edge_app.doctor.findings import WARNING, Finding, Section
from edge_app.doctor.library_trials import LibraryTrials
from edge_app.doctor.port_probe import port_free
from edge_app.doctor.trials import message_of
from edge_app.processor import usable_cores

if TYPE_CHECKING:
    from edge_app.model_choice import Chosen

Found = Finding | Iterable[Finding]
Probe = Callable[[], Found]


@dataclass(frozen=True)
class Subject:
    """What is examined beside the machine: the model, where the server would listen, for whom."""

    open_model: "Callable[[], Chosen]"
    host: str
    port: int
    models_folder: Path
    token_file: Path | None = None
    no_auth: bool = False


@dataclass(frozen=True)
class Places:
    """Where the kernel and the system say what they are."""

    proc: Path = board.PROC
    sysfs: Path = board.SYSFS
    dev: Path = Path("/dev")
    system_packages: Path = Path("/usr/lib/python3/dist-packages")

    def text(self, name: str) -> str:
        """A file of ``proc``, "" where there is none."""
        return board.text_of(self.proc / name) or ""


def examine(subject: Subject, *, places: Places = Places()) -> list[Section]:
    """All sections, in the order in which they are read."""
    trials = LibraryTrials(subject.open_model)
    quick = [
        Section("Machine", _guarded(_machine(places))),
        Section("State", _guarded(_state(places))),
        Section("Server", _guarded(_server(subject))),
    ]
    camera: dict[str, Probe] = {
        "OpenCV": trials.opencv,
        "camera": lambda: cameras(video_devices(places.dev, places.sysfs)),
        "picamera2": lambda: trials.picamera(places.proc, places.system_packages),
    }
    software: dict[str, Probe] = {
        **_python(),
        "NumPy": trials.numpy,
        "NumPy clash": lambda: trials.clashes(places.system_packages),
        "TFLite runtime": trials.runtime,
        "model": trials.model,
    }
    return [
        Section("Software", _guarded(software)),
        *quick,
        Section("Camera", _guarded(camera)),
    ]


def _guarded(probes: dict[str, Probe]) -> tuple[Finding, ...]:
    found: list[Finding] = []
    for subject, probe in probes.items():
        try:
            result = probe()
        except Exception as error:  # Whatever it is: what the others find is wanted all the more.
            what = f"it could not be examined: {message_of(error)}"
            result = Finding(subject, WARNING, what)
        found += [result] if isinstance(result, Finding) else result
    return tuple(found)


def _python() -> dict[str, Probe]:
    folder = Path(__file__).parent.parent
    marker = Path(sysconfig.get_path("stdlib")) / "EXTERNALLY-MANAGED"
    return {
        "Python": lambda: python_probes.python_version(
            sys.version_info[:3], bits=facts.address_bits()
        ),
        "environment": lambda: python_probes.environment(
            prefix=Path(sys.prefix), base=Path(sys.base_prefix), marker=marker
        ),
        "edge-app": lambda: python_probes.package(
            running=__version__,
            installed=facts.installed_version(folder),
            direct_url=facts.direct_url(),
            folder=folder,
        ),
        "libraries": lambda: python_probes.libraries(
            {name: facts.module_version(name, of) for name, of in python_probes.NEEDED.items()},
            pip=facts.pip_command(),
        ),
    }


def _machine(places: Places) -> dict[str, Probe]:
    kernel = platform.machine()
    return {
        "board": lambda: machine_probes.board(board.board_name(places.proc)),
        "system": lambda: machine_probes.system(facts.system_name(), kernel=platform.release()),
        "architecture": lambda: machine_probes.architecture(kernel, bits=facts.address_bits()),
        "processor": lambda: machine_probes.processor(places.text("cpuinfo"), machine=kernel),
        "cores": lambda: machine_probes.cores(usable_cores(), present=facts.present_cores()),
        "memory": lambda: storage_probes.memory(places.text("meminfo")),
    }


def _state(places: Places) -> dict[str, Probe]:
    sysfs = places.sysfs
    driver = sysfs / "devices/system/cpu/cpu0/cpufreq/scaling_driver"
    return {
        "clock speed": lambda: state_probes.clock_speed(
            board.governor(sysfs),
            driver=board.text_of(driver),
            now_mhz=board.frequency_mhz(sysfs),
            most_mhz=board.frequency_mhz(sysfs, name="cpuinfo_max_freq"),
        ),
        "temperature": lambda: state_probes.temperature(
            board.cpu_temperature(sysfs / "class/thermal")
        ),
        "throttling": lambda: state_probes.power(board.throttled(sysfs)),
        "time": lambda: state_probes.time_of_day(facts.utc_now()),
    }


def _server(subject: Subject) -> dict[str, Probe]:
    folder, temporary = subject.models_folder, Path(tempfile.gettempdir())
    return {
        "port": partial(port_free, subject.host, subject.port),
        "access": partial(
            access, subject.host, token_file=subject.token_file, no_auth=subject.no_auth
        ),
        "models folder": partial(storage_probes.models_folder, folder),
        "disk": partial(storage_probes.disk, folder, subject="disk"),
        "temporary disk": partial(storage_probes.disk, temporary, subject="temporary disk"),
    }
