import base64
import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.openmetrics.parser import (
    text_string_to_metric_families as parse_openmetrics,
)
from prometheus_client.parser import text_string_to_metric_families as parse
from werkzeug.test import create_environ

from edge_app import Classifier, __version__
from edge_app.web import create_app
from edge_app.web.metrics import BOUNDS_S, Histogram
from edge_app.web.problems import PROBLEMS
from tests.edge_app.tiny_models import color_graph

CLASSIFY = "/api/v1/classify"
# The library is imported by the first request for metrics, and not before.
LATE_IMPORT = """
import io, sys
from edge_app import Classifier
from edge_app.web import create_app

client = create_app(Classifier()).test_client()
client.post("/api/v1/classify", data=b"no picture", content_type="image/png")
assert "prometheus_client" not in sys.modules
assert client.get("/metrics").status_code == 200
assert "prometheus_client" in sys.modules
"""


def read(client: FlaskClient) -> dict[tuple[str, ...], float]:
    """All values by the name of the metric and its labels' values, in the order of their names."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in parse(answer.text)
        for sample in family.samples
    }


def test_requests_are_counted_by_route_method_and_status(
    client: FlaskClient, picture: bytes
) -> None:
    for body in (picture, picture, b"no picture"):
        client.post(CLASSIFY, data=body, content_type="image/jpeg")
    client.get("/healthz")
    client.get("/static/style.css").close()
    client.get("/static/nothing")
    client.delete("/healthz")
    counted = {key[1:]: value for key, value in read(client).items() if "requests" in key[0]}
    assert counted == {
        ("POST", CLASSIFY, "200"): 2,
        ("POST", CLASSIFY, "415"): 1,
        ("GET", "/healthz", "200"): 1,
        ("GET", "/static/<path:filename>", "200"): 1,
        ("GET", "/static/<path:filename>", "404"): 1,
        ("other", "/healthz", "405"): 1,
    }


def test_every_error_that_is_answered_is_counted_once_by_its_code(
    client: FlaskClient, picture: bytes
) -> None:
    def post(*files: bytes) -> None:
        images = [{"data": base64.b64encode(file).decode()} for file in files]
        client.post(CLASSIFY, json={"images": images})

    post(b"text")  # The one picture: an error of the whole request.
    post(b"text", b"text")  # None answered: one error for the whole.
    post(b"text", picture, picture[:300])  # Two errors in the places of two pictures.
    client.get("/nothing")
    values = read(client)
    counted = {code: values["edge_app_errors_total", code] for code in PROBLEMS}
    expected = {"unsupported_image": 3, "damaged_image": 1, "not_found": 1}
    assert counted == {**dict.fromkeys(PROBLEMS, 0), **expected}


def test_what_a_fault_of_the_application_answers_is_counted(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    app.add_url_rule("/fault", view_func=lambda: 1 / 0)
    client = app.test_client()
    client.get("/fault")
    values = read(client)
    assert values["edge_app_errors_total", "internal_error"] == 1
    assert values["edge_app_http_requests_total", "GET", "/fault", "500"] == 1
    assert "ZeroDivisionError" in caplog.text


def test_the_stages_of_every_answered_picture_are_timed(
    client: FlaskClient, picture: bytes
) -> None:
    answer = client.post(CLASSIFY, data=picture, content_type="image/jpeg").json
    client.post("/result", data={"image": (io.BytesIO(picture), "a.jpg")})
    client.post(CLASSIFY, data=b"no picture", content_type="image/jpeg")
    values = read(client)
    name = "edge_app_stage_duration_seconds"
    for stage in ("decode", "preprocess", "invoke", "total"):
        buckets = [values[f"{name}_bucket", f"{bound}", stage] for bound in (*BOUNDS_S, "+Inf")]
        assert buckets == sorted(buckets)
        assert values[f"{name}_count", stage] == buckets[-1] == 2
    spent_ms = sum(answer["results"][0]["timing_ms"].values())
    assert values[f"{name}_sum", "total"] >= spent_ms / 1000


def test_a_histogram_counts_a_value_up_to_its_bound() -> None:
    histogram = Histogram()
    for seconds in (0.00005, 0.0001, 0.0002, 10, 11):
        histogram.add(seconds)
    counts, total = histogram.read()
    assert (BOUNDS_S[0], BOUNDS_S[-1]) == (0.0001, 10)
    assert (counts[0], counts[1], counts[-2], counts[-1]) == (2, 1, 1, 1)
    assert total == pytest.approx(21.00035)


def test_10000_made_up_paths_methods_and_agents_make_no_new_series(
    app: Flask, client: FlaskClient
) -> None:
    environ = create_environ()

    def ask(method: str, path: str, agent: str, host: str = "localhost") -> None:
        made_up = {"REQUEST_METHOD": method, "PATH_INFO": path, "HTTP_USER_AGENT": agent}
        made_up["HTTP_HOST"] = host
        app({**environ, **made_up}, lambda *_: None).close()

    ask("GET", "/api/nothing", "")
    ask("WINDOW", "/api/nothing", "")
    ask("WINDOW", "/healthz", "")
    ask("GET", "/", "", "evil.example")
    ask("GET", "/api/nothing", "", "evil.example")
    ask("WINDOW", "/healthz", "", "evil.example")
    read(client)
    before = set(read(client))
    letters = np.random.default_rng(5).integers(97, 123, (10_000, 8), np.uint8)
    for number, word in enumerate(row.tobytes().decode() for row in letters):
        if number % 4:
            ask("GET", f"/api/{word}/{number}", word)
        else:
            ask(word.upper(), "/healthz" if number % 8 else f"/api/{word}", word)
        if number % 10 == 0:
            ask("GET", "/", word, f"{word}.example")
    after = read(client)
    assert set(after) == before
    assert len(client.get("/metrics").data) < 2**16
    assert after["edge_app_http_requests_total", "other", "/healthz", "405"] > 1000


def test_the_model_and_the_build_are_named(client: FlaskClient, classifier: Classifier) -> None:
    text = client.get("/metrics").text
    assert f'name="cifar10-resnet8",sha256="{classifier.info.sha256}",variant="int8"' in text
    assert f'version="{__version__}"' in text
    assert f'runtime="{classifier.runtime.name} {classifier.runtime.version}"' in text
    assert f'python="{sys.version.split()[0]}"' in text


def test_the_model_of_others_has_no_variant(load: Callable[..., Any]) -> None:
    client = create_app(load(color_graph(), file="colors.tflite", input_range="0,255"))
    text = client.test_client().get("/metrics").text
    assert text.count("edge_app_model_info{") == 1
    assert 'edge_app_model_info{name="colors"' in text
    assert 'variant=""' in text


@pytest.mark.skipif(sys.platform != "linux", reason="the library reads /proc")
def test_the_process_shows_its_memory_files_time_and_start(client: FlaskClient) -> None:
    values = read(client)
    assert values["process_resident_memory_bytes",] > 2**20
    assert values["process_cpu_seconds_total",] > 0
    assert 0 < values["process_open_fds",] < values["process_max_fds",]
    assert values["process_start_time_seconds",] > 10**9


def test_openmetrics_is_answered_where_it_is_asked_for(client: FlaskClient) -> None:
    asked = {"Accept": "application/openmetrics-text; version=1.0.0"}
    answer = client.get("/metrics", headers=asked)
    assert answer.content_type.startswith("application/openmetrics-text; version=1.0.0")
    names = {family.name for family in parse_openmetrics(answer.text)}
    assert {"edge_app_http_requests", "edge_app_model", "process_cpu_seconds"} <= names
    assert client.get("/metrics").content_type.startswith("text/plain; version=0.0.4")


def test_no_series_says_only_when_another_began(client: FlaskClient) -> None:
    assert "_created" not in client.get("/metrics").text


def test_two_applications_count_for_themselves(classifier: Classifier) -> None:
    first, second = (create_app(classifier).test_client() for _ in range(2))
    first.get("/nothing")
    assert read(first)["edge_app_errors_total", "not_found"] == 1
    assert read(second)["edge_app_errors_total", "not_found"] == 0


def test_the_library_of_the_metrics_is_imported_when_they_are_asked_for(root: Path) -> None:
    subprocess.run([sys.executable, "-c", LATE_IMPORT], cwd=root, check=True, timeout=60)
