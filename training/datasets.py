"""A data set ready for training, from whatever ``--data`` names."""

import os
from dataclasses import dataclass
from pathlib import Path

from edge_app.errors import PipelineError
from training.archive_data import load_archive
from training.download import fetch_cifar10
from training.folder_data import load_image_folder
from training.parts import Dataset, Images, Split
from training.recipe import Recipe
from training.splitting import Percent

__all__ = ["DataSettings", "Dataset", "Images", "Split", "archive_path", "load_dataset"]

ARCHIVE_VARIABLE = "CIFAR10_ARCHIVE"


@dataclass(frozen=True, kw_only=True)
class DataSettings:
    """Those settings of a recipe that decide the data."""

    image_size: int
    validation_images: int
    seed: int


def load_dataset(
    source: str, *, recipe: Recipe | DataSettings, split: Percent | None = None
) -> Dataset:
    """Load ``cifar10`` (downloaded once), a CIFAR-10 binary archive, or a folder of pictures.

    For ``cifar10`` the archive named by the environment variable CIFAR10_ARCHIVE is read where
    that is set. ``split`` draws all images together into training, validation and test images, by
    these percentages; without it the parts of the source stay, and what is missing is drawn.

    Raises PipelineError: no such source, a failed download, a damaged archive, a folder that holds
    no such data, or fewer images than the parts need.
    """
    if Path(source).is_dir():
        return load_image_folder(
            Path(source), image_size=recipe.image_size, seed=recipe.seed, split=split
        )
    path = archive_path(source)
    return load_archive(
        path,
        name="cifar10" if source == "cifar10" else path.name.split(".tar")[0],
        image_size=recipe.image_size,
        validation_images=recipe.validation_images,
        seed=recipe.seed,
        split=split,
    )


def archive_path(source: str) -> Path:
    """The archive that ``source`` names; that of ``cifar10`` is downloaded where it is missing.

    Raises PipelineError: no such file, or a failed download.
    """
    if source == "cifar10":
        local = os.environ.get(ARCHIVE_VARIABLE)
        return Path(local) if local else fetch_cifar10()
    if not Path(source).is_file():
        raise PipelineError(
            f"No data source {source!r}. Expected cifar10, the path of a CIFAR-10 binary archive "
            "(.tar.gz or .tar.xz), or of a folder of pictures."
        )
    return Path(source)
