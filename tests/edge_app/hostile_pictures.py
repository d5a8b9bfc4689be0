"""Picture files that are made to take time or memory, each by its name; drawn, none is stored."""

import functools
import io
import struct
import zlib
from collections.abc import Callable
from functools import partial
from typing import Any

from PIL import Image

PNG_START = b"\x89PNG\r\n\x1a\n"
SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # For each pixel of a PNG, by its colour type.
MANY = 1_000_000


def saved(image: Image.Image, file_format: str, **options: Any) -> bytes:
    """The file of a picture."""
    packed = io.BytesIO()
    image.save(packed, file_format, **options)
    return packed.getvalue()


def plain(size: tuple[int, int], mode: str = "RGB") -> Image.Image:
    """One colour; ``size`` is (width, height) in pixels."""
    return Image.new(mode, size, 90)


@functools.cache
def _block_of_zeros() -> bytes:
    packer = zlib.compressobj(9, wbits=-15)
    return packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)


def zeros(count: int) -> bytes:
    """``count`` zero bytes as zlib packs them (RFC 1950), about a thousandth; made in no time."""
    blocks, rest = divmod(count, 2**20)
    packer = zlib.compressobj(9, wbits=-15)
    last = packer.compress(bytes(rest)) + packer.flush()
    return b"\x78\x01" + _block_of_zeros() * blocks + last + struct.pack(">HH", count % 65521, 1)


def chunk(kind: bytes, content: bytes = b"") -> bytes:
    """One chunk of a PNG file."""
    checksum = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + checksum


