"""Who may use the app on its address, by the settings."""

import os
from pathlib import Path

from edge_app.addresses import is_loopback
from edge_app.doctor.findings import NOTE, OK, PROBLEM, WARNING, Finding, shown
from edge_app.settings.places import TOKEN_VARIABLE


def access(host: str, *, token_file: Path | None, no_auth: bool) -> Finding:
    """What ``edge-app serve`` would demand. The token itself is not read."""
    named = TOKEN_VARIABLE if TOKEN_VARIABLE in os.environ else None
    place = named if token_file is None else shown(token_file)
    if place is not None and (no_auth or (named is not None and token_file is not None)):
        remedy = "leave out --no-auth" if no_auth else f"give either --token-file or {named}"
        return Finding("access", PROBLEM, "settings that contradict each other", remedy)
    reach = "this machine alone" if is_loopback(host) else "the network"
    if place is not None:
        return Finding("access", OK, f"{reach}, with the token of {place}")
    if is_loopback(host):
        return Finding("access", OK, f"{reach}, without a login")
    if no_auth:
        remedy = "leave out --no-auth, and a login is demanded"
        return Finding("access", WARNING, f"{reach}, without a login", remedy)
    return Finding("access", NOTE, f"{reach}, with a token that is made at the start")
