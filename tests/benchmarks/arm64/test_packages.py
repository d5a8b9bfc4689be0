import pytest

from benchmarks.arm64.packages import target_requirements

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


def test_a_lock_file_is_read_for_the_emulated_system_and_not_for_this_one():
    assert target_requirements(LOCK).splitlines() == [
        "flask==3.1.3 --hash=sha256:dd",
        "numpy==2.4.6 --hash=sha256:aa --hash=sha256:bb",
    ]


@pytest.mark.parametrize(
    ("lock", "runtime"),
    [("device", "ai-edge-litert"), ("device-tflite-runtime", "tflite-runtime")],
)
def test_the_lock_files_of_the_project_give_each_package_once_and_hashed(root, lock, runtime):
    lines = target_requirements((root / f"requirements/{lock}.txt").read_text()).splitlines()
    names = [line.partition("==")[0] for line in lines]

    assert len(set(names)) == len(names)
    assert {runtime, "numpy", "pillow", "flask", "waitress"} <= set(names)
    assert all("==" in line and " --hash=sha256:" in line for line in lines)
