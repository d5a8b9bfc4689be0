"""A machine without a network: no route, no names."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.namespaces import in_namespaces

# Brings the loopback up, which is all the network that there is; serves; asks; prints the answers.
PROGRAM = """
import json, subprocess, sys
from pathlib import Path
from tests.attacks.attackers import exchange, statuses, upload_head
from tests.attacks.victim import running
from tests.fuzz.targets import seeds

subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
seen = {"routes": subprocess.check_output(["ip", "route"], text=True)}
picture = seeds("picture")[0].read_bytes()[1:]
with running(Path(sys.argv[1])) as server:
    get = b"GET / HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n"
    upload = upload_head(len(picture)).replace(b"HTTP/1.1", b"HTTP/1.0") + picture
    seen["statuses"] = [statuses(exchange(server.port, one)) for one in (get, upload)]
    seen["log"] = server.log_lines()
print(json.dumps(seen))
"""


@pytest.mark.attack
@pytest.mark.workstation
def test_it_starts_and_answers_without_a_route_and_without_names(
    tmp_path: Path, root: Path
) -> None:
    words = [*in_namespaces("--net"), sys.executable, "-c", PROGRAM, tmp_path]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    ended = subprocess.run(words, cwd=root, env=environment, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) == {"routes": "", "statuses": [[200], [200]], "log": []}
