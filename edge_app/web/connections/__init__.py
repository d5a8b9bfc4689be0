"""Connections that a client can neither hold for ever nor fill the memory with.

waitress 3.0.2 knows no deadline for a request or an answer, and no limit for the bodies of all
connections together. What is overridden here are its insides: its version is pinned exactly, and
``tests/attacks`` are the guard.
"""

from edge_app.web.connections.patience import Limits
from edge_app.web.connections.server import GuardedServer, guarded_server

__all__ = ["GuardedServer", "Limits", "guarded_server"]
