"""Checkpoints: complete, whole, and refused when they do not fit."""

import json

import keras
import numpy as np
import pytest

from edge_app.errors import PipelineError
from tests.training.small_net import build_small_net
from training.checkpoint import Progress, load_checkpoint, save_checkpoint
from training.fit import compile_model
from training.phases import current_phase

RUN = {"recipe": {"name": "tiny", "learning_rate": 0.1}, "data": {"name": "shapes"}}


@pytest.fixture
def build(recipe):
    def compiled(**options) -> keras.Model:
        model = build_small_net(**options)
        compile_model(model, recipe, current_phase(recipe, {}), steps_per_epoch=3)
        return model

    return compiled


@pytest.fixture
def written(build, tmp_path):
    """A model whose optimizer holds state, and its checkpoint after one epoch."""
    model = build()
    # Batch norm's means and variances and dropout's seeds too must differ from a new model's.
    model.set_weights([weights + 0.5 for weights in model.get_weights()])
    model(np.zeros((1, 32, 32, 3)), training=True)
    gradients = [np.ones(v.shape, np.float32) for v in model.trainable_variables]
    model.optimizer.apply(gradients, model.trainable_variables)
    path = tmp_path / "checkpoint.npz"
    progress = Progress(RUN, {"loss": [1.5], "val_accuracy": [0.25]}, best_epoch=0)
    best = [weights + 1 for weights in model.get_weights()]
    save_checkpoint(path, progress, model=model, optimizer=model.optimizer, best_weights=best)
    return model, path, progress, best


def test_a_checkpoint_gives_back_all_that_was_put_in(written, build):
    model, path, progress, best = written
    other = build()
    stored = load_checkpoint(path, run=RUN)
    assert stored.progress == progress
    stored.restore_model(other)
    stored.restore_optimizer(other.optimizer)
    assert len(model.variables) > len(model.weights)
    for before, after in (
        (model.variables, other.variables),
        (model.optimizer.variables, other.optimizer.variables),
        (best, stored.best_weights(other)),
    ):
        assert len(before) == len(after) > 0
        for a, b in zip(before, after, strict=True):
            assert np.array_equal(np.asarray(a), np.asarray(b))
    assert int(other.optimizer.iterations) == 1


def test_a_checkpoint_of_another_recipe_is_refused(written):
    _, path, _, _ = written
    other = {**RUN, "recipe": {"name": "tiny", "learning_rate": 0.2}}
    with pytest.raises(PipelineError, match=r"another run \(different: recipe\)"):
        load_checkpoint(path, run=other)


@pytest.mark.parametrize(
    ("key", "value"), [("data", {"name": "other"}), ("teacher", {"sha256": "0"})]
)
def test_a_checkpoint_of_other_data_or_another_teacher_is_refused(written, key, value):
    _, path, _, _ = written
    with pytest.raises(PipelineError, match=rf"another run \(different: {key}\)"):
        load_checkpoint(path, run={**RUN, key: value})


@pytest.mark.parametrize("keep", [0, 1, 100, 0.5, -1])
def test_a_cut_off_checkpoint_is_refused(written, keep):
    _, path, _, _ = written
    content = path.read_bytes()
    path.write_bytes(content[: int(keep * len(content)) if keep == 0.5 else keep])
    with pytest.raises(PipelineError, match=r"cannot be read .*Delete it to train from the start"):
        load_checkpoint(path, run=RUN)


def test_a_checkpoint_with_changed_bytes_is_refused(written):
    _, path, _, _ = written
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(PipelineError, match="cannot be read"):
        load_checkpoint(path, run=RUN)


def test_pickled_objects_in_a_checkpoint_are_refused(tmp_path):
    path = tmp_path / "checkpoint.npz"
    np.savez(path, progress=np.array({"run": RUN}, dtype=object))
    with pytest.raises(PipelineError, match=r"cannot be read .*allow_pickle"):
        load_checkpoint(path, run=RUN)


def test_a_checkpoint_of_another_net_is_refused(written, build):
    _, path, _, _ = written
    stored = load_checkpoint(path, run=RUN)
    shallow = keras.Sequential([keras.Input((32, 32, 3)), keras.layers.Conv2D(4, 3)])
    shallow.compile(optimizer="adam")
    shallow.optimizer.build(shallow.trainable_variables)
    for other in (build(class_count=5), shallow):
        for restore in (stored.restore_model, stored.best_weights):
            with pytest.raises(PipelineError, match="does not fit the net"):
                restore(other)
        with pytest.raises(PipelineError, match="does not fit the net"):
            stored.restore_optimizer(other.optimizer)


@pytest.mark.parametrize("progress", [{"epochs": 3}, [], 3, "text"])
def test_progress_without_a_known_shape_is_refused(tmp_path, progress):
    path = tmp_path / "checkpoint.npz"
    np.savez(path, progress=np.array(json.dumps(progress)))
    with pytest.raises(PipelineError, match="cannot be read"):
        load_checkpoint(path, run=RUN)
