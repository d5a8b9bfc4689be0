import io

import pytest
from PIL import Image

from edge_app.errors import DamagedImageError, UnsupportedImageError
from edge_app.picture_headers.jpeg import MOST_SEGMENTS, count_scans, read_layout
from tests.edge_app.hostile_pictures import jpeg, jpeg_of_scans, segment


@pytest.mark.parametrize(
    ("options", "progressive", "scans"),
    [({}, False, 1), ({"progressive": True}, True, 10)],
)
def test_the_layout_is_that_of_the_file(
    options: dict[str, bool], progressive: bool, scans: int
) -> None:
    data = jpeg(size=(200, 100), **options)
    layout = read_layout(data)
    assert layout.is_progressive == progressive
    assert data[layout.scan_start : layout.scan_start + 2] == b"\xff\xda"
    assert layout.is_one_pass(components=3) != progressive
    assert count_scans(data, start=layout.scan_start) == scans


def test_a_scan_is_not_looked_for_in_metadata_nor_behind_the_picture() -> None:
    data = jpeg(segment(0xE1, b"\xff\xda" * 500), progressive=True) + b"\xff\xda" * 500
    assert count_scans(data, start=read_layout(data).scan_start) == 10


def test_a_hundred_scans_are_enough() -> None:
    most = jpeg_of_scans((64, 64), 90)
    assert count_scans(most, start=read_layout(most).scan_start) == 100
    more = jpeg_of_scans((64, 64), 91)
    with pytest.raises(DamagedImageError, match="more than 100 scans"):
        count_scans(more, start=read_layout(more).scan_start)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (segment(0xE5) * MOST_SEGMENTS, "more than 1000 segments before"),
        (b"\xff" * MOST_SEGMENTS, "more than 1000 segments before"),
        (b"\xff\x00" * MOST_SEGMENTS, "more than 1000 segments before"),
        (segment(0xE5) + bytes(70_000), "more than 65536 bytes between"),
        (segment(0xE1, bytes(60_000)) * 18, "more than 1048576 bytes of metadata"),
    ],
)
def test_what_would_keep_a_reader_busy_is_refused(more: bytes, words: str) -> None:
    with pytest.raises(DamagedImageError, match=words):
        read_layout(jpeg(more))


def test_long_descriptions_and_colour_profiles_are_no_reason_to_refuse() -> None:
    described = segment(0xE1, b"http://ns.adobe.com/xmp/extension/" + bytes(60_000)) * 100
    profile = segment(0xE2, b"ICC_PROFILE\0" + bytes(60_000)) * 100
    assert read_layout(jpeg(described + profile)).scan_components == 3


@pytest.mark.parametrize("frame", [0xC3, 0xC9, 0xCA, 0xCF])
def test_kinds_that_hardly_any_program_reads_are_refused(frame: int) -> None:
    data = jpeg().replace(b"\xff\xc0", bytes([0xFF, frame]), 1)
    with pytest.raises(UnsupportedImageError, match="Save it as an ordinary JPEG"):
        read_layout(data)


def test_a_file_that_is_cut_off_anywhere_has_a_layout() -> None:
    data = jpeg(progressive=True)
    for length in range(3, len(data)):
        layout = read_layout(data[:length])
        count_scans(data[:length], start=layout.scan_start)


def test_the_segments_of_a_camera_are_far_below_the_limit() -> None:
    packed = io.BytesIO()
    pictures = [Image.new("RGB", (64, 64)) for _ in range(9)]
    pictures[0].save(packed, "MPO", save_all=True, append_images=pictures[1:])
    assert read_layout(packed.getvalue()).scan_components == 3
