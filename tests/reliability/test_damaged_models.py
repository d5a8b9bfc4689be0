"""A damaged model file never answers: what the hash in its record finds, whatever the damage."""

from collections import Counter
from pathlib import Path

import pytest

from tests.reliability.damaged_models import SHARES, damages
from tests.reliability.measures.silent_models import open_ours, open_plain, outcomes


def test_damages_are_of_each_kind_and_none_is_the_sound_file() -> None:
    content = bytes(range(256)) * 100
    found = list(damages(content, count=70))
    assert Counter(kind for kind, _ in found) == {"bit": 50, "block": 10, "cut": 10}
    assert all(data != content for _, data in found)


def test_70_damaged_files_are_refused(tmp_path: Path) -> None:
    assert outcomes(tmp_path / "ours", open_ours, count=70) == {"refused": 70}


@pytest.mark.attack
@pytest.mark.workstation
def test_700_damaged_files_are_refused(tmp_path: Path) -> None:
    assert outcomes(tmp_path / "ours", open_ours, count=700) == {"refused": sum(SHARES.values())}


@pytest.mark.attack
@pytest.mark.workstation
def test_where_the_record_is_forged_golden_samples_still_stop_many(tmp_path: Path) -> None:
    plain = outcomes(tmp_path / "plain", open_plain, count=140)["another class"]
    ours = outcomes(tmp_path / "ours", open_ours, count=140, forge=True)["another class"]
    assert ours < 0.75 * plain
