"""Serve with deadlines of three seconds, so that a test need not wait for the real ones.

A file with a certificate and its key may be named; then it serves HTTPS.
"""

import sys
from pathlib import Path

from edge_app import Classifier
from edge_app.web import create_app
from edge_app.web.connections import Limits
from edge_app.web.server import serve
from edge_app.web.tls import server_context

SHORT = Limits(head_s=3.0, stall_s=3.0, idle_s=3.0, refused_s=3.0, look_s=0.3)

if __name__ == "__main__":
    tls = server_context(Path(sys.argv[1])) if sys.argv[1:] else None
    serve(create_app(Classifier()), port=0, limits=SHORT, tls=tls)
