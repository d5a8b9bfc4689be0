from pathlib import Path

import pytest

from tests.reliability.measures import card_writes


@pytest.mark.attack
def test_an_upload_is_written_nowhere_and_by_the_unprotected_app_several_times(
    tmp_path: Path,
) -> None:
    (figure,) = card_writes.measure(folder=tmp_path, quick=True)
    assert figure.unit == "bytes"
    assert figure.ours <= 100  # What wakes a thread up goes through a pipe.
    assert figure.unprotected >= 10_000_000
