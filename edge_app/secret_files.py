"""Files that hold a secret: read only where nobody else may read them."""

import os
import stat
from pathlib import Path

from edge_app.errors import SettingsError
from edge_app.event_log import WARNING, tell


def read_secret(path: Path, *, what: str, most_bytes: int, is_own: bool = False) -> str:
    """The content of a file of at most ``most_bytes``; what is beyond is cut off.

    ``what`` names the secret in messages, which never hold it. A file that others may read or
    write is refused; one that ``is_own``, of the app itself, is closed to them, with a warning.

    Raises SettingsError: it cannot be read, or others may read it.
    """
    try:
        # Without waiting: a pipe that nobody writes to would hold the server up for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise SettingsError(f"Cannot read the {what} file {path}: {reason}.") from error
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise SettingsError(f"The {what} file {path} is no regular file.")
        if _is_open_to_others(status):
            _end_or_refuse(path, descriptor, what=what, is_own=is_own)
        content = os.read(descriptor, most_bytes)
    finally:
        os.close(descriptor)
    return content.decode("utf-8", "replace")


def _is_open_to_others(status: os.stat_result) -> bool:
    # As PostgreSQL judges the file of its server's key: one of root may be read by a group.
    allowed = 0o640 if status.st_uid == 0 else 0o600
    return bool(stat.S_IMODE(status.st_mode) & 0o077 & ~allowed)


def _end_or_refuse(path: Path, descriptor: int, *, what: str, is_own: bool) -> None:
    if not is_own:
        raise SettingsError(
            f"Other users may read the {what} file {path}, or write it. chmod 600 {path}"
        )
    os.fchmod(descriptor, 0o600)
    tell(
        "secret_exposed",
        f"Other users could read {path}; now they cannot. If one of them may have "
        f"done so, remove it: the next start makes a new {what}.",
        level=WARNING,
    )
