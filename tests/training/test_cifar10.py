"""Reading CIFAR-10 binary archives, whole, damaged and hostile."""

import gzip
import lzma

import numpy as np
import pytest

from edge_app.errors import PipelineError
from training.cifar10 import RECORD_BYTES, read_archive

NAMES = b"circle\nsquare\ntriangle\nstripes\n"


def known_record(label: int, *, red: int, green: int, blue: int) -> bytes:
    """A picture of one colour, but for its last pixel of the first row: white."""
    planes = [bytearray([value]) * 1024 for value in (red, green, blue)]
    for plane in planes:
        plane[31] = 255
    return bytes([label]) + b"".join(bytes(plane) for plane in planes)


def test_a_known_record_gives_its_pixels_in_rgb_order_row_by_row(write_archive):
    record = known_record(2, red=10, green=20, blue=30)
    archive = read_archive(
        write_archive(
            {"data_batch_1.bin": record, "test_batch.bin": record, "batches.meta.txt": NAMES}
        )
    )
    assert archive.train.images.shape == (1, 32, 32, 3)
    assert archive.train.images.dtype == np.uint8
    assert archive.train.images[0, 5, 7].tolist() == [10, 20, 30]
    assert archive.train.images[0, 0, 31].tolist() == [255, 255, 255]
    assert archive.train.images[0, 31, 0].tolist() == [10, 20, 30]
    assert archive.train.labels.tolist() == [2]
    assert archive.class_names == ("circle", "square", "triangle", "stripes")


@pytest.mark.parametrize(
    ("name", "mode"),
    [("a.tar.gz", "w:gz"), ("a.tar.xz", "w:xz"), ("a.tar.bz2", "w:bz2"), ("a.tar", "w")],
)
def test_every_compression_gives_the_same_records(members, write_archive, name, mode):
    plain = read_archive(write_archive(members))
    packed = read_archive(write_archive(members, name=name, mode=mode))
    assert packed.train.hashes == plain.train.hashes
    assert np.array_equal(packed.test.images, plain.test.images)


def test_the_order_of_members_and_of_records_does_not_matter(members, write_archive):
    batches = [name for name in members if name.startswith("data_batch")]
    content = b"".join(members[name] for name in batches)
    records = [content[i : i + RECORD_BYTES] for i in range(0, len(content), RECORD_BYTES)]
    records = [records[i] for i in np.random.default_rng(1).permutation(len(records))]
    shuffled = {"batches.meta.txt": members["batches.meta.txt"]}
    for i in reversed(range(2)):
        shuffled[f"data_batch_{i + 1}.bin"] = b"".join(records[i::2])
    shuffled["test_batch.bin"] = members["test_batch.bin"]

    first = read_archive(write_archive(members))
    second = read_archive(write_archive(shuffled, name="shuffled.tar.gz"))
    assert records != [content[i : i + RECORD_BYTES] for i in range(0, len(content), RECORD_BYTES)]
    assert second.train.hashes == first.train.hashes
    assert np.array_equal(second.train.images, first.train.images)
    assert np.array_equal(second.train.labels, first.train.labels)


def test_class_names_may_hold_blanks(members, write_archive):
    members["batches.meta.txt"] = b"red circle\r\nsquare \nsmall triangle\nstripes\n\n"
    archive = read_archive(write_archive(members))
    assert archive.class_names == ("red circle", "square", "small triangle", "stripes")


def test_a_truncated_record_is_refused_by_its_size(members, write_archive):
    members["data_batch_2.bin"] = members["data_batch_2.bin"][:-1]
    size = len(members["data_batch_2.bin"])
    with pytest.raises(PipelineError, match=rf"data_batch_2\.bin holds {size} bytes.*3073"):
        read_archive(write_archive(members))


def test_two_truncated_members_that_add_up_to_whole_records_are_refused(members, write_archive):
    members["data_batch_2.bin"] = members["data_batch_2.bin"][:-1000]
    members["data_batch_3.bin"] = members["data_batch_3.bin"][: -(RECORD_BYTES - 1000)]
    with pytest.raises(PipelineError, match=r"data_batch_2\.bin holds"):
        read_archive(write_archive(members))


@pytest.mark.parametrize("missing", ["test_batch.bin", "batches.meta.txt"])
def test_a_missing_member_is_named(members, write_archive, missing):
    del members[missing]
    with pytest.raises(PipelineError, match=f"holds no {missing}"):
        read_archive(write_archive(members))


