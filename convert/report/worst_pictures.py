"""The images that Keras answers rightly and a variant wrongly, as pictures for the report."""

from convert.proof.comparison import WorstImage
from training.data_address import image_address
from training.parts import Split

SHOWN = 8


def worst_pictures(split: Split, worst: tuple[WorstImage, ...]) -> list[tuple[WorstImage, str]]:
    """The first of ``worst``, each with its picture as a ``data:`` address.

    Raises PipelineError: a picture can no longer be read.
    """
    shown = worst[:SHOWN]
    if not shown:
        return []
    images = split.images[[one.index for one in shown]]
    return [(one, image_address(image)) for one, image in zip(shown, images, strict=True)]
