import threading

import pytest

from edge_app import Classifier
from edge_app.camera.arrangement import arranged
from edge_app.errors import SourceError
from edge_app.settings import Settings
from tests.edge_app.camera.handed import until


def test_without_an_address_there_is_no_camera(classifier: Classifier) -> None:
    with arranged(Settings(), lambda: classifier) as watcher:
        assert watcher is None


def test_the_camera_of_the_settings_is_watched_as_they_say(classifier: Classifier) -> None:
    region = (0.0, 0.0, 0.5, 0.5)
    settings = Settings(
        camera="fake:ship,60s", frame_size=(320, 240), frame_rate=50.0, region=region, top=2
    )
    with arranged(settings, lambda: classifier) as watcher:
        state = until(watcher, lambda state: state.observation)
        assert state.capture.address == "fake:ship,60s"
        assert state.region == region
        assert len(state.observation.raw.predictions) == 2
        assert watcher.frame(0, 1.0).pixels.shape == (240, 320, 3)


def test_another_address_goes_before_that_of_the_settings(classifier: Classifier) -> None:
    settings = Settings(camera="/dev/video99")
    with arranged(settings, lambda: classifier, address="fake") as watcher:
        assert until(watcher, lambda state: state.observation).capture.address == "fake"


def test_a_camera_that_is_not_there_is_a_trouble_and_no_error(classifier: Classifier) -> None:
    settings = Settings(camera="fake:vanish,60s")
    with arranged(settings, lambda: classifier) as watcher:
        state = until(watcher, lambda state: state.capture.problem)
        assert state.capture.state == "waiting"
        assert watcher.is_alive


def test_an_address_that_cannot_be_is_refused_at_once(classifier: Classifier) -> None:
    with (
        pytest.raises(SourceError, match="nowhere"),
        arranged(Settings(camera="nowhere"), lambda: classifier),
    ):
        pass


def test_nothing_is_left_after_the_block_not_even_after_an_error(classifier: Classifier) -> None:
    before = threading.active_count()
    with pytest.raises(RuntimeError, match="from outside"):
        fail_while_watching(classifier)
    assert threading.active_count() == before


def fail_while_watching(classifier: Classifier) -> None:
    with arranged(Settings(camera="fake"), lambda: classifier) as watcher:
        until(watcher, lambda state: state.observation)
        raise RuntimeError("from outside")
