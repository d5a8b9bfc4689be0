"""NumPy, and the libraries that were built for another one than is installed."""

from dataclasses import dataclass

from edge_app.doctor.findings import NOTE, OK, PROBLEM, WARNING, Finding

# What NumPy says when the system lacks a library that the wheel of piwheels.org was linked with.
SYSTEM_LIBRARIES = {"libopenblas": "libopenblas0", "libcblas": "libatlas3-base"}
OPENCV_FOR_NUMPY_2 = (4, 12)


@dataclass(frozen=True)
class Versions:
    """Versions of what NumPy may clash with, None where it is not installed.

    ``system_numpy`` is that of the system's packages, beside ``picamera2``, None where the
    environment does not see them.
    """

    numpy: str | None
    tflite_runtime: str | None = None
    litert: str | None = None
    opencv: str | None = None
    opencv_name: str = "opencv-python-headless"
    system_numpy: str | None = None


def numpy_import(version: str | None, error: str, *, pip: str) -> Finding:
    """Does it start? ``error`` is why not, or ""."""
    if not error:
        return Finding("NumPy", OK, version or "of an unknown version")
    package = next((name for part, name in SYSTEM_LIBRARIES.items() if part in error), None)
    remedy = f"sudo apt install {package}" if package else _reinstall(error, pip)
    return Finding("NumPy", PROBLEM, f"{version or 'missing'}: it does not start: {error}", remedy)


def numpy_clashes(versions: Versions, *, pip: str) -> list[Finding]:
    """What NumPy is too new or too old for, one finding each."""
    if versions.numpy is None:
        return []
    is_new = numbers(versions.numpy)[0] >= 2
    found = [*(_too_new(versions, pip) if is_new else _too_old(versions, pip))]
    return found or [Finding("NumPy clash", OK, "none")]


def _too_new(versions: Versions, pip: str) -> list[Finding]:
    found = []
    if versions.tflite_runtime is not None:
        found.append(
            Finding(
                "NumPy clash",
                NOTE if versions.litert else PROBLEM,
                f"tflite-runtime {versions.tflite_runtime} was built for NumPy 1, "
                f"and NumPy is {versions.numpy}",
                f"{pip} install 'numpy<2'"
                + (" (or leave it: ai-edge-litert goes first)" if versions.litert else ""),
            )
        )
    if versions.system_numpy is not None and numbers(versions.system_numpy)[0] < 2:
        found.append(
            Finding(
                "NumPy clash",
                WARNING,
                f"the system's picamera2 and simplejpeg were built for NumPy "
                f"{versions.system_numpy}, and here NumPy is {versions.numpy}: they do not start",
                f"{pip} install 'numpy<2' '{versions.opencv_name}<4.12'",
            )
        )
    return found


def _too_old(versions: Versions, pip: str) -> list[Finding]:
    if versions.opencv is None or numbers(versions.opencv)[:2] < OPENCV_FOR_NUMPY_2:
        return []
    needs_old = versions.tflite_runtime is not None or versions.system_numpy is not None
    wanted = f"'{versions.opencv_name}<4.12'" if needs_old else "'numpy>=2'"
    return [
        Finding(
            "NumPy clash",
            WARNING,
            f"{versions.opencv_name} {versions.opencv} asks for NumPy 2, "
            f"and NumPy is {versions.numpy}: pip may replace it at any time",
            f"{pip} install {wanted}" + (" 'numpy<2'" if needs_old else ""),
        )
    ]


def numbers(version: str) -> tuple[int, ...]:
    """The leading numbers of a version: (4, 12, 0) for "4.12.0rc1"; (0,) for one without."""
    found = []
    for part in version.split("."):
        if not part.isdecimal():
            break
        found.append(int(part))
    return tuple(found) or (0,)


def _reinstall(error: str, pip: str) -> str:
    if "No module named" in error:
        return f"{pip} install numpy, or sudo apt install python3-numpy on 32-bit ARM"
    return f"{pip} install --force-reinstall numpy"
