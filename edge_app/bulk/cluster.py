"""The Ray cluster of a job: one of this machine for it alone, or one that is running."""

import logging
import os
import re
import secrets
import socket
import sys
import tempfile
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

from edge_app.errors import BulkError
from edge_app.native_logs import quiet_native_logs_in_child
from edge_app.processor import usable_cores

ENVIRONMENT = {
    "RAY_USAGE_STATS_ENABLED": "0",  # Nothing is reported to Ray's makers.
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",  # Else it remarks that we use no GPU.
}
# Of its native code: a remark about how Ray Data itself starts workers, and what each attempt to
# connect meets, of which the last is an exception.
NATIVE_NOISE = re.compile(
    rb"has constructor arguments in the object store|Failed to get cluster ID from GCS"
)
# Where Ray looks for a token: https://docs.ray.io/en/latest/ray-security/token-auth.html
TOKEN_VARIABLES = {"RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH"}
DEFAULT_TOKEN = Path("~/.ray/auth_token")
# The least that Ray takes is 75 MB. Only numbers of parts travel: pictures never do.
OBJECT_STORE_BYTES = 80 * 10**6
# Ray's sockets lie some 60 bytes deeper, and Linux takes 107 for a socket's path. With a longer
# one Ray takes its own, /tmp/ray.
LONGEST_FOLDER = 40
CONNECT_TIMEOUT_S = 5.0


@contextmanager
def ray_of(address: str | None, *, workers: int | None) -> Iterator[int]:
    """Connect to the cluster at ``address``, or start one here; gives the number of workers.

    Raises BulkError: there is no cluster, or not of this version of Ray and Python.
    """
    reached = None if address is None else _reached(address)
    os.environ.update(ENVIRONMENT)
    _use_token(os.environ, for_this_job=reached is None)
    import ray
    from ray.exceptions import RayError

    with (
        tempfile.TemporaryDirectory(prefix="bulk-") as folder,
        quiet_native_logs_in_child(NATIVE_NOISE),
        redirect_stdout(sys.stderr),  # Where Ray says that a worker has died.
    ):
        where = {"address": reached} if reached else _local(folder, workers or usable_cores())
        try:
            ray.init(
                **where, log_to_driver=False, logging_level=logging.ERROR, configure_logging=True
            )
        except (OSError, RuntimeError, ValueError, RayError) as error:
            raise BulkError(
                f"Cannot use Ray: {first_line(error)}. A cluster needs the same versions of Ray "
                "and Python there as here, and RAY_AUTH_TOKEN must hold its token, if it has one."
            ) from error
        try:
            yield workers or int(ray.cluster_resources().get("CPU", 1))
        finally:
            ray.shutdown()


def _use_token(environment: MutableMapping[str, str], *, for_this_job: bool) -> None:
    """Whoever reaches a Ray cluster runs code in it: let only those who know its token.

    Ray itself would leave one in the home folder for a cluster of this machine, and use that for
    another only where RAY_AUTH_MODE says so.
    """
    if for_this_job:
        environment.update(RAY_AUTH_MODE="token", RAY_AUTH_TOKEN=secrets.token_hex(32))
    elif TOKEN_VARIABLES & environment.keys() or DEFAULT_TOKEN.expanduser().exists():
        environment.setdefault("RAY_AUTH_MODE", "token")


def _local(folder: str, workers: int) -> dict[str, Any]:
    return {
        "address": "local",
        "num_cpus": workers,
        "num_gpus": 0,
        "include_dashboard": False,
        "object_store_memory": OBJECT_STORE_BYTES,
        "_node_ip_address": "127.0.0.1",  # Ray asks nobody who he is: no other machine may come.
        "_temp_dir": folder if len(folder) <= LONGEST_FOLDER else None,
    }


def _reached(address: str) -> str:
    """The same address. Raises BulkError: nobody listens there, for which Ray would wait long."""
    host, colon, port = address.rpartition(":")
    if address == "auto":
        return address
    if not colon or not port.isdecimal() or "/" in host:
        raise BulkError(
            f"{address!r} is no address of a Ray cluster. Expected HOST:PORT, such as "
            "192.168.1.5:6379, or auto."
        )
    try:
        socket.create_connection((host.strip("[]"), int(port)), CONNECT_TIMEOUT_S).close()
    except (OSError, OverflowError) as error:
        raise BulkError(
            f"No Ray cluster answers at {address}: {error}. Start one there: ray start --head."
        ) from error
    return address


def first_line(error: Exception) -> str:
    """What an error of Ray says before its details, without a full stop."""
    lines = (line.strip().removesuffix(".") for line in str(error).splitlines())
    return next(filter(None, lines), repr(error))
