"""A net for crops of images, which makes an epoch cheap, and the net for whole ones after it."""

import keras

from edge_app.errors import PipelineError
from training.architectures import build_model
from training.first_weights import freeze_whitening
from training.phases import Phase
from training.precision import in_precision
from training.recipe import Recipe


def net_of(phase: Phase, recipe: Recipe, *, whole: keras.Model, now: keras.Model) -> keras.Model:
    """The net that ``phase`` trains, in the state of ``now``, which trained before it.

    It is ``whole``, or one of the same architecture for crops, where the phase has them.

    Raises PipelineError: the weights of this architecture depend on the size of its images.
    """
    if (phase.crop_px is None) == (now is whole):
        return now
    net = whole if phase.crop_px is None else _net_for_crops(whole, recipe, side_px=phase.crop_px)
    for source, target in zip(now.variables, net.variables, strict=True):
        target.assign(source)
    if net is whole:
        print(f"Whole images from epoch {phase.first_epoch + 1} on.", flush=True)
    else:
        print(f"Crops of {phase.crop_px} x {phase.crop_px} pixels first.", flush=True)
    return net


def _net_for_crops(whole: keras.Model, recipe: Recipe, *, side_px: int) -> keras.Model:
    size, classes = (side_px, side_px), whole.output_shape[-1]
    net = in_precision(build_model(recipe, image_size=size, class_count=classes), recipe.precision)
    freeze_whitening(net)
    if [each.shape for each in net.variables] != [each.shape for each in whole.variables]:
        raise PipelineError(
            f"Recipe {recipe.name!r}: crop_epochs are for nets whose weights fit images of any "
            f"size, and those of {recipe.architecture!r} do not. Leave them out."
        )
    return net
