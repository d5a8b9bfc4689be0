"""The pictures that the answers are compared on."""

from collections.abc import Iterable
from pathlib import Path

from PIL import Image

from benchmarks.inputs import SEED, drawn_photo
from edge_app.errors import PipelineError
from edge_app.picture_formats import PICTURE_SUFFIXES

DRAWN_PICTURES = 12
SMALL = (48, 40)  # (width, height)
ORIENTATION = 0x0112  # The tag of EXIF; 6: the camera was held upright.


def find_pictures(paths: Iterable[Path]) -> list[Path]:
    """The files that ``paths`` name: a folder stands for the pictures in it, sorted.

    Raises PipelineError: there is no such file, or no picture in a folder.
    """
    found: list[Path] = []
    for path in paths:
        pictures = _inside(path) if path.is_dir() else [path] if path.is_file() else []
        if not pictures:
            raise PipelineError(
                f"{path}: no picture is there. Expected a file or a folder of them."
            )
        found += pictures
    return found


def _inside(folder: Path) -> list[Path]:
    files = (path for path in folder.iterdir() if path.suffix.lower() in PICTURE_SUFFIXES)
    return sorted(path for path in files if path.is_file())


def draw_pictures(folder: Path) -> list[Path]:
    """Draw pictures from one seed, and write them as JPEG and PNG files; returns their paths.

    One has to be turned upright, and two are transparent in part.
    """
    paths = []
    for i in range(DRAWN_PICTURES):
        path = folder / f"{i:02}.{'jpg' if i % 4 == 0 else 'png'}"
        _save(drawn_photo(seed=SEED + i), path, number=i)
        paths.append(path)
    return paths


def _save(photo: Image.Image, path: Path, *, number: int) -> None:
    small = photo.resize(SMALL)
    if number == 1:
        small.putalpha(Image.linear_gradient("L").resize(SMALL))
    if number == 2:
        small.quantize(64).save(path, transparency=0)
    elif number == 4:
        exif = Image.Exif()
        exif[ORIENTATION] = 6
        photo.save(path, exif=exif)
    else:
        (photo if path.suffix == ".jpg" else small).save(path)
