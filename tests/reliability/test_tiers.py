from pathlib import Path

import pytest

from tests.reliability.tiers import tier_of

MARKED = """
import pytest

def test_a(): ...

@pytest.mark.workstation
@pytest.mark.attack
def test_b(): ...

@pytest.mark.parametrize("x", [1])
@pytest.mark.soak
def test_c(x): ...

def helper(): ...
"""


@pytest.mark.parametrize(
    ("content", "test", "tier"),
    [
        (MARKED, "test_a", "commit"),
        (MARKED, "test_b", "merge"),
        (MARKED, "test_c", "release"),
        ("pytestmark = pytest.mark.soak\ndef test_a(): ...", "test_a", "release"),
        ("pytestmark = [pytest.mark.attack]\ndef test_a(): ...", "test_a", "merge"),
    ],
)
def test_the_marker_says_when_a_test_runs(
    tmp_path: Path, content: str, test: str, tier: str
) -> None:
    (tmp_path / "test_it.py").write_text(content)
    assert tier_of(tmp_path, f"test_it.py::{test}") == tier


@pytest.mark.parametrize("test", ["test_d", "helper", ""])
def test_a_name_that_is_no_test_is_refused(tmp_path: Path, test: str) -> None:
    (tmp_path / "test_it.py").write_text(MARKED)
    with pytest.raises(LookupError, match="There is no test"):
        tier_of(tmp_path, f"test_it.py::{test}")
