"""The family for the device: plain 3x3 convolutions once its branches are folded."""

import pytest
from keras import layers

from training.cost import multiply_accumulates
from training.folding import fold_branches


@pytest.mark.parametrize(
    ("channels", "trained", "exported", "products"),
    [((24, 48, 96), 183_610, 162_658, 5_475_264), ((48, 96, 192), 724_330, 646_714, 21_567_360)],
)
def test_a_net_for_cifar10_has_its_known_size(channels, trained, exported, products, build):
    model = build("stride-cnn", channels=channels, branches=True)
    assert model.count_params() == trained
    assert fold_branches(model).count_params() == exported
    assert multiply_accumulates(model) == products


def test_branches_cost_the_device_nothing(build):
    plain = build("stride-cnn", channels=(8, 16))
    branched = build("stride-cnn", channels=(8, 16), branches=True)
    assert multiply_accumulates(plain) == multiply_accumulates(branched)
    assert branched.count_params() > plain.count_params()


def test_folded_it_is_a_stack_of_two_convolutions_per_stage_the_first_strided(build):
    folded = fold_branches(build("stride-cnn", channels=(8, 16, 24), branches=True))
    convolutions = [layer for layer in folded.layers if isinstance(layer, layers.Conv2D)]
    assert [layer.filters for layer in convolutions] == [8, 8, 16, 16, 24, 24]
    assert [layer.strides for layer in convolutions] == [(2, 2), (1, 1)] * 3
    assert {layer.kernel_size for layer in convolutions} == {(3, 3)}
    kinds = {type(layer) for layer in folded.layers}
    assert not kinds & {layers.Add, layers.BatchNormalization}


def test_each_unit_has_three_branches_where_the_shape_stays_and_two_where_it_changes(build):
    model = build("stride-cnn", channels=(8, 8), branches=True)
    sums = [layer for layer in model.layers if isinstance(layer, layers.Add)]
    assert [len(layer.input) for layer in sums] == [2, 3, 2, 3]
