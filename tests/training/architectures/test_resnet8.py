"""ResNet-8: its published size, and the weights that were trained with it."""

from pathlib import Path

import numpy as np

from training.cost import multiply_accumulates
from training.saving import load_model


def test_it_has_its_known_size(build):
    model = build("resnet8")
    assert model.count_params() == 78_714
    assert multiply_accumulates(model) == 12_501_632  # MLPerf Tiny: 12.5 million.


def test_the_weights_of_the_shipped_model_fit_in_their_order(build, root: Path):
    shipped, model = load_model(root / "models/cifar10-resnet8.keras"), build("resnet8")
    model.set_weights(shipped.get_weights())
    images = np.random.default_rng(1).integers(0, 256, (4, 32, 32, 3)).astype(np.float32)
    assert np.array_equal(model.predict(images, verbose=0), shipped.predict(images, verbose=0))
