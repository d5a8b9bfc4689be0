"""NumPy that does not start, and libraries that want another one."""

import pytest

from edge_app.doctor.numpy_probes import Versions, numbers, numpy_clashes, numpy_import
from edge_app.doctor.trials import reason

# As NumPy of piwheels.org says it on a Raspberry Pi OS Lite, shortened.
NO_OPENBLAS = """ImportError:

IMPORTANT: PLEASE READ THIS FOR ADVICE ON HOW TO SOLVE THIS ISSUE!

Importing the numpy C-extensions failed. This error can happen for
many reasons, often due to issues with your setup or how NumPy was
installed.

Original error was: libopenblas.so.0: cannot open shared object file: No such file or directory
"""


def clashes(**versions):
    return [
        (finding.level, finding.remedy)
        for finding in numpy_clashes(Versions(**versions), pip="pip")
    ]


def test_the_library_that_numpy_lacks_is_named_with_its_package():
    finding = numpy_import("2.4.6", reason(NO_OPENBLAS), pip="pip")

    assert finding.level == "problem"
    assert finding.found.endswith(
        "libopenblas.so.0: cannot open shared object file: No such file or directory"
    )
    assert finding.remedy == "sudo apt install libopenblas0"


def test_numpy_that_is_missing_or_broken_gets_a_command():
    missing = numpy_import(None, "ModuleNotFoundError: No module named 'numpy'", pip="pip")
    broken = numpy_import("2.4.6", "it ends the process (SIGILL)", pip="pip")

    assert (missing.level, broken.level) == ("problem", "problem")
    assert missing.remedy.startswith("pip install numpy")
    assert broken.remedy == "pip install --force-reinstall numpy"
    assert numpy_import("2.4.6", "", pip="pip").level == "ok"


def test_tflite_runtime_with_numpy_2_is_a_problem_unless_litert_is_there():
    assert clashes(numpy="2.4.6", tflite_runtime="2.14.0") == [("problem", "pip install 'numpy<2'")]
    ((level, _),) = clashes(numpy="2.4.6", tflite_runtime="2.14.0", litert="2.3.0")
    assert level == "note"
    assert clashes(numpy="1.26.4", tflite_runtime="2.14.0") == [("ok", "")]


def test_picamera2_of_bookworm_with_numpy_2_is_a_warning_that_keeps_opencv_in_step():
    expected = [("warning", "pip install 'numpy<2' 'opencv-python-headless<4.12'")]

    assert clashes(numpy="2.2.6", litert="2.3.0", system_numpy="1.24.2") == expected
    assert clashes(numpy="2.2.6", litert="2.3.0", system_numpy="2.2.4") == [("ok", "")]
    assert clashes(numpy="2.2.6", litert="2.3.0") == [("ok", "")]


@pytest.mark.parametrize(
    ("others", "remedy"),
    [
        ({}, "pip install 'numpy>=2'"),
        ({"system_numpy": "1.24.2"}, "pip install 'opencv-python-headless<4.12' 'numpy<2'"),
        ({"tflite_runtime": "2.14.0"}, "pip install 'opencv-python-headless<4.12' 'numpy<2'"),
    ],
)
def test_opencv_that_wants_numpy_2_is_changed_to_what_the_others_need(others, remedy):
    assert clashes(numpy="1.26.4", opencv="4.12.0.88", **others) == [("warning", remedy)]
    assert clashes(numpy="1.26.4", opencv="4.11.0.86", **others) == [("ok", "")]


def test_without_numpy_nothing_clashes():
    assert clashes(numpy=None, tflite_runtime="2.14.0") == []


def test_a_version_is_read_as_far_as_it_has_numbers():
    assert numbers("4.12.0.88") == (4, 12, 0, 88)
    assert numbers("2.0.0rc1") == (2, 0)
    assert numbers("unknown") == (0,)
