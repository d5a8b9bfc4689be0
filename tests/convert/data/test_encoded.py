"""The proof asks about the bytes of picture files: the user's own, or lossless ones of arrays."""

import hashlib
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convert.data.encoded import encoded_images
from edge_app.errors import PipelineError
from edge_app.images import decode_image
from tests.drawing import write_shapes_folder
from training.archive_data import FittedImages
from training.folder_data import load_image_folder
from training.parts import ChosenImages, Split

PIXELS = np.random.default_rng(1).integers(0, 256, (7, 24, 32, 3), np.uint8)


def split_of(images: object) -> Split:
    return Split(images, np.zeros(7, np.int64), tuple(bytes([i]) * 32 for i in range(7)))


@pytest.fixture(params=[10**9, 0], ids=["in memory", "on the disk"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Split:
    """Photos of another size than the net's, in JPEG files with the top at the right."""
    root = write_shapes_folder(tmp_path / "data", {"circle": 9, "square": 9}, seed=1)
    exif = Image.Exif()
    exif[0x0112] = 6
    for path in list(root.glob("*/*.png")):
        with Image.open(path) as picture:
            picture.resize((90, 60)).save(path.with_suffix(".jpg"), quality=60, exif=exif)
        path.unlink()
    return load_image_folder(root, image_size=24, seed=1, memory_bytes=request.param).train


def test_images_of_an_array_come_back_unchanged_and_in_their_order() -> None:
    encoded = list(encoded_images(split_of(PIXELS)))
    assert all(data.startswith(b"\x89PNG") for data in encoded)
    assert np.array_equal([decode_image(data) for data in encoded], PIXELS)


def test_chosen_images_come_in_the_order_of_the_choice() -> None:
    chosen = [decode_image(data) for data in encoded_images(split_of(PIXELS), [5, 0, 5])]
    assert np.array_equal(chosen, PIXELS[[5, 0, 5]])


def test_images_that_are_resized_when_asked_for_are_encoded_in_the_size_of_the_net() -> None:
    fitted = FittedImages(PIXELS, size=16)
    (data,) = encoded_images(split_of(fitted), [3])
    assert np.array_equal(decode_image(data), fitted[[3]][0])


def test_a_folder_gives_the_very_bytes_of_its_files(folder: Split) -> None:
    encoded = list(encoded_images(folder))
    assert [hashlib.sha256(data).digest() for data in encoded] == list(folder.hashes)
    assert [path.read_bytes() for path in folder.files] == encoded
    with Image.open(io.BytesIO(encoded[0])) as picture:
        assert (picture.format, picture.size) == ("JPEG", (90, 60))


def test_a_part_that_was_taken_keeps_its_files(folder: Split) -> None:
    taken = folder.take([4, 1]).take([1])
    assert list(encoded_images(taken)) == list(encoded_images(folder, [1]))
    assert taken.files == (folder.files[1],)


def test_a_file_that_has_changed_is_refused_by_name(folder: Split) -> None:
    path = folder.files[2]
    path.write_bytes(folder.files[3].read_bytes())
    images = encoded_images(folder)
    next(images), next(images)
    with pytest.raises(PipelineError, match=rf"{path.name}.*cannot: its content has changed"):
        next(images)


def test_a_file_that_is_gone_is_refused_by_name(folder: Split) -> None:
    folder.files[0].unlink()
    with pytest.raises(
        PipelineError, match=r"\.jpg could be read when this command began.*No such"
    ):
        list(encoded_images(folder))


def test_images_are_read_batch_by_batch_when_they_are_asked_for() -> None:
    asked = []

    class Counted:
        shape = (7, 1024, 1024, 3)  # Of so large images, a batch holds two.

        def __len__(self) -> int:
            return 7

        def __getitem__(self, indices: np.ndarray) -> np.ndarray:
            asked.append(len(indices))
            return PIXELS[indices]

    images = encoded_images(split_of(ChosenImages(Counted(), range(7))))
    assert asked == []
    next(images)
    assert asked == [2]
    assert len(list(images)) == 6
    assert asked == [2, 2, 2, 1]
