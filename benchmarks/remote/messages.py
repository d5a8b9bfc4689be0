"""What the programs on the device say to the one at home: lines of JSON on standard output."""

import json
from typing import Any


class DeviceError(Exception):
    """A reason why nothing can be measured there. It needs Python alone, unlike PipelineError."""


def tell(**message: Any) -> None:
    """Say one thing: ``progress`` or ``error`` with a text, or the ``report``."""
    print(json.dumps(message), flush=True)
