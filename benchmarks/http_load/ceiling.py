"""An empty Flask route under the app's own server: nothing that it serves can be faster.

The server reads the whole upload before it asks the route, as it does for the app.
``python -m benchmarks.http_load.ceiling --port 0``
"""

import argparse


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve a route that does nothing.")
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    from flask import Flask, Response, jsonify

    from edge_app.web.server import serve
    from edge_app.web.settings import WebSettings

    app = Flask(__name__)
    settings = WebSettings()
    app.config.update(
        MODEL_NAME="none",
        MAX_CONTENT_LENGTH=settings.max_upload_bytes,
        THREADS=settings.threads,
    )

    @app.post("/empty")
    def empty() -> Response:
        return jsonify(model="none")

    serve(app, port=options.port)


if __name__ == "__main__":
    main()
