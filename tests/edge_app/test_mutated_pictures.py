"""Whatever a file holds, it is decoded or refused with one of our own errors, and silently."""

import io
import random
import warnings
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from edge_app.encoded_picture import ignore_pillow_warnings
from edge_app.errors import ImageError
from edge_app.images import decode_image

SEED = 20261121
LIMIT_PX = 2**20  # So that no picture takes long by its size alone.
NUMBERS = (b"\0", b"\1", b"\x7f", b"\x80", b"\xff", b"\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\xff")


def seeds() -> list[bytes]:
    """Small files of each format, kind of colour and way of packing."""
    noise = np.random.default_rng(SEED).integers(0, 256, (24, 32, 4), np.uint8)
    image = Image.fromarray(noise)
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "a description"
    rgb = {"exif": exif, "icc_profile": b"profile" * 20, "comment": b"comment"}
    kinds = [
        *(
            ("JPEG", "RGB", {**rgb, "progressive": bool(i % 2), "restart_marker_rows": i})
            for i in (0, 1)
        ),
        *(("JPEG", mode, {}) for mode in ("L", "CMYK")),
        *(("PNG", mode, {"exif": exif}) for mode in ("RGB", "RGBA", "LA", "P", "1", "I;16")),
        ("PNG", "RGB", {"save_all": True, "append_images": [image.convert("RGB")]}),
        ("WEBP", "RGB", {"exif": exif}),
        ("WEBP", "RGBA", {"lossless": True}),
        ("WEBP", "RGBA", {"save_all": True, "append_images": [image.transpose(0)]}),
        ("GIF", "P", {"comment": b"comment"}),
        ("GIF", "RGBA", {"save_all": True, "append_images": [image.transpose(0)]}),
        *(("BMP", mode, {}) for mode in ("RGB", "RGBA", "P", "1")),
    ]
    packed = []
    for file_format, mode, options in kinds:
        stream = io.BytesIO()
        (image.convert("L") if mode == "I;16" else image).convert(mode).save(
            stream, file_format, **options
        )
        packed.append(stream.getvalue())
    return packed


def mutations(count: int) -> Iterator[bytes]:
    """Files with bits turned over, numbers written, pieces cut out, doubled and exchanged."""
    source = random.Random(SEED)  # noqa: S311
    files = seeds()
    for _ in range(count):
        data = bytearray(source.choice(files))
        for _ in range(source.randrange(1, 6)):
            # Half of the changes are made in the header, where a byte means most.
            place = source.randrange(min(len(data), source.choice((64, 10**6))) or 1)
            length = source.randrange(1, 32)
            kind = source.randrange(5)
            if kind == 0 and data:
                data[place] ^= 1 << source.randrange(8)
            elif kind == 1:
                number = source.choice(NUMBERS)
                data[place : place + len(number)] = number
            elif kind == 2:
                del data[place : place + length]
            elif kind == 3:
                data[place:place] = data[place : place + length]
            else:
                other = source.choice(files)
                data[place : place + length] = other[place : place + length]
        yield bytes(data)


def outcomes(count: int) -> Counter[str]:
    """How many files were decoded, and how many refused by which error."""
    found: Counter[str] = Counter()
    longest = 0
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        ignore_pillow_warnings()
        for number, data in enumerate(mutations(count)):
            try:
                pixels = decode_image(
                    data, max_pixels=LIMIT_PX, at_least=(8, 8) if number % 2 else None
                )
                assert pixels.dtype == np.uint8
                assert pixels.shape[2:] == (3,)
                found["decoded"] += 1
            except ImageError as error:
                longest = max(longest, len(str(error)))
                found[type(error).__name__] += 1
    assert longest < 300
    assert warned == []
    return found


def check(found: Counter[str], count: int, capfd: pytest.CaptureFixture[str]) -> None:
    assert found.total() == count
    kinds = {"decoded", "DamagedImageError", "UnsupportedImageError", "ImageTooLargeError"}
    assert set(found) == kinds
    assert min(found.values()) > count // 500
    assert capfd.readouterr() == ("", "")


def test_4000_mutated_pictures_are_decoded_or_refused_and_nothing_is_printed(
    capfd: pytest.CaptureFixture[str],
) -> None:
    check(outcomes(4000), 4000, capfd)


@pytest.mark.attack
def test_100000_mutated_pictures_are_decoded_or_refused_and_nothing_is_printed(
    capfd: pytest.CaptureFixture[str],
) -> None:
    check(outcomes(100_000), 100_000, capfd)
