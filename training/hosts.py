"""Which host of a training over several hosts this process is, and what to say if it loses them."""

import importlib.util
import re
from collections.abc import Mapping
from dataclasses import dataclass

from edge_app.errors import PipelineError

AUTO = "auto"
# A range that systems hand out at random and leave free otherwise: the one that JAX uses too.
FIRST_PORT, PORTS = 61440, 4096
MISSED = (
    "The hosts did not find each other in the time of --host-timeout. Start the command on every "
    "host, each with its own --host-index, the same --hosts, and an address of host 0 as "
    "--coordinator that all can reach."
)
LOST = (
    "Another host of this training has stopped. Finished epochs are kept on host 0: the same "
    "command on every host, with --resume, goes on."
)
# What JAX raises, as one of many types, where the other end of a connection has gone.
LOSS = re.compile("Gloo|NCCL|UNAVAILABLE|DEADLINE_EXCEEDED")
# JAX ends the process by itself where it finds that out first; this is said in place of its words.
LAST_WORDS = {
    "distributed service detected fatal errors.*DEADLINE_EXCEEDED": f"error: {MISSED}",
    "distributed service detected|Polled an error|Use error polling": f"error: {LOST}",
    "Shutdown barrier in coordination": f"error: {LOST}",
}


@dataclass(frozen=True)
class Hosts:
    """``count`` processes that train one net together; this one is ``index``, from zero.

    ``coordinator`` is HOST:PORT of host 0, empty where there is no other host.
    """

    count: int
    index: int
    coordinator: str = ""


@dataclass(frozen=True)
class Share:
    """Part ``index``, from zero, of ``count`` equal parts of a batch."""

    index: int = 0
    count: int = 1

    def rows(self, whole: int) -> slice:
        """The rows of this part in a batch of ``whole`` rows, which ``count`` divides."""
        size = whole // self.count
        return slice(self.index * size, (self.index + 1) * size)


def choose_hosts(
    count: str | None,
    *,
    index: int | None,
    coordinator: str | None,
    environment: Mapping[str, str],
) -> Hosts | None:
    """The hosts that flags name; None where they name none.

    What is not given is read from the variables of a SLURM step or of an indexed Kubernetes job in
    ``environment``; a ``count`` of "auto" is, too.

    Raises PipelineError: something is missing, contradicts the rest, or the back end is not JAX.
    """
    if count is None:
        if index is not None or coordinator is not None:
            raise PipelineError("--host-index and --coordinator are for a training with --hosts N.")
        return None
    _check_back_end(environment)
    number = _count(count, environment)
    place = index if index is not None else _index(number, environment)
    if place >= number:
        raise PipelineError(
            f"--host-index is {place} of {number} hosts: expected 0 to {number - 1}, each once."
        )
    if number == 1:
        return Hosts(1, 0)
    return Hosts(number, place, _checked(coordinator or _coordinator(number, environment)))


def first_of(nodes: str) -> str:
    """The first host of a SLURM list such as "node[07-09,12],login": "node07"."""
    return re.sub(r"\[([^],-]+).*", r"\1", nodes.split(",")[0])


def check_batch(size: int, *, parts: int, what: str) -> None:
    """Raises PipelineError: a batch of ``size`` images has not as many equal ``parts``.

    ``what`` they are for, such as "2 hosts".
    """
    if size % parts:
        raise PipelineError(
            f"A batch of {size} images cannot be shared equally by {what}. Choose a batch_size "
            f"that {parts} divides, or another number of hosts."
        )


def _check_back_end(environment: Mapping[str, str]) -> None:
    if environment.get("KERAS_BACKEND") != "jax":
        raise PipelineError(
            "--hosts needs the JAX back end: Keras cannot share a training on another one. Install "
            "JAX, and put KERAS_BACKEND=jax before the command, on every host."
        )
    if importlib.util.find_spec("jax") is None:
        raise PipelineError("--hosts needs JAX, which is not installed: pip install jax")


def _count(text: str, environment: Mapping[str, str]) -> int:
    if text != AUTO:
        return _number("--hosts", text, least=1)
    if "SLURM_STEP_NUM_TASKS" in environment:
        return _number("SLURM_STEP_NUM_TASKS", environment["SLURM_STEP_NUM_TASKS"], least=1)
    raise PipelineError(
        "--hosts auto reads SLURM_STEP_NUM_TASKS, which srun sets, and it is not set here. Give "
        "--hosts N."
    )


def _index(count: int, environment: Mapping[str, str]) -> int:
    for name in ("SLURM_PROCID", "JOB_COMPLETION_INDEX"):
        if name in environment:
            return _number(name, environment[name], least=0)
    if count == 1:
        return 0
    raise PipelineError(
        f"--hosts {count} needs --host-index, 0 to {count - 1}: neither SLURM (SLURM_PROCID) nor "
        "an indexed Kubernetes job (JOB_COMPLETION_INDEX) says here which host this is."
    )


def _coordinator(count: int, environment: Mapping[str, str]) -> str:
    nodes, job = environment.get("SLURM_STEP_NODELIST"), environment.get("SLURM_JOB_ID")
    if nodes and job:
        port = FIRST_PORT + _number("SLURM_JOB_ID", job, least=0) % PORTS
        return f"{first_of(nodes)}:{port}"
    raise PipelineError(
        f"--hosts {count} needs --coordinator HOST:PORT: a name of host 0 that all know, and a "
        "free port there. Only SLURM (SLURM_STEP_NODELIST, SLURM_JOB_ID) says it by itself."
    )


def _checked(coordinator: str) -> str:
    host, _, port = coordinator.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 2**16:
        raise PipelineError(
            f"--coordinator is {coordinator!r}, expected HOST:PORT such as 192.0.2.10:61440."
        )
    return coordinator


def _number(name: str, text: str, *, least: int) -> int:
    if not text.isdecimal() or int(text) < least:
        raise PipelineError(f"{name} is {text!r}, expected a whole number, {least} or more.")
    return int(text)
