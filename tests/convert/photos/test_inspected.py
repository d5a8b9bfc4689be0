from pathlib import Path

import pytest

from convert.photos.inspected import is_inspected, mark_inspected
from tests.drawing import write_shapes_folder


@pytest.fixture
def marked(tmp_path: Path) -> tuple[str, Path]:
    """A folder of photos that is noted as inspected, and the output folder of that."""
    data = write_shapes_folder(tmp_path / "data", {"circle": 2, "square": 2}, seed=1)
    mark_inspected(str(data), tmp_path / "out", image_size=96)
    return str(data), tmp_path / "out"


def test_photos_that_have_not_changed_are_not_inspected_again(marked: tuple[str, Path]) -> None:
    data, output = marked
    assert is_inspected(data, output, image_size=96)
    assert not is_inspected(data, output, image_size=128)
    assert not is_inspected(data, output.with_name("elsewhere"), image_size=96)


def test_a_photo_more_less_or_changed_is_noticed(marked: tuple[str, Path]) -> None:
    data, output = marked
    photo = Path(data, "circle", "0000.png")
    content = photo.read_bytes()
    Path(data, "square", "more.png").write_bytes(content)
    assert not is_inspected(data, output, image_size=96)
    Path(data, "square", "more.png").unlink()
    photo.write_bytes(content + b"x")
    assert not is_inspected(data, output, image_size=96)
    photo.unlink()
    assert not is_inspected(data, output, image_size=96)


def test_a_note_that_cannot_be_read_counts_for_nothing(marked: tuple[str, Path]) -> None:
    data, output = marked
    (output / "inspection" / "inspected.json").write_text("{")
    assert not is_inspected(data, output, image_size=96)
