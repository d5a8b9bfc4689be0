"""A server in the network, as a program of its own: what it says, and what it keeps to itself."""

import http.client
import os
import re
import signal
import stat
import subprocess
import sys
from pathlib import Path


def ask(port: int, method: str, path: str, **headers: str) -> tuple[int, str]:
    """The status of an answer, and all of it as text."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(
        method, path, headers={name.replace("_", "-"): h for name, h in headers.items()}
    )
    answer = connection.getresponse()
    words = f"{answer.headers}{answer.read().decode()}"
    connection.close()
    return answer.status, words


def test_a_service_keeps_its_token_to_itself(root: Path, tmp_path: Path) -> None:
    words = [
        "serve",
        "--host",
        "0.0.0.0",
        "--port",
        "0",
        "--models-folder",
        str(tmp_path / "models"),
    ]
    with subprocess.Popen(
        [sys.executable, "-m", "edge_app", *words],
        cwd=root,
        env={**os.environ, "XDG_STATE_HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        umask=0o022,
    ) as server:
        try:
            ready, said = server.stdout.readline(), server.stdout.readline()
            port = int(re.search(r":(\d+)/", ready)[1])
            file = tmp_path / "edge-app" / "token"
            assert said == f"A login is needed, with the token in {file}.\n"
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
            token = file.read_text().strip()
            bearer = f"Bearer {token}"
            assert ask(port, "GET", "/")[0] == 401
            assert ask(port, "GET", "/", Host="evil.example")[0] == 400
            answers = [
                ask(port, "GET", f"/?token={token}"),
                ask(port, "GET", f"/nothing?token={token}"),
                ask(port, "GET", f"/?token=x{token}"),
                *(ask(port, "GET", path, Authorization=bearer) for path in ("/", "/metrics", "/x")),
                ask(port, "POST", "/api/v1/classify", Authorization=bearer),
                ask(port, "PUT", "/", Authorization=bearer, Origin=f"http://{token}"),
                ask(port, "GET", "/", Authorization=f"Bearer x{token}", Cookie=f"a={token}"),
                ask(port, "GET", "/api/v1/openapi.json", Authorization=bearer),
                ask(port, "GET", "/healthz", Authorization=bearer),
            ]
            statuses = [status for status, _ in answers]
            assert statuses == [303, 401, 401, 200, 200, 404, 400, 403, 401, 200, 200]
            command = Path(f"/proc/{server.pid}/cmdline")
            shown = command.read_text() if command.exists() else ""
        finally:
            server.send_signal(signal.SIGTERM)
            out, err = server.communicate(timeout=30)
    told = "".join([ready, said, out, err, shown, *(text for _, text in answers)])
    assert "login_needed" in err
    assert token not in told
