"""What could not be measured, and why."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks.environments import LeftOutError
from benchmarks.output import reasons
from edge_app.errors import EdgeAppError


@dataclass
class Missing:
    """Reasons by name: ``left_out`` is what this machine does not have, ``failed`` the rest."""

    left_out: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def noting(self, name: str) -> Iterator[None]:
        """Take the error that ends the block, if any, as the reason why ``name`` is missing."""
        try:
            yield
        except LeftOutError as error:
            self.left_out[name] = str(error)
        except EdgeAppError as error:
            self.failed[name] = str(error)

    def as_json(self) -> dict[str, list[dict[str, str]]]:
        """The keys ``failed`` and ``left_out`` of a record; no folder of a user is in it."""
        return {"failed": reasons(self.failed), "left_out": reasons(self.left_out)}


def tell(missing: Missing) -> None:
    """Print one line for all that is missing, on standard error."""
    for name, reason in missing.left_out.items():
        print(f"Left out: {name}. {reason}", file=sys.stderr)
    for name, reason in missing.failed.items():
        print(f"error: {name}: {reason}", file=sys.stderr)
