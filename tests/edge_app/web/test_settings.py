import pytest

from edge_app.images import MAX_PIXELS
from edge_app.processor import usable_cores
from edge_app.web import WebSettings

LIMITS = (
    *("max_upload_bytes", "max_pixels", "max_files", "max_parallel", "max_waiting"),
    "preview_side",
)


def test_the_limits_are_those_that_the_documentation_names() -> None:
    assert WebSettings() == WebSettings(
        max_upload_bytes=16_777_216,
        max_pixels=MAX_PIXELS,
        max_files=32,
        max_parallel=usable_cores(),
        max_waiting=32,
        max_streams=4,
        preview_side=640,
    )


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_below_one_is_refused_by_its_name(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} is 0, expected at least 1"):
        WebSettings(**{name: 0})


def test_there_may_be_no_stream_but_not_fewer() -> None:
    assert WebSettings(max_streams=0).max_streams == 0
    with pytest.raises(ValueError, match="max_streams is -1, expected at least 0"):
        WebSettings(max_streams=-1)


def test_threads_are_left_for_health_checks_while_all_places_are_taken() -> None:
    assert WebSettings(max_parallel=3, max_waiting=5).threads > 3 + 5
