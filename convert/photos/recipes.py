"""The recipes of the nets that a folder of photos is tried with."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.recipe import parse_recipe, read_settings, settings_text

BACKBONE_RECIPE = "transfer"
# The names of the runs, and of the recipes' files beside them.
CNN, TRANSFER, BACKBONE = "small-cnn", "transfer", "imagenet"


@dataclass(frozen=True)
class Net:
    """A net to train: the ``settings`` of its recipe, and the model that it begins with, if any."""

    name: str
    settings: dict[str, Any]
    init_from: Path | None = None

    @property
    def image_size(self) -> int:
        """The side of its pictures, in px."""
        return parse_recipe(self.name, self.settings).image_size

    def text(self) -> str:
        """The recipe as TOML."""
        return f"# Made by: python -m convert photos\n{settings_text(self.settings)}"


def planned_nets(
    *,
    cnn: str,
    transfer: str,
    init_from: Path,
    backbone: str | None,
    size: int | None,
    epochs: int | None,
) -> list[Net]:
    """The nets by their recipes, ``size`` and ``epochs`` changed where they are given.

    Raises PipelineError: no such recipe, or one that cannot be trained with these.
    """
    nets = [
        Net(CNN, _settings(CNN, cnn, size, epochs)),
        Net(TRANSFER, _settings(TRANSFER, transfer, size, epochs), init_from),
    ]
    if backbone:
        settings = _settings(BACKBONE, BACKBONE_RECIPE, size, epochs, backbone=backbone)
        nets.append(Net(BACKBONE, settings))
    return nets


def _settings(
    name: str, recipe: str, size: int | None, epochs: int | None, **more: Any
) -> dict[str, Any]:
    settings = {**read_settings(recipe)[1], **more}
    if size is not None:
        settings["image_size"] = size
    if epochs is not None:
        settings["epochs"] = epochs
        warm_up = settings.get("warmup_epochs", 0)
        settings["warmup_epochs"] = min(warm_up, epochs - 1)  # It must be shorter.
    parse_recipe(name, settings)
    return settings
