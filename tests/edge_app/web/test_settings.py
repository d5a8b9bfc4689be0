import pytest

from edge_app.images import MAX_PIXELS
from edge_app.web import WebSettings


def test_the_limits_are_those_that_the_documentation_names() -> None:
    assert WebSettings() == WebSettings(
        max_upload_bytes=16_777_216, max_pixels=MAX_PIXELS, max_files=32, max_parallel=1
    )


@pytest.mark.parametrize("name", ["max_upload_bytes", "max_pixels", "max_files", "max_parallel"])
def test_a_limit_below_one_is_refused_by_its_name(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} is 0, expected at least 1"):
        WebSettings(**{name: 0})
