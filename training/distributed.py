"""The hosts of one training at work together, by JAX: how they meet, what they share and say."""

import atexit
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from edge_app.errors import EdgeAppError, PipelineError
from training.hosts import LOSS, LOST, MISSED, Hosts, Share, check_batch
from training.identity import Identity, differences

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class Team:
    """The hosts of a training, and all their ``devices`` together; ALONE trains on one of them."""

    hosts: Hosts
    devices: int

    @property
    def leads(self) -> bool:
        """Whether this is host 0, the only one that writes files and reports."""
        return self.hosts.index == 0

    @property
    def share(self) -> Share:
        """This host's part of each batch."""
        return Share(self.hosts.index, self.hosts.count)

    def ask_first(self, question: Callable[[], bytes]) -> bytes:
        """What host 0 answers to ``question``; the others do not ask it themselves.

        Raises PipelineError: on every host, where it does on host 0.
        """
        if self.hosts.count == 1:
            return question()
        try:
            said = b"+" + question() if self.leads else b""
        except EdgeAppError as error:
            _from_first(b"-" + str(error).encode())
            raise
        said = _from_first(said)
        if said.startswith(b"-"):
            raise PipelineError(f"Host 0 has refused: {said[1:].decode()}")
        return said[1:]

    def check(self, run: Identity, *, batch_size: int) -> None:
        """Raises PipelineError: the ``run`` of host 0 is another, or a batch cannot be shared."""
        if self is ALONE:
            return
        check_batch(batch_size, parts=self.devices, what=f"{self.devices} devices")
        first = json.loads(self.ask_first(lambda: json.dumps(run).encode()))
        if changed := differences(first, json.loads(json.dumps(run))):
            raise PipelineError(
                f"Host {self.hosts.index} has another {' and '.join(changed)} than host 0. Give "
                "every host the same recipe, data and models."
            )

    def parallel(self) -> AbstractContextManager[None]:
        """Nets that are made and trained inside the block are those of all devices."""
        if self is ALONE:
            return nullcontext()
        import keras

        everywhere = keras.distribution.DataParallel(auto_shard_dataset=False)
        return everywhere.scope()  # type: ignore[no-any-return]

    def part(self, model: "keras.Model") -> "keras.Model":
        """Let the hosts go their ways; gives ``model`` as one of this process alone.

        Raises PipelineError: the weights are not those of host 0.
        """
        if self is ALONE:
            return model
        import jax
        import keras

        weights = model.get_weights()
        self._check_weights(hashlib.sha256(b"".join(map(np.ndarray.tobytes, weights))).hexdigest())
        jax.distributed.shutdown()  # type: ignore[no-untyped-call]
        mine = keras.Model.from_config(model.get_config())
        mine.set_weights(weights)
        return mine

    def _check_weights(self, digest: str) -> None:
        name = f"Host {self.hosts.index} of {self.hosts.count}"
        if self.ask_first(digest.encode) != digest.encode():
            raise PipelineError(
                f"{name} came to other weights than host 0. Have all the same version of this "
                "program, of JAX and of Keras, and the same kind of device?"
            )
        print(f"{name} has trained. SHA-256 of its weights, as on host 0: {digest}", flush=True)

    def record(self) -> dict[str, Any]:
        """What a record says of the hosts; nothing of one process on one device."""
        return (
            {} if self is ALONE else {"hosts": {"count": self.hosts.count, "devices": self.devices}}
        )


ALONE = Team(Hosts(1, 0), devices=1)


@contextmanager
def connected(hosts: Hosts | None, *, timeout_seconds: float) -> Iterator[Team]:
    """The team of ``hosts``, which is there until the block ends; without any, ALONE.

    A host that the others do not hear of for ``timeout_seconds`` is lost, at the start and later.

    Where one is lost, this process ends with one line and status 1, or 134 where JAX comes first.

    Raises PipelineError: not all hosts come, or their number or their devices do not match.
    """
    if hosts is None:
        yield ALONE
        return
    import jax

    if hosts.count > 1:
        _connect(hosts, timeout_seconds=timeout_seconds)
    try:
        yield _team(hosts)
    except BaseException as error:
        if hosts.count > 1:
            if not isinstance(error, EdgeAppError) and LOSS.search(str(error)):
                # At once: JAX is about to end this process with words of its own.
                print(f"error: {LOST}", file=sys.stderr)
                _leave(1)
            # Or JAX would wait for the others as Python exits, and then kill the process.
            atexit.register(_leave, 130 if isinstance(error, KeyboardInterrupt) else 1)
        raise
    jax.distributed.shutdown()  # type: ignore[no-untyped-call]


def _connect(hosts: Hosts, *, timeout_seconds: float) -> None:
    import jax

    # JAX would keep SIGTERM from ending the process, and only note that it came.
    jax.config.update("jax_enable_preemption_service", False)  # type: ignore[no-untyped-call]
    try:
        jax.distributed.initialize(
            hosts.coordinator,
            hosts.count,
            hosts.index,
            cluster_detection_method="deactivate",  # Hosts has asked the job already.
            initialization_timeout=int(timeout_seconds),
            heartbeat_timeout_seconds=int(timeout_seconds),
            shutdown_timeout_seconds=int(timeout_seconds),
        )
    except RuntimeError as error:
        reason = str(error).splitlines()[0]
        raise PipelineError(f"{MISSED} JAX says of {hosts.coordinator}: {reason}") from error


def _team(hosts: Hosts) -> Team:
    import jax

    if hosts.count > 1:
        with _quiet_stdout():  # Gloo greets here whom it meets.
            _from_first(b"")
    if jax.process_count() != hosts.count:
        raise PipelineError(
            f"This host was started with --hosts {hosts.count}, and host 0 with another number: "
            f"there are {jax.process_count()}. Give all the same number, and each its own index."
        )
    devices, here = jax.device_count(), jax.local_device_count()
    if devices != here * hosts.count:
        raise PipelineError(
            f"This host has {here} devices of {devices} in all, so the {hosts.count} hosts do not "
            "have the same number. Let each see as many, such as by CUDA_VISIBLE_DEVICES."
        )
    return Team(hosts, devices)


@contextmanager
def _quiet_stdout() -> Iterator[None]:
    """Drop what native code writes to file descriptor 1 inside the block."""
    sys.stdout.flush()
    stdout, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(stdout, 1)
        os.close(stdout)
        os.close(nowhere)


def _leave(code: int) -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _from_first(message: bytes) -> bytes:
    """The message of host 0, on every host."""
    from jax.experimental.multihost_utils import broadcast_one_to_all

    size = int(broadcast_one_to_all(np.int32(len(message))))
    room: NDArray[np.uint8] = np.zeros(size, np.uint8)
    room[: len(message)] = np.frombuffer(message, np.uint8)[:size]
    return bytes(broadcast_one_to_all(room))
