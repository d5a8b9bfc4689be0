"""TensorBoard's files: written at once, gone on with, and refused where they cannot be."""

import importlib.util

import pytest

from edge_app.errors import PipelineError
from tests.training.small_net import build_small_net
from training.fit import train
from training.tensorboard import check_available


def test_every_epoch_is_on_the_disk_as_soon_as_it_is_done(dataset, recipe, tmp_path):
    sizes = []

    def measure(_) -> None:
        files = (tmp_path / "logs").rglob("events.*")
        sizes.append({path.parent.name: path.stat().st_size for path in files})

    options = {"run": {}, "tensorboard": tmp_path / "logs", "after_epoch": measure}
    train(build_small_net(), dataset, recipe, checkpoint=tmp_path / "c.npz", **options)
    first, second = sizes
    assert first.keys() == second.keys() == {"train", "validation"}
    for name in first:
        assert second[name] > first[name]


def test_the_curves_have_their_names(dataset, recipe, tmp_path):
    checkpoint, logs = tmp_path / "c.npz", tmp_path / "logs"
    train(build_small_net(), dataset, recipe, checkpoint=checkpoint, run={}, tensorboard=logs)
    written = {
        folder.name: b"".join(path.read_bytes() for path in folder.iterdir())
        for folder in logs.iterdir()
    }
    for name in (b"epoch_loss", b"epoch_accuracy", b"epoch_learning_rate"):
        assert name in written["train"]
    for name in (b"epoch_loss", b"epoch_accuracy"):
        assert name in written["validation"]
    assert b"vs_iterations" not in written["validation"]


@pytest.mark.parametrize("missing", ["tensorboard", "tensorflow"])
def test_without_its_packages_the_flag_is_refused(monkeypatch, missing):
    check_available()
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == missing else find(name)
    )
    with pytest.raises(PipelineError, match=f"not installed: {missing}[.]"):
        check_available()
