"""The record and the page of the camera, from rounds whose figures are known."""

from dataclasses import replace

import pytest

from benchmarks.camera.measure import ALONE, DRAWN, LABELS, LOOP, VIEWED, Measured, visit_seconds
from benchmarks.camera.page import camera_page
from benchmarks.camera.picture import draw_camera
from benchmarks.camera.report import camera_report
from benchmarks.candidates import inspect
from benchmarks.missing import Missing
from benchmarks.surroundings import Watch

ROUNDS = 6
SETTINGS = {
    "seconds_each": 2.0,
    "frame_rate": 30,
    "frame_width_px": 640,
    "frame_height_px": 480,
    "stalled_viewers": 8,
    "good_viewers": 4,
}
VISITS = {
    LABELS: [[10.0, 20.0, 30.0]] * ROUNDS,
    DRAWN: [[40.0, 60.0]] * ROUNDS,
    LOOP: [[500.0]] * ROUNDS,
    ALONE: [[30.0]] * ROUNDS,
    VIEWED: [[29.4, 29.0, 28.0, 25.0, 29.0]] * ROUNDS,
}


@pytest.fixture(scope="module")
def report_of(shipped):
    """Make the report of these visits; names in ``failed`` have none."""
    surroundings = replace(Watch().end(), other_cores=0.0, other_cores_before=0.0)
    model = inspect("net", shipped[0])

    def make(**failed):
        visits = {name: rounds for name, rounds in VISITS.items() if name not in failed}
        missing = Missing(failed=failed)
        return camera_report(
            Measured(visits, failed),
            missing=missing,
            settings=SETTINGS,
            model=model,
            command="python -m benchmarks camera",
            surroundings=surroundings,
        )

    return make


def test_the_record_has_the_quantiles_of_all_labels_and_the_ratio_of_the_rounds(report_of):
    report = report_of()

    assert (report["label_ms"]["count"], report["label_ms"]["median"]) == (18, 20.0)
    assert report["label_ms"]["interval"] == {"low": 20.0, "high": 20.0}
    assert report["drawn_ms"]["median"] == 50.0
    assert report["loop_us"]["median"] == 500.0
    rates = report["frames_per_second"]
    assert (rates["alone"]["median"], rates["with_viewers"]["median"]) == (30.0, 29.4)
    assert rates["ratio"]["value"] == pytest.approx(0.98)
    assert rates["seen"]["median"] == 25.0


@pytest.mark.parametrize(("viewed", "verdict"), [(29.4, "0.95: kept."), (27.0, "NOT KEPT.")])
def test_the_page_says_whether_the_promise_is_kept(report_of, monkeypatch, viewed, verdict):
    monkeypatch.setitem(VISITS, VIEWED, [[viewed, 29.0]] * ROUNDS)

    assert verdict in camera_page(report_of()).text()


@pytest.mark.parametrize("name", [LABELS, DRAWN, LOOP, ALONE, VIEWED])
def test_what_failed_is_named_and_the_rest_is_told(report_of, name):
    report = report_of(**{name: "It was let down."})
    page = camera_page(report).markdown(picture="camera.png")

    assert "not measured" in page
    assert f"- {name}: It was let down." in page
    assert draw_camera(report).startswith(b"\x89PNG")
    assert "None" not in page


def test_fewer_rounds_than_an_interval_takes_are_a_doubt(report_of, monkeypatch):
    assert not any("interval takes" in words for words in report_of()["warnings"])
    for name in VISITS:
        monkeypatch.setitem(VISITS, name, VISITS[name][:5])

    warnings = report_of()["warnings"]

    assert "A 95 % interval takes 6 rounds; there were 5." in warnings


def test_seven_rounds_fit_into_the_time_that_is_given():
    for seconds in (72.0, 200.0):
        assert 7 * (5 * visit_seconds(seconds) + 4) <= seconds + 1e-9
    assert (visit_seconds(0.1), visit_seconds(3600)) == (0.3, 5.0)
