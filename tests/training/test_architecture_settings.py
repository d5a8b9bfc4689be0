"""Settings of a recipe that its architecture lacks or would ignore."""

import pytest

from edge_app.errors import PipelineError
from training.architecture_settings import ARCHITECTURE_SETTINGS, SHAPING
from training.recipe import parse_recipe

BASE = {
    "epochs": 10,
    "batch_size": 64,
    "optimizer": "adam",
    "schedule": "constant",
    "learning_rate": 0.1,
    "validation_images": 500,
    "seed": 1,
}
VALUES = {
    "channels": [8, 12, 16],
    "branches": True,
    "strided": True,
    "dropout": 0.5,
    "backbone": "MobileNetV2",
    "backbone_weights": "none",
}


def settings_for(architecture: str) -> dict[str, object]:
    needed, _ = ARCHITECTURE_SETTINGS[architecture]
    return BASE | {"architecture": architecture} | {key: VALUES[key] for key in needed}


@pytest.mark.parametrize("architecture", ARCHITECTURE_SETTINGS)
def test_an_architecture_takes_what_is_its_own_and_refuses_the_rest(architecture):
    needed, possible = ARCHITECTURE_SETTINGS[architecture]
    settings = settings_for(architecture)
    parse_recipe("mine", settings | {key: VALUES[key] for key in possible})
    for key in set(SHAPING) - {*needed, *possible}:
        with pytest.raises(PipelineError, match=rf"{key} is for .*this one is .*'{architecture}'"):
            parse_recipe("mine", settings | {key: VALUES[key]})


@pytest.mark.parametrize("architecture", ["resnet9", "stride-cnn", "whitened-cnn", "transfer"])
def test_what_an_architecture_needs_is_named(architecture):
    needed, _ = ARCHITECTURE_SETTINGS[architecture]
    for key in needed:
        settings = settings_for(architecture)
        del settings[key]
        with pytest.raises(PipelineError, match=f"'{architecture}' needs the setting {key}"):
            parse_recipe("mine", settings)


def test_the_architectures_that_take_a_setting_are_named():
    with pytest.raises(PipelineError, match="dropout is for 'batchnorm-cnn', 'gap-cnn' and 'tran"):
        parse_recipe("mine", settings_for("resnet8") | {"dropout": 0.5})


def test_only_a_transfer_net_is_fine_tuned():
    settings = {"fine_tune_epochs": 2, "fine_tune_blocks": 1, "fine_tune_learning_rate": 0.1}
    parse_recipe("mine", settings_for("transfer") | settings)
    with pytest.raises(PipelineError, match="fine_tune_epochs is for 'transfer'"):
        parse_recipe("mine", settings_for("resnet8") | settings)


@pytest.mark.parametrize("channels", [[], [0], [8, 2.5], 8, [8, 5000]])
def test_channels_are_a_list_of_whole_numbers_of_a_sensible_size(channels):
    with pytest.raises(PipelineError, match=r"channels.* is .*expected"):
        parse_recipe("mine", settings_for("stride-cnn") | {"channels": channels})


@pytest.mark.parametrize("channels", [[8], [8, 8, 8, 8]])
def test_resnet9_has_three_stages_and_so_three_numbers_of_channels(channels):
    settings = settings_for("resnet9") | {"channels": channels}
    with pytest.raises(PipelineError, match=f"channels has {len(channels)} numbers, expected 3"):
        parse_recipe("mine", settings)
