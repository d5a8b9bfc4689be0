import pytest

from convert.photos.arguments import CNN_RECIPE, TRANSFER_RECIPE
from convert.photos.recipes import Net, planned_nets
from edge_app.errors import PipelineError
from training.recipe import load_recipe

MODEL = "models/cifar10-resnet8.keras"


def nets(**changed: object) -> list[Net]:
    asked = {"cnn": CNN_RECIPE, "transfer": TRANSFER_RECIPE, "init_from": MODEL}
    return planned_nets(**{**asked, "backbone": None, "size": None, "epochs": None, **changed})


def test_by_default_a_small_net_from_scratch_and_one_from_the_shipped_model_are_tried() -> None:
    cnn, transfer = nets()
    assert (cnn.name, cnn.init_from) == ("small-cnn", None)
    assert (transfer.name, transfer.init_from) == ("transfer", MODEL)
    assert cnn.image_size == transfer.image_size == 96


def test_size_and_epochs_are_those_that_are_asked_for_and_the_warm_up_is_shorter(tmp_path) -> None:
    for net in nets(size=128, epochs=1):
        path = tmp_path / f"{net.name}.toml"
        path.write_text(net.text())
        recipe = load_recipe(str(path))
        assert (recipe.name, recipe.image_size, recipe.epochs) == (net.name, 128, 1)
        assert recipe.warmup_epochs == 0


def test_a_backbone_is_a_third_net_with_the_weights_of_imagenet() -> None:
    third = nets(backbone="EfficientNetV2B0")[2]
    assert third.settings["backbone"] == "EfficientNetV2B0"
    assert third.settings["backbone_weights"] == "imagenet"
    assert third.init_from is None


def test_an_unknown_recipe_and_a_size_that_no_recipe_can_have_are_refused() -> None:
    with pytest.raises(PipelineError, match="No recipe 'photo-cnn'"):
        nets(cnn="photo-cnn")
    with pytest.raises(PipelineError, match="image_size is 4000, expected 8 to 1024"):
        nets(size=4000)
