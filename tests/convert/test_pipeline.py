import errno
import json
from pathlib import Path

import pytest

from convert.pipeline import Conversion

FILES = ["net.float32.tflite", "net.tflite", "net.keras", "net.json"]


def conversion(word: str, **record: object) -> Conversion:
    content = word.encode()
    files = {"float32": content, "int8": content}
    return Conversion("net", files, content, {"made": word, **record})


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_file_is_written_and_named(tmp_path: Path) -> None:
    assert conversion("crème").write(tmp_path / "new") == FILES
    written = contents(tmp_path / "new")
    assert json.loads(written.pop("net.json")) == {"made": "crème"}
    assert written == dict.fromkeys(FILES[:3], "crème".encode())


@pytest.mark.parametrize("failing", FILES)
def test_a_full_disk_leaves_the_earlier_files_as_they_were(
    failing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversion("old").write(tmp_path)
    before, write_bytes = contents(tmp_path), Path.write_bytes

    def write_until_full(path: Path, data: bytes) -> int:
        if path.name.endswith(f"-{failing}"):
            raise OSError(errno.ENOSPC, "No space left on device")
        return write_bytes(path, data)

    monkeypatch.setattr(Path, "write_bytes", write_until_full)
    with pytest.raises(OSError, match="No space left"):
        conversion("new").write(tmp_path)
    assert contents(tmp_path) == before


def test_the_record_gets_its_name_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename, order = Path.replace, []

    def noted_rename(path: Path, target: Path) -> Path:
        assert len(list(tmp_path.glob(".partial-*"))) == 4 - len(order)  # The others are whole.
        order.append(target.name)
        return rename(path, target)

    monkeypatch.setattr(Path, "replace", noted_rename)
    conversion("new").write(tmp_path)
    assert order == FILES


def test_numbers_that_json_does_not_have_are_not_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        conversion("new", drop=float("nan")).write(tmp_path / "out")
    assert not (tmp_path / "out").exists()