def test_the_python_version_of_the_archive_is_refused_unread(members, write_archive):
    pickles = {name.removesuffix(".bin"): content for name, content in members.items()}
    pickles["batches.meta"] = pickles.pop("batches.meta.txt")
    with pytest.raises(PipelineError, match=r"not the binary version of CIFAR-10"):
        read_archive(write_archive(pickles))


def test_a_label_without_a_name_is_refused(members, write_archive):
    members["batches.meta.txt"] = b"circle\nsquare\ntriangle\n"
    with pytest.raises(
        PipelineError, match=r"label 3, but batches\.meta\.txt names only 3 classes"
    ):
        read_archive(write_archive(members))


def test_a_file_of_no_names_is_refused(members, write_archive):
    members["batches.meta.txt"] = b"\n\n"
    with pytest.raises(PipelineError, match="names 0 classes"):
        read_archive(write_archive(members))


def test_a_symbolic_link_in_place_of_a_member_is_refused(members, write_archive):
    del members["test_batch.bin"]
    with pytest.raises(PipelineError, match=r"test_batch\.bin is not a regular file"):
        read_archive(write_archive(members, links=["test_batch.bin"]))


def test_a_member_over_the_limit_is_refused(members, write_archive, monkeypatch):
    monkeypatch.setattr("training.cifar10.MEMBER_LIMIT_BYTES", RECORD_BYTES)
    with pytest.raises(PipelineError, match="is not a regular file of at most 3073 bytes"):
        read_archive(write_archive(members))


@pytest.mark.parametrize(("name", "mode"), [("a.tar.gz", "w:gz"), ("a.tar.xz", "w:xz")])
def test_a_cut_off_archive_is_refused(members, write_archive, name, mode):
    path = write_archive(members, name=name, mode=mode)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(PipelineError, match="cannot be read as a tar archive"):
        read_archive(path)


@pytest.mark.parametrize("mode", ["w:gz", "w:xz"])
@pytest.mark.parametrize("place", [0.2, 0.5, 0.8, 0.97])
def test_changed_bytes_anywhere_in_a_compressed_archive_are_refused(
    members, write_archive, mode, place
):
    path = write_archive(members, mode=mode)
    content = bytearray(path.read_bytes())
    at = int(place * len(content))
    content[at] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(PipelineError, match="cannot be read as a tar archive"):
        read_archive(path)


def test_a_changed_pixel_is_found_by_the_checksum_behind_the_archive(members, write_archive):
    tar = write_archive(members, name="a.tar", mode="w").read_bytes()
    stored = bytearray(gzip.compress(tar, compresslevel=0))  # Level 0 keeps the bytes as they are.
    stored[stored.index(members["test_batch.bin"][:64]) + 10] ^= 1
    path = write_archive(members)
    path.write_bytes(stored)
    with pytest.raises(PipelineError, match=r"cannot be read as a tar archive.*CRC"):
        read_archive(path)


@pytest.mark.parametrize("content", [b"", b"not an archive" * 100, lzma.compress(b"not a tar")])
def test_a_file_that_is_no_archive_is_refused_in_one_line(tmp_path, content):
    path = tmp_path / "a.tar.gz"
    path.write_bytes(content)
    with pytest.raises(PipelineError, match="cannot be read as a tar archive") as refused:
        read_archive(path)
    assert "\n" not in str(refused.value)


def test_a_folder_and_a_missing_file_are_refused(tmp_path):
    with pytest.raises(PipelineError, match="cannot be read as a tar archive"):
        read_archive(tmp_path)
    with pytest.raises(PipelineError, match=r"No archive at .*absent\.tar\.gz"):
        read_archive(tmp_path / "absent.tar.gz")


def test_reading_unpickles_and_extracts_nothing(members, write_archive, tmp_path, monkeypatch):
    def forbidden(*_arguments, **_options):
        raise AssertionError("the reader must neither unpickle nor extract")

    for name in ("pickle.load", "pickle.loads", "pickle.Unpickler", "tarfile.TarFile.extract"):
        monkeypatch.setattr(name, forbidden)
    monkeypatch.setattr("tarfile.TarFile.extractall", forbidden)
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setattr("tempfile.tempdir", str(work))
    path = write_archive(members | {"../escape.bin": b"?"})
    before = sorted(tmp_path.rglob("*"))
    read_archive(path)
    assert sorted(tmp_path.rglob("*")) == before
