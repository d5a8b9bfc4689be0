"""The pictures that models are scored on: the test images of a data set, or all of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from edge_app.errors import PipelineError
from training.cifar10 import IMAGE_SIZE, read_archive
from training.datasets import DataSettings, archive_path, load_dataset
from training.folder_parts import name_in_folder
from training.image_folder import scan_image_folder
from training.parts import ChosenImages, Split
from training.streaming import read_pictures

# By which the test part of a folder that has none is drawn.
SEED = 1


@dataclass(frozen=True)
class Pictures:
    """``part`` is "test" or "all"; ``remarks`` are lines for the user."""

    name: str
    class_names: tuple[str, ...]
    part: str
    split: Split
    remarks: tuple[str, ...] = ()

    def summary(self) -> dict[str, Any]:
        """What a record needs to tell these pictures from others."""
        return {
            "name": self.name,
            "class_names": list(self.class_names),
            "part": self.part,
            "images": len(self.split.labels),
            "sha256_of_sorted_record_sha256": self.split.digest(),
        }


def load_pictures(
    source: str, *, everything: bool = False, image_size: int = IMAGE_SIZE[0]
) -> Pictures:
    """The test images that ``source`` holds; with ``everything``, all of its images.

    The ``files`` of a folder are as they are: each model resizes them itself. Their ``images`` are
    squares of ``image_size`` pixels.

    Raises PipelineError: no such source, a damaged one, or a folder that holds no such data.
    """
    if not Path(source).is_dir():
        return _of_archive(source, everything)
    if everything:
        return _whole_folder(Path(source), image_size)
    return _test_of_folder(source, image_size)


def _of_archive(source: str, everything: bool) -> Pictures:
    path = archive_path(source)
    archive = read_archive(path)
    parts = [archive.train, archive.test] if everything else [archive.test]
    split = Split(
        np.concatenate([part.images for part in parts]),
        np.concatenate([part.labels for part in parts]),
        tuple(digest for part in parts for digest in part.hashes),
    )
    name = "cifar10" if source == "cifar10" else path.name.split(".tar")[0]
    return Pictures(name, archive.class_names, "all" if everything else "test", split)


def _test_of_folder(source: str, image_size: int) -> Pictures:
    settings = DataSettings(image_size=image_size, validation_images=1, seed=SEED)
    dataset = load_dataset(source, recipe=settings)
    remarks = dataset.remarks
    drawn = dataset.drawn.get("split") or dataset.drawn.get("split_of_train", "/0")
    if not drawn.endswith("/0"):  # The last of the three percentages is that of the test part.
        remarks += (
            f"The folder has no test part: {len(dataset.test.labels)} of its pictures were drawn "
            f"for one, by the seed {SEED}. With --all, every picture is taken.",
        )
    return Pictures(dataset.name, dataset.class_names, "test", dataset.test, remarks)


def _whole_folder(root: Path, image_size: int) -> Pictures:
    """Every picture of every class, whatever part it is in."""
    folder = scan_image_folder(root)
    paths = [file.path for file in folder.files]
    found = read_pictures(paths, size=image_size, memory_bytes=0)
    if not found.places:
        raise PipelineError(f"{root} holds no picture that can be read.")
    split = Split(
        ChosenImages(found.images, found.places),
        np.array([folder.files[place].label for place in found.places], np.int64),
        found.digests,
        tuple(paths[place] for place in found.places),
    )
    remarks = [
        f"Left out {name_in_folder(folder, place)}: {reason}."
        for place, reason in found.unreadable.items()
    ]
    return Pictures(root.resolve().name, folder.class_names, "all", split, tuple(remarks))