def png(
    size: tuple[int, int],
    *,
    depth: int = 8,
    colors: int = 6,
    more: bytes = b"",
    interlaced: int = 0,
) -> bytes:
    """A whole PNG of zeros, with the chunks ``more`` before its pixels."""
    width, height = size
    rows = height * (1 + (width * SAMPLES[colors] * depth + 7) // 8)
    head = struct.pack(">IIBBBBB", width, height, depth, colors, 0, 0, interlaced)
    palette = chunk(b"PLTE", bytes(768)) if colors == 3 else b""
    pixels = chunk(b"IDAT", zeros(rows + rows // 50 + 9999 * interlaced))
    return PNG_START + chunk(b"IHDR", head) + palette + more + pixels + chunk(b"IEND")


def segment(marker: int, content: bytes = b"") -> bytes:
    """One segment of a JPEG file."""
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def jpeg(more: bytes = b"", size: tuple[int, int] = (64, 64), **options: Any) -> bytes:
    """A whole JPEG, with the segments ``more`` at its beginning."""
    whole = saved(plain(size), "JPEG", **options)
    return whole[:2] + more + whole[2:]


def jpeg_that_claims(size: tuple[int, int], **options: Any) -> bytes:
    """A small JPEG whose header has another ``size``, (width, height)."""
    whole = jpeg(**options)
    place = whole.index(b"\xff\xc2" if options.get("progressive") else b"\xff\xc0") + 5
    return whole[:place] + struct.pack(">HH", size[1], size[0]) + whole[place + 4 :]


def jpeg_of_scans(size: tuple[int, int], scans: int) -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    whole = jpeg(size=size, progressive=True)
    last = whole[whole.rindex(b"\xff\xda") : -2]
    return whole[:-2] + last * scans + b"\xff\xd9"


def gif(more: bytes = b"", screen: tuple[int, int] = (8, 8)) -> bytes:
    """A GIF with one frame of 8 x 8 pixels on a ``screen``, (width, height), after ``more``."""
    whole = saved(plain((8, 8), "P"), "GIF")
    place = 13 + (3 * 2 ** ((whole[10] & 7) + 1) if whole[10] & 0x80 else 0)
    return whole[:6] + struct.pack("<HH", *screen) + whole[10:place] + more + whole[place:]


def run_length_bmp(size: tuple[int, int], runs: bytes, *, bits: int = 8) -> bytes:
    """A BMP of run-length encoded pixels."""
    palette = bytes(4 << bits)
    start = 54 + len(palette)
    head = struct.pack("<IHHI", start + len(runs), 0, 0, start)
    kind = {8: 1, 4: 2}[bits]
    info = struct.pack("<IiiHHIIiiII", 40, *size, 1, bits, kind, len(runs), 0, 0, 0, 0)
    return b"BM" + head + info + palette + runs


def animation(file_format: str, frames: int = 500) -> bytes:
    """As many frames of 16 x 16 pixels."""
    pictures = [Image.new("RGB", (16, 16), (i % 256, i // 256, 0)) for i in range(frames)]
    return saved(pictures[0], file_format, save_all=True, append_images=pictures[1:])


def exif_of(entries: int, total_bytes: int) -> bytes:
    """EXIF whose entries all claim nearly the whole block as their value."""
    size = total_bytes - 12 * entries - 22
    fields = (struct.pack("<HHII", 1000 + i, 7, max(size, 5), 8) for i in range(entries))
    directory = struct.pack("<H", entries) + b"".join(fields) + bytes(4)
    return (b"II*\0" + struct.pack("<I", 8) + directory).ljust(total_bytes, b"\0")


def _compressed_text(count: int) -> bytes:
    text = b"\0\0" + zeros(1_040_000)
    return b"".join(chunk(b"zTXt", b"k%d" % i + text) for i in range(count))


# Nobody takes these for photographs: each must be refused.
BOMBS: dict[str, Callable[[], bytes]] = {
    "RGBA PNG of 13300 x 13300": partial(png, (13300, 13300)),
    "RGBA PNG just over 25 megapixels": partial(png, (5000, 5001)),
    "RGBA PNG of 25 megapixels": partial(png, (5000, 5000)),
    "grey PNG of 20000 x 20000": partial(png, (20_000, 20_000), colors=0),
    "PNG of 25,000,000 x 1": partial(png, (25_000_000, 1), colors=0),
    "PNG of 1 x 12,000,000": partial(png, (1, 12_000_000)),
    "PNG with a million empty chunks": lambda: png((9, 9), more=chunk(b"IDAT") * MANY),
    "PNG with a million empty texts": lambda: png((9, 9), more=chunk(b"tEXt", b"a\0") * MANY),
    "PNG with 60 compressed texts": lambda: png((9, 9), more=_compressed_text(60)),
    "PNG with a text of a gigabyte": lambda: png(
        (9, 9), more=chunk(b"zTXt", b"k\0\0" + zeros(2**30))
    ),
    "PNG with a profile of a gigabyte": lambda: png(
        (9, 9), more=chunk(b"iCCP", b"k\0\0" + zeros(2**30))
    ),
    "progressive JPEG of 48 megapixels": lambda: jpeg_that_claims((8000, 6000), progressive=True),
    "progressive JPEG of 25 megapixels": lambda: jpeg_that_claims(
        (5000, 5000), progressive=True, subsampling=0
    ),
    "JPEG with 4,000 scans": partial(jpeg_of_scans, (1000, 1000), 4000),
    "JPEG of 12 megapixels with 90 scans": partial(jpeg_of_scans, (4000, 3000), 90),
    "JPEG with millions of empty segments": lambda: jpeg(segment(0xE5) * 3 * MANY),
    "JPEG with millions of comments": lambda: jpeg(segment(0xFE) * 3 * MANY),
    "JPEG with 16 million bytes that fill": lambda: jpeg(b"\xff" * 16 * MANY),
    "JPEG with 16 million bytes of junk": lambda: jpeg(segment(0xE5) + bytes(16 * MANY)),
    "JPEG with a million tables": lambda: jpeg(segment(0xC4, bytes(16) + b"\1\0") * 700_000),
    "JPEG with 15 MB of records": lambda: jpeg(
        segment(0xED, b"Photoshop 3.0\0" + b"8BIM\3\xe9\0\0\0\0\0\0" * 5400) * 240
    ),
    "JPEG with 15 MB of EXIF": lambda: jpeg(segment(0xE1, b"Exif\0\0" + bytes(65_500)) * 240),
    "WebP of 12 megapixels": lambda: saved(plain((4000, 3000)), "WEBP", method=0),
    "GIF with a comment of 16 MB": lambda: gif(
        b"\x21\xfe" + (b"\xff" + bytes(255)) * 60_000 + b"\0"
    ),
    "GIF with millions of comments": lambda: gif(b"\x21\xfe\1a\0" * 3 * MANY),
    "BMP of eight million runs": lambda: run_length_bmp((5000, 5000), b"\1\0" * 8 * MANY),
    "BMP of eight million ends of lines": lambda: run_length_bmp((5000, 5000), bytes(16 * MANY)),
    "BMP of runs of half bytes": lambda: run_length_bmp((5000, 5000), b"\xff\x12" * 9999, bits=4),
}
# These are odd, but can be answered at little cost.
BURDENS: dict[str, Callable[[], bytes]] = {
    "JPEG of 48 megapixels": lambda: jpeg(size=(8000, 6000)),
    "progressive JPEG of 12 megapixels": lambda: jpeg(size=(4000, 3000), progressive=True),
    "RGBA PNG of 12 megapixels": partial(png, (4000, 3000)),
    "interlaced PNG of 12 megapixels": partial(png, (4000, 3000), interlaced=1),
    "PNG of 12 megapixels with 16 bits": partial(png, (4000, 3000), depth=16),
    "grey PNG of 12 megapixels with 16 bits": partial(png, (4000, 3000), depth=16, colors=0),
    "palette PNG of 25 megapixels, transparent": lambda: png(
        (5000, 5000), colors=3, more=chunk(b"tRNS", bytes(256))
    ),
    "PNG of 65,535 x 1": partial(png, (65_535, 1)),
    "PNG of 1 x 65,535": partial(png, (1, 65_535)),
    "PNG with far more pixels than its size": lambda: png(
        (99, 99), more=chunk(b"IDAT", zeros(2**30))
    ),
    "PNG with EXIF of 8 MB": lambda: png((9, 9), more=chunk(b"eXIf", exif_of(60_000, 8 * MANY))),
    "GIF of 25 megapixels": lambda: saved(plain((5000, 5000), "P"), "GIF"),
    "GIF with a small frame on a huge screen": partial(gif, screen=(5000, 5000)),
    "WebP of 4 megapixels": lambda: saved(plain((2000, 2000)), "WEBP"),
    "JPEG with claims in its EXIF": lambda: jpeg(
        segment(0xE1, b"Exif\0\0" + exif_of(5000, 65_500))
    ),
    "JPEG with claims in its index": lambda: jpeg(segment(0xE2, b"MPF\0" + exif_of(5000, 65_500))),
    "GIF of 500 frames": partial(animation, "GIF"),
    "PNG of 500 frames": partial(animation, "PNG"),
    "WebP of 500 frames": partial(animation, "WEBP"),
}
