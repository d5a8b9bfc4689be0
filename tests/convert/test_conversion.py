"""How the files of a conversion come to the disk: whole, together, and without strangers."""

import errno
import json
from pathlib import Path

import pytest

from convert.conversion import Conversion

FILES = ["net.float32.tflite", "net.tflite", "net.keras"]
FILES += ["conversion.html", "conversion.json", "net.json"]


def conversion(word: str, *variants: str, **record: object) -> Conversion:
    """Every content is ``word``; the variants are float32 and int8 unless others are given."""
    files = dict.fromkeys(variants or ("float32", "int8"), word.encode())
    keras_file = ("net.keras", word.encode())
    return Conversion("net", files, keras_file, {"made": word, **record}, word, word)


def failed(word: str) -> Conversion:
    return Conversion("net", {}, ("net.keras", b"unused"), {"made": word}, word, word)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_file_is_written_and_named(tmp_path: Path) -> None:
    assert conversion("crème").write(tmp_path / "new") == (FILES, [])
    written = contents(tmp_path / "new")
    records = written.pop("net.json"), written.pop("conversion.json")
    assert [json.loads(record) for record in records] == [{"made": "crème"}] * 2
    assert written == dict.fromkeys(FILES[:4], "crème".encode())


@pytest.mark.parametrize("failing", FILES)
def test_a_full_disk_leaves_the_earlier_files_as_they_were(
    failing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversion("old", "float32", "int8", "dynamic").write(tmp_path)
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
        left = len(FILES) - len(order)
        assert len(list(tmp_path.glob(".partial-*"))) == left  # The others are whole.
        order.append(target.name)
        return rename(path, target)

    monkeypatch.setattr(Path, "replace", noted_rename)
    conversion("new").write(tmp_path)
    assert order == FILES


def test_files_of_an_earlier_conversion_of_that_name_do_not_stay(tmp_path: Path) -> None:
    conversion("old", "float32", "int8", "int16x8").write(tmp_path)
    for stranger in ("other.tflite", "net.quantized.tflite", "net.txt", "net.float16.tflite.bak"):
        (tmp_path / stranger).write_bytes(b"not ours")
    (tmp_path / "net.h5").write_bytes(b"an older parent")
    written, removed = conversion("new", "float32", "dynamic").write(tmp_path)
    assert written[:2] == ["net.float32.tflite", "net.dynamic.tflite"]
    assert removed == ["net.tflite", "net.int16x8.tflite", "net.h5"]
    left = contents(tmp_path)
    assert not {"net.tflite", "net.int16x8.tflite", "net.h5"} & set(left)
    assert left["other.tflite"] == left["net.quantized.tflite"] == left["net.txt"] == b"not ours"


def test_what_is_removed_goes_before_the_record_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed in between, the old record names a missing file; no file is without a record."""
    conversion("old", "int8").write(tmp_path)
    rename = Path.replace

    def killed_at_the_record(path: Path, target: Path) -> Path:
        if target.name == "net.json":
            raise KeyboardInterrupt
        return rename(path, target)

    monkeypatch.setattr(Path, "replace", killed_at_the_record)
    with pytest.raises(KeyboardInterrupt):
        conversion("new", "dynamic").write(tmp_path)
    left = contents(tmp_path)
    assert "net.tflite" not in left
    assert left["net.dynamic.tflite"] == b"new"
    assert json.loads(left["net.json"]) == {"made": "old"}
    assert not list(tmp_path.glob(".partial-*"))


def test_a_failed_conversion_writes_its_report_and_touches_nothing_else(tmp_path: Path) -> None:
    conversion("old", "float32", "int8").write(tmp_path)
    before = contents(tmp_path)
    assert failed("new").write(tmp_path) == (["conversion.html", "conversion.json"], [])
    after = contents(tmp_path)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {"conversion.html", "conversion.json"}
    assert set(after) == set(before)


def test_numbers_that_json_does_not_have_are_not_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        conversion("new", drop=float("nan")).write(tmp_path / "out")
    assert not (tmp_path / "out").exists()
