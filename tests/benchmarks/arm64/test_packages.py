import pytest

from benchmarks.arm64.packages import target_requirements
from benchmarks.arm64.systems import RUNTIMES, SYSTEMS

LOCK = """\
numpy==2.4.6 ; python_full_version == '3.11.*' and platform_machine == 'aarch64' \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via edge-image-classifier (pyproject.toml)
numpy==2.5.5 ; python_full_version >= '3.12' \\
    --hash=sha256:cc
flask==3.1.3 \\
    --hash=sha256:dd
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:ee
"""
FLASK = "flask==3.1.3 --hash=sha256:dd"


@pytest.mark.parametrize(
    ("system", "expected"),
    [
        ("bookworm-arm64", [FLASK, "numpy==2.4.6 --hash=sha256:aa --hash=sha256:bb"]),
        ("trixie-arm64", [FLASK, "numpy==2.5.5 --hash=sha256:cc"]),
        ("bookworm-armhf", [FLASK]),
    ],
)
def test_a_lock_file_is_read_for_the_emulated_system_and_not_for_this_one(system, expected):
    assert target_requirements(LOCK, SYSTEMS[system]).splitlines() == expected


@pytest.mark.parametrize(
    ("system", "runtime"),
    [(debian, runtime) for debian in SYSTEMS.values() for runtime in debian.runtimes],
    ids=lambda value: getattr(value, "name", value),
)
def test_the_lock_files_of_the_project_give_each_package_once_and_hashed(root, system, runtime):
    lock = (root / "requirements" / RUNTIMES[runtime].lock).read_text()
    lines = target_requirements(lock, system).splitlines()
    names = [line.partition("==")[0] for line in lines]
    provided = {name for name, _ in system.provided}

    assert len(set(names)) == len(names)
    assert {runtime, "numpy", "pillow", "flask", "waitress"} - provided <= set(names)
    assert not provided & set(names)
    assert all("==" in line and " --hash=sha256:" in line for line in lines)
