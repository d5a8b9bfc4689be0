"""Picture files are read as the device reads them, in memory or on demand, and never silently."""

import hashlib
import io
import os
import threading

import numpy as np
import pytest
from PIL import Image

from edge_app import Classifier
from edge_app.errors import PipelineError
from training.streaming import (
    THREADS,
    StreamedImages,
    first_sentence,
    read_pictures,
    reading_threads,
)

ORIENTATION = 0x0112  # The EXIF tag.


def encoded(format_: str, mode: str, *, size=(50, 37), orientation: int = 1) -> bytes:
    """The bytes of a picture of smooth random colours; ``size`` is (width, height)."""
    coarse = np.random.default_rng(1).integers(0, 256, (5, 7, 4), np.uint8)
    image = Image.fromarray(coarse).resize(size)
    if mode == "I;16":
        deep = 256 * np.asarray(image.convert("L"), np.uint16) + 77
        image = Image.fromarray(deep)
    elif mode != "RGBA":
        image = image.convert("RGB").convert(mode)
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    stream = io.BytesIO()
    image.save(stream, format_, **({"exif": exif} if orientation > 1 else {}))
    return stream.getvalue()


PICTURES = {
    "photo.jpg": encoded("JPEG", "RGB", orientation=6),
    "mirrored.jpg": encoded("JPEG", "RGB", orientation=5),
    "print.jpg": encoded("JPEG", "CMYK"),
    "grey.png": encoded("PNG", "L"),
    "deep.png": encoded("PNG", "I;16"),
    "clear.png": encoded("PNG", "RGBA"),
    "palette.gif": encoded("GIF", "P"),
    "line.bmp": encoded("BMP", "1"),
    "web.webp": encoded("WEBP", "RGBA"),
    "fits.png": encoded("PNG", "RGB", size=(32, 32)),
    "wide.bmp": encoded("BMP", "RGB", size=(300, 9)),
    "wrong-name.txt": encoded("PNG", "RGB"),
}


@pytest.fixture
def paths(tmp_path):
    """The files of all pictures, written."""
    for name, content in PICTURES.items():
        (tmp_path / name).write_bytes(content)
    return [tmp_path / name for name in PICTURES]


def test_a_net_is_trained_on_what_the_device_will_show_it(paths):
    classifier = Classifier()
    interpreter = classifier.runtime.interpreter
    (tensor,) = (details["index"] for details in interpreter.get_input_details())
    pictures = read_pictures(paths, size=32)
    assert pictures.unreadable == {}
    for path, trained_on in zip(paths, pictures.images[:], strict=True):
        classifier.classify(path.read_bytes())
        assert np.array_equal(interpreter.get_tensor(tensor), trained_on[np.newaxis]), path.name


def test_a_small_memory_gives_the_same_pixels_from_the_disk(paths):
    kept = read_pictures(paths, size=20)
    streamed = read_pictures(paths, size=20, memory_bytes=len(paths) * 20 * 20 * 3 - 1)
    assert isinstance(kept.images, np.ndarray)
    assert isinstance(streamed.images, StreamedImages)
    assert kept.images.shape == streamed.images.shape == (len(paths), 20, 20, 3)
    assert len(streamed.images) == len(paths)
    for indices in (slice(None), [4, 1, 4], np.array([7]), slice(3, 6), slice(0, 0)):
        assert streamed.images[indices].dtype == np.uint8
        assert np.array_equal(streamed.images[indices], kept.images[indices])
    assert (kept.places, kept.digests) == (streamed.places, streamed.digests)


def test_a_memory_that_is_just_large_enough_is_used(paths):
    enough = len(paths) * 20 * 20 * 3
    assert isinstance(read_pictures(paths, size=20, memory_bytes=enough).images, np.ndarray)


def test_a_picture_is_known_by_the_sha256_of_its_bytes(paths):
    expected = tuple(hashlib.sha256(content).digest() for content in PICTURES.values())
    assert read_pictures(paths, size=8).digests == expected


@pytest.mark.parametrize("memory_bytes", [0, 10**9])
def test_files_that_cannot_be_read_are_named_with_the_reason(paths, memory_bytes):
    folder = paths[0].parent
    bad = {
        "empty.jpg": b"",
        "notes.jpg": b"not a picture",
        "cut.jpg": PICTURES["photo.jpg"][:200],
        "cut.png": PICTURES["grey.png"][:-30],
    }
    for name, content in bad.items():
        (folder / name).write_bytes(content)
    (folder / "broken.png").symlink_to("nowhere")
    os.mkfifo(folder / "pipe.png")
    names = [*bad, "broken.png", "pipe.png"]
    asked = [folder / names[0], paths[0], *(folder / name for name in names[1:]), paths[1]]
    pictures = read_pictures(asked, size=8, memory_bytes=memory_bytes)
    assert pictures.places == (1, 7)
    assert pictures.unreadable == {
        0: "The file is empty",
        2: "This is not a picture that can be read",
        3: "The picture is damaged or cut off and cannot be decoded (OSError)",
        4: "The picture is damaged or cut off and cannot be decoded (OSError)",
        5: "Cannot read the file: No such file or directory",
        6: "This is not a regular file",
    }
    good = read_pictures(paths[:2], size=8)
    assert np.array_equal(pictures.images[list(pictures.places)], good.images[:])


def test_a_picture_that_goes_missing_later_is_an_error_whose_message_is_kept(paths):
    images = read_pictures(paths, size=8, memory_bytes=0).images
    paths[3].unlink()
    assert images[:3].shape == (3, 8, 8, 3)
    assert images.failure is None
    with pytest.raises(
        PipelineError, match=r"grey\.png could be read .* No such file.*Put the file"
    ):
        images[[3]]
    assert "grey.png" in images.failure


def test_a_picture_that_is_replaced_later_is_an_error(paths):
    images = read_pictures(paths, size=8, memory_bytes=0).images
    paths[3].write_bytes(PICTURES["clear.png"])
    with pytest.raises(PipelineError, match=r"grey\.png .* its content has changed"):
        images[:]


def test_no_files_give_no_images():
    pictures = read_pictures([], size=8)
    assert pictures.images.shape == (0, 8, 8, 3)
    assert pictures.places == ()


def test_threads_are_few_and_begin_nothing_more_once_their_block_is_left():
    begun, go_on = [], threading.Event()

    def task(number: int) -> None:
        begun.append(number)
        go_on.wait()

    def interrupted() -> None:
        with reading_threads() as pool:
            for number in range(50):
                pool.submit(task, number)
            threading.Timer(0.2, go_on.set).start()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert 1 <= len(begun) <= THREADS <= 8


@pytest.mark.parametrize("message", ["It is cut off.", "It is cut off. Save it anew."])
def test_the_first_sentence_leaves_out_the_advice(message):
    assert first_sentence(ValueError(message)) == "It is cut off"
