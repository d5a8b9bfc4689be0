import io
import zipfile

import pytest

from edge_app.model_file.label_text import MAX_LABELS_BYTES
from edge_app.model_file.packed_files import MAX_FILES, MAX_UNPACKED_BYTES, read_packed_files
from tests.edge_app.tiny_models import with_files


def test_the_files_behind_a_model_are_read() -> None:
    files = {"labels.txt": b"a\nb", "more/labels_en.txt": b"c\nd"}
    assert read_packed_files(with_files(b"model" * 100, files)) == files
    assert read_packed_files(b"model" * 100) == {}


def test_a_bomb_is_not_unpacked() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("labels.txt", b"x" * (20 * MAX_LABELS_BYTES))
    assert len(read_packed_files(stream.getvalue())["labels.txt"]) == MAX_LABELS_BYTES + 1


def test_many_bombs_together_are_not_unpacked() -> None:
    content = with_files(b"", {f"{i}.txt": b"ab\n" * (MAX_LABELS_BYTES // 3) for i in range(20)})
    files = read_packed_files(with_files(content, {"small.txt": b"a"}))
    assert sum(map(len, files.values())) <= MAX_UNPACKED_BYTES
    assert files["small.txt"] == b"a"


def test_of_very_many_files_few_are_read() -> None:
    assert len(read_packed_files(with_files(b"", {f"{i}": b"" for i in range(100)}))) == MAX_FILES
    with pytest.raises(zipfile.BadZipFile, match="too many entries"):
        read_packed_files(with_files(b"", {f"{i}": b"" for i in range(6401)}))
