import numpy as np
import pytest
from PIL import Image

from edge_app.errors import DamagedImageError, ImageTooLargeError
from edge_app.picture_headers import check_header
from edge_app.picture_headers.bmp import MOST_STEPS
from edge_app.picture_headers.gif import MOST_BLOCKS
from edge_app.picture_headers.png import MOST_CHUNKS, MOST_COMPRESSED_TEXTS
from tests.edge_app.hostile_pictures import chunk, gif, png, run_length_bmp, saved


def test_a_png_may_have_20000_chunks_and_no_more() -> None:
    check_header(png((9, 9), more=chunk(b"tEXt", b"a\0") * (MOST_CHUNKS - 3)))
    with pytest.raises(DamagedImageError, match="more than 20000 chunks"):
        check_header(png((9, 9), more=chunk(b"tEXt", b"a\0") * (MOST_CHUNKS - 2)))


@pytest.mark.parametrize("kind", [b"zTXt", b"iTXt", b"iCCP"])
def test_a_png_may_have_few_compressed_texts(kind: bytes) -> None:
    check_header(png((9, 9), more=chunk(kind, b"a\0\0") * MOST_COMPRESSED_TEXTS))
    with pytest.raises(DamagedImageError, match="more than 16 compressed texts"):
        check_header(png((9, 9), more=chunk(kind, b"a\0\0") * (MOST_COMPRESSED_TEXTS + 1)))


@pytest.mark.parametrize(
    "more",
    [b"\x21\xfe\1a\0" * MOST_BLOCKS, b"\x21\xfe" + b"\1a" * MOST_BLOCKS, b"\0" * MOST_BLOCKS],
)
def test_a_gif_may_not_have_thousands_of_blocks_before_its_frame(more: bytes) -> None:
    with pytest.raises(DamagedImageError, match="more than 10000 blocks"):
        check_header(gif(more))


def test_a_gif_may_have_a_long_description() -> None:
    check_header(gif(b"\x21\xfe" + (b"\xff" + bytes(255)) * 4000 + b"\0"))


@pytest.mark.parametrize("bits", [8, 4])
def test_a_run_length_encoded_bmp_may_have_a_megapixel(bits: int) -> None:
    runs = b"\xff\1" * 100
    check_header(run_length_bmp((1000, 1000), runs, bits=bits))
    for size in ((1100, 1000), (1100, -1000), (MOST_STEPS, 1)):
        with pytest.raises(ImageTooLargeError, match="Save it as a PNG"):
            check_header(run_length_bmp(size, runs, bits=bits))
    with pytest.raises(ImageTooLargeError):
        check_header(run_length_bmp((10, 10), b"\0\0" * MOST_STEPS, bits=bits))


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_a_picture_passes_whole_and_cut_off_anywhere_in_its_header(file_format: str) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (120, 160, 3), np.uint8)
    data = saved(Image.fromarray(noise), file_format)
    check_header(data)
    for length in range(200):
        check_header(data[:length])
