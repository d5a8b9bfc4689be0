"""What installing and removing the service does to the machine, one step after the other."""

import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from edge_app.errors import ServiceError
from edge_app.files import write_text

SYSTEMCTL_PATIENCE_S = 300


class Step(Protocol):
    """``words`` say what it does; ``details`` is what a dry run shows of it besides."""

    @property
    def words(self) -> str: ...

    @property
    def details(self) -> str: ...

    def do(self, root: Path) -> None:
        """Do it to the machine whose files are below ``root``. Raises ServiceError."""


@dataclass(frozen=True)
class Write:
    """Everybody may read the file."""

    path: Path
    content: str

    @property
    def words(self) -> str:
        return f"write {self.path}"

    @property
    def details(self) -> str:
        return self.content

    def do(self, root: Path) -> None:
        path = below(root, self.path)
        try:
            write_text(path, self.content)
            path.chmod(0o644)
        except OSError as error:
            raise ServiceError(f"Cannot write {path}: {error.strerror}.") from error


@dataclass(frozen=True)
class Remove:
    """A file that may be gone already, or a folder, or a link and the folder that it leads to."""

    path: Path
    details: str = ""

    @property
    def words(self) -> str:
        return f"remove {self.path}"

    def do(self, root: Path) -> None:
        path = below(root, self.path)
        try:
            if path.is_dir():
                shutil.rmtree(path.resolve())
            if path.is_symlink() or path.exists():
                path.unlink()
        except OSError as error:
            raise ServiceError(f"Cannot remove {self.path}: {error.strerror}.") from error


@dataclass(frozen=True)
class Systemctl:
    """``systemctl`` with these arguments; ``remedy`` is said where that fails."""

    arguments: tuple[str, ...]
    remedy: str = ""
    details: str = ""

    @property
    def words(self) -> str:
        return f"systemctl {' '.join(self.arguments)}"

    def do(self, root: Path) -> None:  # noqa: ARG002
        try:
            done = subprocess.run(
                ["systemctl", *self.arguments],
                capture_output=True,
                text=True,
                timeout=SYSTEMCTL_PATIENCE_S,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise ServiceError(f"{self.words} failed: {error}.") from error
        if done.returncode != 0:
            reason = " ".join(done.stderr.split())
            raise ServiceError(f"{self.words} failed: {reason} {self.remedy}".rstrip())


@dataclass(frozen=True)
class Keep:
    """Nothing is done; ``words`` say what stays, and why."""

    words: str
    details: str = ""

    def do(self, root: Path) -> None:
        """Nothing."""


def take(steps: Iterable[Step], *, root: Path, dry_run: bool) -> None:
    """Take the steps, and print each; in a dry run, print them with what they would write.

    Raises ServiceError: one failed; those after it were not taken.
    """
    for step in steps:
        if not dry_run:
            step.do(root)
        print(step.words, flush=True)
        if dry_run and step.details:
            print("".join(f"  {line}\n" for line in step.details.splitlines()))


def below(root: Path, path: Path) -> Path:
    """An absolute path on the machine whose files are below ``root``."""
    return root / path.relative_to("/")
