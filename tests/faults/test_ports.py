"""A server listens where it was told to, and nowhere else."""

from pathlib import Path

import pytest

from tests.attacks.victim import SERVE, running

LISTENING = "0A"  # TCP_LISTEN of the kernel, as /proc/net/tcp shows it.
LOOPBACK = "0100007F"


@pytest.mark.attack
@pytest.mark.workstation
def test_only_the_configured_port_is_open(tmp_path: Path) -> None:
    with running(tmp_path, (*SERVE, "--camera", "fake")) as server:
        assert listening(server.pid) == [f"{LOOPBACK}:{server.port:04X}"]


def listening(pid: int) -> list[str]:
    """The addresses on which a process listens, in the kernel's notation."""
    sockets = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        target = str(link.readlink())
        if target.startswith("socket:["):
            sockets.add(target[8:-1])
    found = []
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            is_open = fields[3] == LISTENING or table.startswith("udp")
            if is_open and fields[9] in sockets:
                found.append(fields[1])
    return found
