"""The backbones of keras.applications: found by name, with weights, fed with raw RGB."""

import inspect
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import layers
from numpy.typing import NDArray

from edge_app.errors import PipelineError
from training.recipe_checks import nearest


@dataclass(frozen=True)
class Preprocessing:
    """A backbone's own preprocessing of a raw RGB pixel x, 0..255: ``x @ matrix + offset``.

    ``matrix`` is float64 (3, 3), input channel by output channel; ``offset`` is float64 (3,).
    """

    matrix: NDArray[np.float64]
    offset: NDArray[np.float64]


def build_backbone(name: str, *, weights: str, image_size: tuple[int, int]) -> keras.Model:
    """A ``keras.applications`` net without its head, from preprocessed images to feature maps.

    ``weights`` is "imagenet" (which Keras downloads once), "none" (random), or the path of a
    weights file of the same net without its head (include_top=False). ``image_size`` is
    (height, width) in pixels.

    Raises PipelineError: an unknown name, images it cannot take, or weights that cannot be had.
    """
    build = find_backbone(name)
    path = _weights_path(weights)
    try:
        with warnings.catch_warnings():  # That an image size is not the one of the weights.
            warnings.simplefilter("ignore", UserWarning)
            backbone = build(
                include_top=False,
                weights="imagenet" if weights == "imagenet" else None,
                input_shape=(*image_size, 3),
            )
    except ValueError as error:
        raise PipelineError(
            f"The backbone {name!r} cannot be built for images of {image_size[0]} x "
            f"{image_size[1]} pixels (height x width): {error}"
        ) from error
    except Exception as error:  # Keras raises a bare Exception for a failed download.
        raise PipelineError(
            f"The ImageNet weights of {name!r} cannot be downloaded: {error}. Go online once; or "
            "set backbone_weights to the path of a weights file without its head "
            "(include_top=False), or to 'none' for random weights."
        ) from error
    if path:
        _load_weights(backbone, name, path)
    return backbone


def check_backbone(name: str, *, weights: str) -> None:
    """What can be said of a backbone before it is built; for ``weights`` see build_backbone.

    Raises PipelineError: there is none of that name, or no such weights file.
    """
    find_backbone(name)
    _weights_path(weights)


def find_backbone(name: str) -> Callable[..., keras.Model]:
    """The function of ``keras.applications`` that builds the backbone ``name``.

    Raises PipelineError: there is none of that name.
    """
    known = sorted(known for known in vars(keras.applications) if known[0].isupper())
    if name not in known:
        hint = nearest(name, known) or f" Known: {', '.join(known)}."
        raise PipelineError(f"keras.applications has no backbone {name!r}.{hint}")
    build: Callable[..., keras.Model] = getattr(keras.applications, name)
    return build


def find_preprocessing(name: str) -> Preprocessing:
    """The preprocessing of the backbone ``name``, read off what it does to four colours.

    Every one that Keras has is affine in a pixel (a scale, an offset, channels that change their
    places), so that black gives the offset, and each full channel gives a row of the matrix.

    Raises PipelineError: no backbone of that name, or a preprocessing that is not affine.
    """
    preprocess: Any = inspect.getmodule(find_backbone(name)).preprocess_input  # type: ignore[union-attr]
    colours = np.array([[0, 0, 0], [255, 0, 0], [0, 255, 0], [0, 0, 255], [201, 17, 99]], float)
    # A copy, because it works in place.
    seen = np.asarray(preprocess(colours.reshape(-1, 1, 1, 3).copy()), float).reshape(-1, 3)
    found = Preprocessing(matrix=(seen[1:4] - seen[0]) / 255, offset=seen[0])
    if not np.allclose(colours[4] @ found.matrix + found.offset, seen[4], atol=1e-4):
        raise PipelineError(
            f"The preprocessing of the backbone {name!r} is not affine, so that it cannot be put "
            "into the model. Choose another backbone."
        )
    return found


def preprocessed(image: keras.KerasTensor, name: str) -> keras.KerasTensor:
    """Raw RGB (n, height, width, 3), 0..255, as the backbone ``name`` wants it.

    Built into the net as what costs least: nothing where the backbone takes raw pixels, a scale
    and an offset per channel, or a frozen 1x1 convolution where channels change their places too.
    """
    found = find_preprocessing(name)
    diagonal = np.diag(found.matrix)
    if not np.allclose(found.matrix, np.diag(diagonal), atol=1e-9):
        mix = layers.Conv2D(3, 1, trainable=False, name="preprocessing")
        mixed = mix(image)
        mix.set_weights([found.matrix[np.newaxis, np.newaxis], found.offset])
        return mixed
    if np.allclose(diagonal, 1) and np.allclose(found.offset, 0):
        return image
    scale, offset = _shortest(diagonal), _shortest(found.offset)
    return layers.Rescaling(scale, offset, name="preprocessing")(image)


def _shortest(values: NDArray[np.float64]) -> float | list[float]:
    """One number where the three channels have the same."""
    return float(values[0]) if np.allclose(values, values[0], rtol=1e-9) else values.tolist()


def _weights_path(weights: str) -> Path | None:
    """The weights file, if any.

    Raises PipelineError: it is missing.
    """
    if weights in ("imagenet", "none"):
        return None
    path = Path(weights)
    if not path.is_file():
        raise PipelineError(
            f"No backbone weights at {path}. backbone_weights is 'imagenet', 'none', or the path "
            "of a .weights.h5 or .h5 file."
        )
    return path


def _load_weights(backbone: keras.Model, name: str, path: Path) -> None:
    try:
        backbone.load_weights(path)
    except Exception as error:  # Keras raises many kinds for a file that is not its own.
        raise PipelineError(
            f"{path} cannot be loaded as weights of {name!r} without its head "
            f"(include_top=False): {error}"
        ) from error
