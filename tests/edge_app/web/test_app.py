import io
import threading
from typing import Any

import pytest
from flask.testing import FlaskClient

from edge_app.classifier import Classifier
from edge_app.web import WebSettings, create_app

EVERY_ANSWER = [
    ("GET", "/", 200),
    ("GET", "/static/style.css", 200),
    ("GET", "/static/upload.js", 200),
    ("GET", "/favicon.ico", 200),
    ("GET", "/healthz", 200),
    ("GET", "/result", 302),
    ("POST", "/result", 400),
    ("POST", "/api/v1/classify", 400),
    ("GET", "/nothing", 404),
    ("GET", "/static/nothing", 404),
    ("GET", "/api/nothing", 404),
    ("PUT", "/", 405),
    ("OPTIONS", "/", 200),
]


@pytest.mark.parametrize(("method", "path", "status"), EVERY_ANSWER)
def test_every_answer_carries_the_security_headers(
    client: FlaskClient, method: str, path: str, status: int
) -> None:
    with client.open(path, method=method) as response:
        headers = response.headers
    assert response.status_code == status
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    is_file = status == 200 and (path.startswith("/static/") or path == "/favicon.ico")
    assert headers["Cache-Control"] == ("no-cache" if is_file else "no-store")


def test_a_result_is_kept_out_of_caches(client: FlaskClient, picture: bytes) -> None:
    response = client.post("/result", data={"image": (io.BytesIO(picture), "a.jpg")})
    assert response.headers["Cache-Control"] == "no-store"


def test_only_as_many_pictures_as_allowed_are_decoded_at_once(
    classifier: Classifier, picture: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    running: list[int] = []
    most: list[int] = []
    gate = threading.Barrier(2, timeout=10)
    classify = Classifier.classify

    def watched(self: Classifier, *args: Any, **options: Any) -> Any:
        running.append(1)
        most.append(len(running))
        gate.wait()  # Both slots are taken here, while four more requests knock.
        answer = classify(self, *args, **options)
        running.pop()
        gate.wait()
        return answer

    monkeypatch.setattr(Classifier, "classify", watched)
    app = create_app(classifier, settings=WebSettings(max_parallel=2))
    statuses: list[int] = []

    def ask() -> None:
        response = app.test_client().post(
            "/api/v1/classify", data=picture, content_type="image/jpeg"
        )
        statuses.append(response.status_code)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert statuses == [200] * 6
    assert max(most) == 2


def test_two_applications_with_other_limits_live_side_by_side(
    classifier: Classifier, picture: bytes
) -> None:
    narrow = create_app(classifier, settings=WebSettings(max_upload_bytes=100)).test_client()
    wide = create_app(classifier).test_client()
    answers = [
        client.post("/api/v1/classify", data=picture, content_type="image/jpeg").status_code
        for client in (narrow, wide)
    ]
    assert answers == [413, 200]
