"""How the files of a conversion come to the disk: whole, together, and without strangers."""

import errno
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from convert.conversion import Conversion
from convert.export.metadata import add_metadata
from edge_app import Classifier
from edge_app.errors import ModelFileError
from tests.conftest import ROOT
from tests.convert.changing import changed

FILES = ["net.float32.tflite", "net.tflite", "net.keras"]
FILES += ["conversion.html", "conversion.json", "net.json"]


def conversion(word: str, *variants: str, **record: object) -> Conversion:
    """Every content is ``word``; the variants are float32 and int8 unless others are given."""
    files = dict.fromkeys(variants or ("float32", "int8"), word.encode())
    keras_file = ("net.keras", word.encode())
    return Conversion("net", files, keras_file, {"made": word, **record}, word, word)


def failed(word: str) -> Conversion:
    return Conversion("net", {}, ("net.keras", b"unused"), {"made": word}, word, word)


def file_named(name: str, *, version: str = "1") -> bytes:
    """The shipped int8 file, under another ``name``."""
    content = (ROOT / "models" / "cifar10-resnet8.tflite").read_bytes()

    def bare(tree: Any) -> None:
        tree.metadata = [one for one in tree.metadata if one.name != b"TFLITE_METADATA"]

    labels = tuple("abcdefghij")
    return add_metadata(
        changed(content, bare), name=name, description="", version=version, labels=labels
    )


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
    for ours in ("net.tflite", "net.int16x8.tflite"):
        (tmp_path / ours).write_bytes(file_named("net"))
    (tmp_path / "net.float16.tflite").write_bytes(file_named("other net"))
    (tmp_path / "net.h5").write_bytes(b"the only copy of somebody's training")
    (tmp_path / "net.dynamic.tflite").write_bytes(b"of another tool")
    written, removed = conversion("new", "float32").write(tmp_path)
    assert written[:2] == ["net.float32.tflite", "net.keras"]
    assert removed == ["net.tflite", "net.int16x8.tflite"]
    left = contents(tmp_path)
    assert not set(removed) & set(left)
    assert left["net.h5"] == b"the only copy of somebody's training"
    assert left["net.float16.tflite"] == file_named("other net")
    assert left["net.dynamic.tflite"] == b"of another tool"
    assert left["other.tflite"] == left["net.quantized.tflite"] == left["net.txt"] == b"not ours"


def test_what_is_removed_goes_before_the_record_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed in between, the old record names a missing file; no file is without a record."""
    conversion("old", "int8").write(tmp_path)
    (tmp_path / "net.tflite").write_bytes(file_named("net"))
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


# Writes a conversion whose one file is given, and is killed before a rename of that number.
KILLED = """
import json, os, signal, sys
from pathlib import Path
from convert.conversion import Conversion

file, folder, last = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
rename, done = Path.replace, []

def killed_rename(path, target):
    if len(done) == last:
        os.kill(os.getpid(), signal.SIGKILL)
    done.append(target)
    return rename(path, target)

Path.replace = killed_rename
record = json.loads(file.with_suffix(".json").read_text())
Conversion("net", {"int8": file.read_bytes()}, ("net.keras", b"new"), record, "", "").write(folder)
"""


@pytest.mark.parametrize("renames", range(6))
def test_a_new_model_beside_an_old_record_is_refused_by_the_app(
    renames: int, tmp_path: Path
) -> None:
    """Killed between two renames, where nothing can be tidied up any more."""

    def record(content: bytes) -> dict[str, object]:
        entry = {"file": "net.tflite", "sha256": hashlib.sha256(content).hexdigest()}
        return {"name": "net", "variants": {"int8": entry}}

    old, new = file_named("net"), file_named("net", version="2")
    Conversion("net", {"int8": old}, ("net.keras", b"old"), record(old), "", "").write(tmp_path)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "net.tflite").write_bytes(new)
    (tmp_path / "new" / "net.json").write_text(json.dumps(record(new)))
    command = [sys.executable, "-c", KILLED, str(tmp_path / "new/net.tflite"), str(tmp_path)]
    ended = subprocess.run([*command, str(renames)], cwd=ROOT, check=False)
    finished = renames == 5  # The model, its parent, the page, and two records.
    assert ended.returncode == (0 if finished else -9)
    if renames == 0 or finished:
        assert Classifier(tmp_path / "net.tflite").labels[0] == "a"
    else:
        with pytest.raises(ModelFileError, match=r"is not the one that its record net\.json"):
            Classifier(tmp_path / "net.tflite")
