"""What the device's own code answers about a split, from the encoded bytes of each picture on."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from convert.data.encoded import encoded_images
from edge_app.classifier import Classifier
from edge_app.errors import ModelFileError
from edge_app.images import decode_image
from training.parts import Split


@dataclass(frozen=True)
class Answers:
    """Probabilities, float32 (n, classes), of each variant; or the reason why it gives none."""

    probabilities: dict[str, NDArray[np.float32]]
    refused: dict[str, str]


def device_answers(
    classifiers: Mapping[str, Classifier], split: Split, *, progress: str = ""
) -> Answers:
    """Ask each variant about the images of ``split``; one that gives no numbers is refused.

    Each picture is decoded once for all variants. There is a bar of progress on a terminal, with
    the text ``progress`` before it.

    Raises PipelineError: a picture can no longer be read.
    """
    answers: dict[str, list[NDArray[np.float32]]] = {name: [] for name in classifiers}
    refused: dict[str, str] = {}
    pictures = tqdm(
        encoded_images(split),
        total=len(split.labels),
        desc=progress or None,
        unit=" images",
        disable=None,
    )
    for data in pictures:
        pixels = decode_image(data)
        for name in list(answers):
            try:
                answers[name].append(classifiers[name].probabilities(pixels))
            except ModelFileError as error:
                refused[name] = str(error)
                del answers[name]
    stacked = {name: np.stack(probabilities) for name, probabilities in answers.items()}
    return Answers(stacked, refused)
