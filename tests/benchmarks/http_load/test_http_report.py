"""The record of a measurement, from visits whose figures are known."""

from pathlib import Path

import pytest

from benchmarks.candidates import Candidate
from benchmarks.http_load.measure import Cell, CellVisit, Measured
from benchmarks.http_load.page import http_page
from benchmarks.http_load.pictures import make_picture
from benchmarks.http_load.report import http_report
from benchmarks.http_load.server import Service
from benchmarks.http_load.visit import Visit
from benchmarks.missing import Missing
from benchmarks.surroundings import Watch

SERVICES = [Service(name, "library 1", (), "/") for name in ("edge_app", "empty route", "tutorial")]
MODEL = Candidate(
    name="net.tflite",
    path=Path("net.tflite"),
    size_bytes=1,
    sha256="0" * 64,
    input_size=(32, 32),
    input_dtype="uint8",
    runtime="runtime 1",
)


def of_round(
    number, answers, *, errors=None, latency_ms=5.0, peak=10**7, client_cores=0.1, cpu_ms=None
):
    load = Visit((latency_ms,) * answers, errors or {}, seconds=2.0, client_cores=client_cores)
    return CellVisit(number, load, server_cores=0.5, peak_rss_bytes=peak, request_cpu_ms=cpu_ms)


def report_of(visits, *, rounds=6, left_out=None, clients=2):
    measured = Measured(rounds=rounds, visit_seconds=2.0)
    measured.visits = {Cell(name, "png-32", clients): found for name, found in visits.items()}
    return http_report(
        SERVICES,
        [make_picture("png-32")],
        measured,
        missing=Missing(left_out=left_out or {}),
        settings={"clients": [2], "seconds": 9.0, "seed": 1},
        model=MODEL,
        command="python -m benchmarks http",
        surroundings=Watch().end(),
    )


def test_the_rate_is_answers_by_time_and_the_ratio_is_of_the_same_round():
    ours = [of_round(number, 40 * number) for number in (1, 2, 3)]
    theirs = [of_round(number, 4 * number) for number in (3, 2)]  # Round 1 is missing.

    app, tutorial = report_of({"tutorial": theirs, "edge_app": ours})["cells"]

    assert (app["service"], tutorial["service"]) == ("edge_app", "tutorial")
    assert app["of_rounds"]["number"] == [1, 2, 3]
    assert app["of_rounds"]["per_second"] == [20, 40, 60]
    assert app["of_rounds"]["median_latency_ms"] == [5, 5, 5]
    assert app["per_second"]["median"] == 40
    assert app["ratio_to_tutorial"] == {"value": 10, "low": None, "high": None}
    assert app["ratio_to_empty_route"] is None
    assert app["answers"] == 240
    assert tutorial["ratio_to_tutorial"] is None


@pytest.mark.parametrize(("answers", "p99"), [(99, None), (100, 5.0)])
def test_p99_takes_a_hundred_answers(answers, p99):
    (cell,) = report_of({"edge_app": [of_round(1, answers)]})["cells"]

    assert cell["latency_ms"]["p99"] == p99
    assert cell["latency_ms"]["median"] == cell["latency_ms"]["maximum"] == 5.0


def test_errors_of_all_rounds_are_added_and_a_service_without_an_answer_is_shown():
    visits = [of_round(n, 0, errors={"503": 3, "timeout": n}) for n in (1, 2)]

    report = report_of({"edge_app": [of_round(1, 9)], "tutorial": visits})

    app, tutorial = report["cells"]
    assert tutorial["errors"] == {"503": 6, "timeout": 3}
    assert (tutorial["latency_ms"], tutorial["per_second"]["median"]) == (None, 0)
    assert app["ratio_to_tutorial"] is None
    for text in (http_page(report).text(), http_page(report).markdown(picture=None)):
        assert "- tutorial, png-32, 2 clients: 6 x 503, 3 x timeout, beside 0 answers" in text


def test_the_memory_is_the_largest_of_all_rounds():
    visits = [of_round(1, 9, peak=5), of_round(2, 9, peak=7), of_round(3, 9, peak=None)]

    (cell,) = report_of({"edge_app": visits})["cells"]

    assert cell["peak_rss_bytes"] == 7


def test_a_rate_that_wavers_and_too_few_rounds_are_doubts():
    visits = [of_round(1, 10), of_round(2, 20)]

    warnings = " ".join(report_of({"edge_app": visits}, rounds=2)["warnings"])
    steady = " ".join(report_of({"edge_app": [of_round(n, 10) for n in range(1, 7)]})["warnings"])

    assert "edge_app: in 1 of 1 cells the answers per second have a spread of 10 %" in warnings
    assert "takes 6 rounds; the time was enough for 2" in warnings
    assert "spread" not in steady
    assert "6 rounds" not in steady


def test_a_round_without_an_answer_is_a_doubt():
    visits = [of_round(1, 10), of_round(2, 10), of_round(3, 0, errors={"timeout": 1})]

    warnings = " ".join(report_of({"edge_app": visits})["warnings"])

    assert "edge_app: in 1 of 1 cells the answers per second have a spread of 10 %" in warnings


def test_what_was_left_out_is_in_the_page():
    report = report_of({"edge_app": [of_round(1, 9)]}, left_out={"tutorial": "It is not here."})

    page = http_page(report).markdown(picture=None)

    assert "- tutorial, left out: It is not here." in page
    assert "| picture and clients | edge_app | edge_app / empty route |" in page


def warnings_of(visits):
    return " ".join(report_of({"edge_app": visits})["warnings"])


def test_requests_without_an_answer_are_a_reason_for_doubt():
    sound = [of_round(n, 10) for n in range(6)]
    assert "no answer" not in warnings_of(sound)
    assert "edge_app: 2 requests got no answer (2 x 503), 60 got one" in warnings_of(
        [of_round(9, 0, errors={"503": 2}), *sound]
    )


def test_clients_that_take_a_whole_core_are_a_reason_for_doubt():
    assert "clients kept" not in warnings_of([of_round(n, 10) for n in range(6)])
    busy = [of_round(n, 10, client_cores=0.9) for n in range(6)]
    assert "The clients kept 0.90 of one core busy beside edge_app" in warnings_of(busy)


def with_cpu(clients):
    """Rounds in which the app's own time is 1.2 times that of the empty route."""
    rounds = {"edge_app": 0.6, "empty route": 0.5, "tutorial": 80.0}
    visits = {
        name: [of_round(n, 9, cpu_ms=n * ms) for n in (1, 2, 3)] for name, ms in rounds.items()
    }
    return report_of(visits, clients=clients)


def test_the_cpu_time_of_a_request_is_set_beside_that_of_the_empty_route():
    report = with_cpu(clients=1)

    app, empty, tutorial = report["cells"]
    assert (app["request_cpu_ms"], empty["request_cpu_ms"]) == (1.2, 1.0)
    assert app["request_cpu_ratio_to_empty_route"]["value"] == pytest.approx(1.2)
    assert tutorial["request_cpu_ratio_to_empty_route"] is None
    page = http_page(report).markdown(picture=None)
    assert "CPU time of the server for one answer, without decoding, preprocessing and" in page
    assert "| PNG 32 x 32, 1 client | 1.200 | 1.000 | 1.2 (no interval) |" in page


def test_with_more_clients_than_one_the_cpu_time_of_a_request_is_not_known():
    report = with_cpu(clients=2)

    assert all(cell["request_cpu_ms"] is None for cell in report["cells"])
    assert all(cell["request_cpu_ratio_to_empty_route"] is None for cell in report["cells"])
    assert "CPU time of the server for one answer" not in http_page(report).text()
