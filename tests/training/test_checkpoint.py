"""Checkpoints: complete, whole, and refused when they do not fit."""

import json

import keras
import numpy as np
import pytest

from edge_app.errors import PipelineError
from training.architectures import build_model
from training.checkpoint import Progress, load_checkpoint, save_checkpoint
from training.fit import compile_model

RUN = {"recipe": {"name": "tiny", "learning_rate": 0.1}, "data": {"name": "shapes"}}


@pytest.fixture
def build(recipe):
    def compiled(architecture: str = "resnet8", class_count: int = 4) -> keras.Model:
        model = build_model(architecture, image_size=(32, 32), class_count=class_count)
        compile_model(model, recipe, steps_per_epoch=3)
        model.optimizer.build(model.trainable_variables)
        return model

    return compiled


@pytest.fixture
def written(build, tmp_path):
    """A model whose optimizer holds state, and its checkpoint after one epoch."""
    model = build()
    # Batch norm's means and variances too must differ from those of a new model.
    model.set_weights([weights + 0.5 for weights in model.get_weights()])
    gradients = [np.ones(v.shape, np.float32) for v in model.trainable_variables]
    model.optimizer.apply(gradients, model.trainable_variables)
    path = tmp_path / "checkpoint.npz"
    progress = Progress(RUN, {"loss": [1.5], "val_accuracy": [0.25]}, best_epoch=0)
    best = [weights + 1 for weights in model.get_weights()]
    save_checkpoint(path, progress, model=model, best_weights=best)
    return model, path, progress, best


def test_a_checkpoint_gives_back_all_that_was_put_in(written, build):
    model, path, progress, best = written
    other = build()
    loaded, loaded_best = load_checkpoint(path, model=other, run=RUN)
    assert loaded == progress
    for before, after in (
        (model.get_weights(), other.get_weights()),
        (model.optimizer.variables, other.optimizer.variables),
        (best, loaded_best),
    ):
        assert len(before) == len(after) > 0
        for a, b in zip(before, after, strict=True):
            assert np.array_equal(np.asarray(a), np.asarray(b))
    assert int(other.optimizer.iterations) == 1


def test_a_checkpoint_of_another_recipe_is_refused(written, build):
    _, path, _, _ = written
    other = {**RUN, "recipe": {"name": "tiny", "learning_rate": 0.2}}
    with pytest.raises(PipelineError, match=r"another run \(different: recipe\)"):
        load_checkpoint(path, model=build(), run=other)


def test_a_checkpoint_of_other_data_is_refused(written, build):
    _, path, _, _ = written
    with pytest.raises(PipelineError, match=r"another run \(different: data\)"):
        load_checkpoint(path, model=build(), run={**RUN, "data": {"name": "other"}})


@pytest.mark.parametrize("keep", [0, 1, 100, 0.5, -1])
def test_a_cut_off_checkpoint_is_refused(written, build, keep):
    _, path, _, _ = written
    content = path.read_bytes()
    path.write_bytes(content[: int(keep * len(content)) if keep == 0.5 else keep])
    with pytest.raises(PipelineError, match=r"cannot be read .*Delete it to train from the start"):
        load_checkpoint(path, model=build(), run=RUN)


def test_a_checkpoint_with_changed_bytes_is_refused(written, build):
    _, path, _, _ = written
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(PipelineError, match="cannot be read"):
        load_checkpoint(path, model=build(), run=RUN)


def test_pickled_objects_in_a_checkpoint_are_refused(build, tmp_path):
    path = tmp_path / "checkpoint.npz"
    np.savez(path, progress=np.array({"run": RUN}, dtype=object))
    with pytest.raises(PipelineError, match=r"cannot be read .*allow_pickle"):
        load_checkpoint(path, model=build(), run=RUN)


def test_a_checkpoint_of_another_net_is_refused(written, build):
    _, path, _, _ = written
    for other in (build("plain-cnn"), build(class_count=5)):
        with pytest.raises(PipelineError, match="does not fit the net"):
            load_checkpoint(path, model=other, run=RUN)


def test_progress_without_a_known_shape_is_refused(build, tmp_path):
    path = tmp_path / "checkpoint.npz"
    np.savez(path, progress=np.array(json.dumps({"epochs": 3})))
    with pytest.raises(PipelineError, match="cannot be read"):
        load_checkpoint(path, model=build(), run=RUN)
