"""A function that builds a net from a tiny recipe with other settings."""

from collections.abc import Callable
from dataclasses import replace

import keras
import pytest

from training.architectures import build_model
from training.recipe import Recipe

Build = Callable[..., keras.Model]


@pytest.fixture
def build(recipe: Recipe) -> Build:
    def model(
        architecture: str,
        *,
        image_size: tuple[int, int] = (32, 32),
        class_count: int = 10,
        **settings: object,
    ) -> keras.Model:
        changed = replace(recipe, architecture=architecture, **settings)
        return build_model(changed, image_size=image_size, class_count=class_count)

    return model
