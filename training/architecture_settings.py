"""Which architectures there are, and which settings of a recipe shape each of them.

Apart from training/architectures/, which imports Keras: that takes seconds, and a wrong recipe is
refused before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from training.recipe import Recipe

# First the settings that must be there, then those that may be.
ARCHITECTURE_SETTINGS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "plain-cnn": ((), ()),
    "plain-cnn-2": ((), ()),
    "batchnorm-cnn": ((), ("dropout",)),
    "gap-cnn": ((), ("dropout",)),
    "resnet8": ((), ()),
    "resnet9": (("channels",), ()),
    "stride-cnn": (("channels",), ("branches",)),
    "whitened-cnn": (("channels",), ("strided",)),
    "transfer": (("backbone", "backbone_weights"), ("dropout",)),
}
SHAPING = ("channels", "branches", "strided", "dropout", "backbone", "backbone_weights")
# How many numbers `channels` must hold, where the net has so many stages.
STAGES = {"resnet9": 3}


def architecture_problems(recipe: Recipe) -> list[tuple[bool, str]]:
    """Settings that the recipe's architecture lacks or would ignore: (whether wrong, message)."""
    needed, possible = ARCHITECTURE_SETTINGS[recipe.architecture]
    this = f"the architecture {recipe.architecture!r}"
    lacking = [(not getattr(recipe, key), f"{this} needs the setting {key}") for key in needed]
    ignored = [
        (bool(getattr(recipe, key)), f"{key} is for {_users(key)}, and this one is {this}")
        for key in SHAPING
        if key not in (*needed, *possible)
    ]
    stages, given = STAGES.get(recipe.architecture, 0), len(recipe.channels)
    unfit = (
        0 < given != stages > 0,
        f"channels has {given} numbers, expected {stages}, one for each stage of {this}",
    )
    fine_tuning = (
        recipe.fine_tune_epochs > 0 and "backbone" not in needed,
        f"fine_tune_epochs is for {_users('backbone')}, and this one is {this}",
    )
    return [*lacking, *ignored, unfit, fine_tuning]


def check_backbone_setting(recipe: Recipe) -> None:
    """Refuse a backbone that Keras does not have; imports Keras where the recipe names one.

    Raises PipelineError: there is none of that name, or no such weights file.
    """
    if recipe.backbone:
        from training.backbones import check_backbone

        check_backbone(recipe.backbone, weights=recipe.backbone_weights)


def _users(key: str) -> str:
    """The architectures with a setting, as a sentence lists them."""
    users = [
        repr(name)
        for name, (needed, possible) in ARCHITECTURE_SETTINGS.items()
        if key in (*needed, *possible)
    ]
    return " and ".join([", ".join(users[:-1]), users[-1]] if len(users) > 1 else users)
