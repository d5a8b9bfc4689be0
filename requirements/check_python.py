"""Say, before anything is installed, when the lock files do not cover this Python or machine."""

import platform
import sys

PYTHONS = ((3, 10), (3, 13))
SYSTEMS = (("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64"))

version = sys.version_info[:2]
system = (sys.platform, platform.machine())
# A 64-bit kernel may run a 32-bit Python, as on older Raspberry Pi systems.
supported = PYTHONS[0] <= version <= PYTHONS[1] and system in SYSTEMS and sys.maxsize > 2**32
if not supported:
    sys.exit(
        "The lock files cover Python 3.10 to 3.13 on 64-bit Linux (x86-64 and ARM) and on Apple\n"
        "silicon. This is Python {}.{} on {} {}. Name another one, as in\n"
        "`make run PYTHON=python3.11`, or see docs/edge-app.md for an installation by hand.".format(
            *version, *system
        )
    )
