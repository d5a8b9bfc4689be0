"""Results of memory and http, as their reports write them, compared with changed ones."""

import json
from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.candidates import Candidate
from benchmarks.compare.series import all_series
from benchmarks.environments import Distribution, Environment
from benchmarks.http_load.measure import Cell, CellVisit, Measured
from benchmarks.http_load.pictures import make_picture
from benchmarks.http_load.report import http_report
from benchmarks.http_load.server import Service
from benchmarks.http_load.visit import Visit
from benchmarks.memory.report import memory_report
from benchmarks.memory.starts import Start, Way
from benchmarks.missing import Missing
from benchmarks.surroundings import Watch

ROUNDS = range(1, 9)
MODEL = Candidate("net.tflite", Path("net.tflite"), 1, "0" * 64, (32, 32), "uint8", "runtime 1")


def quiet(report):
    """A report, as if its machine had been quiet."""
    return {**report, "may_be_reference": True, "why_no_reference": []}


def memory(*, slower=1.0, larger=1.0, installed=50_000_000):
    """A result of two ways, of which the first takes ``slower`` and ``larger`` times as much."""
    distributions = (Distribution("app", "1", installed),)
    environment = Environment(Path("python"), "3.11", distributions)
    ways = [Way(name, "library 1", environment, (), None) for name in ("app", "floor")]
    starts = {
        "app": [Start(100.0 * slower + i, 120.0 + i, int(60e6 * larger) + i) for i in ROUNDS],
        "floor": [Start(40.0 + i, 50.0 + i, 20_000_000 + i) for i in ROUNDS],
    }
    return quiet(
        memory_report(
            ways,
            starts,
            missing=Missing(),
            settings={},
            command="python -m benchmarks memory",
            surroundings=Watch().end(),
        )
    )


def visit(number, answers, *, latency_ms=5.0):
    load = Visit((latency_ms,) * answers, {} if answers else {"503": 1}, 2.0, 0.1)
    return CellVisit(number, load, server_cores=0.5, peak_rss_bytes=30_000_000)


def http(*, answers=200, latency_ms=5.0, clients=(1, 8)):
    """A result of the app, with ``answers`` in each visit, and the empty route, 900 a client."""
    services = [Service(name, "library 1", (), "/") for name in ("edge_app", "empty route")]
    measured = Measured(rounds=len(ROUNDS), visit_seconds=2.0)
    for count in clients:
        measured.visits |= {
            Cell("edge_app", "png-32", count): [
                visit(i, answers + i, latency_ms=latency_ms) for i in ROUNDS
            ],
            Cell("empty route", "png-32", count): [visit(i, 900 * count + i) for i in ROUNDS],
        }
    return quiet(
        http_report(
            services,
            [make_picture("png-32")],
            measured,
            missing=Missing(),
            settings={},
            model=MODEL,
            command="python -m benchmarks http",
            surroundings=Watch().end(),
        )
    )


@pytest.fixture
def compare(tmp_path, capsys):
    """Compare results; gives the exit code, and the verdicts by candidate and quantity."""

    def run_compare(*words):
        paths = []
        for place, word in enumerate(words):
            path = tmp_path / f"{place}.json"
            paths.append(word if isinstance(word, str) else str(path))
            if not isinstance(word, str):
                path.write_text(json.dumps(word))
        code = main(["compare", *paths, "--json"])
        changes = json.loads(capsys.readouterr().out)["changes"]
        return code, {
            (*one["candidate"], one["quantity"]): (one["word"], round(one["ratio"]["value"], 2))
            for one in changes
        }

    return run_compare


NONE = "no change that can be told"


def test_memory_has_times_peaks_and_what_is_installed(compare):
    code, words = compare(memory(), memory(slower=1.5, larger=0.8, installed=60_000_000))

    assert code == 3
    assert words["app", "first answer"] == ("slower", 1.48)
    assert words["app", "to its end"] == (NONE, 1)
    assert words["app", "peak memory"] == ("less", 0.8)
    assert words["app", "installed"] == ("more", 1.2)
    assert words["floor", "first answer"] == (NONE, 1)


def test_the_load_has_rates_times_and_memory_of_each_cell(compare):
    code, words = compare(http(), http(answers=300, latency_ms=7.0))

    assert code == 3
    assert words["edge_app", "png-32", "8 clients", "answers"][0] == "faster"
    assert words["edge_app", "png-32", "1 client", "time to an answer"] == ("slower", 1.4)
    assert words["edge_app", "png-32", "1 client", "peak memory"] == (NONE, 1)
    assert words["empty route", "png-32", "8 clients", "answers"] == (NONE, 1)


def test_fewer_answers_are_worse(compare):
    code, words = compare(http(), http(answers=100))

    assert code == 3
    assert words["edge_app", "png-32", "1 client", "answers"][0] == "slower"


def test_a_yardstick_is_that_of_the_same_picture_and_clients(compare):
    before, after = http(), http(answers=300)

    _, words = compare(before, after, "--relative-to", "empty route")

    assert words["edge_app", "png-32", "8 clients", "answers"] == ("faster", 1.49)
    assert words["empty route", "png-32", "8 clients", "answers"][0] == "the yardstick"


def test_services_of_one_result_are_compared_in_each_cell(compare):
    code, words = compare(http(), "--candidates", "empty route", "edge_app")

    assert code == 3
    assert words["edge_app", "png-32", "1 client", "answers"] == ("slower", 0.23)
    assert words["edge_app", "png-32", "8 clients", "answers"] == ("slower", 0.03)
    assert len(words) == 6


def test_where_several_have_equally_much_in_common_the_user_is_asked(tmp_path, capsys):
    path = tmp_path / "a.json"
    path.write_text(json.dumps(http(clients=(1, 8, 32))))

    code = main(["compare", str(path), "--candidates", "edge_app", "edge_app, png-32, 8 clients"])

    assert code == 1
    assert capsys.readouterr().err == (
        "error: Beside edge_app, png-32, 8 clients, say more exactly which of these: edge_app, "
        "png-32, 1 client; edge_app, png-32, 32 clients.\n"
    )


def test_a_service_that_answered_nothing_is_left_out():
    nothing = http(answers=-100, clients=(1,))

    titles = {(one.title, one.quantity.name) for one in all_series(nothing)}

    assert ("edge_app, png-32, 1 client", "answers") not in titles
    assert ("empty route, png-32, 1 client", "answers") in titles
