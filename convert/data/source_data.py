"""The images to calibrate with and to judge on, for a model with or without a training record."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from convert.models.parent import Parent
from edge_app.errors import PipelineError
from training.datasets import Dataset, DataSettings, Split, archive_path, load_dataset
from training.finished import load_training_data
from training.splitting import parse_split

# For a model of which no training record says otherwise.
SEED = 1
ARCHIVE_VALIDATION_IMAGES = 5000
UNKNOWN_TRAINING = (
    "No training.json stands beside the model, so it is unknown which images it was trained on. "
    "Where they are among the validation or test images, the figures are too good."
)


@dataclass(frozen=True)
class SourceData:
    """A data set in parts whose labels are the model's outputs, and how it was drawn.

    ``remarks`` are lines for the user; ``training_known`` is False where it is unknown which images
    the model has learned from.
    """

    dataset: Dataset
    settings: DataSettings
    training_known: bool
    remarks: tuple[str, ...]

    def summary(self) -> dict[str, Any]:
        """What a record needs to draw the same data again, ready for JSON."""
        return {**self.dataset.summary(), "settings": asdict(self.settings)}


def load_source_data(parent: Parent, source: str, *, labels: Sequence[str] | None) -> SourceData:
    """Load ``source`` in the split of the training, or as it is divided itself.

    ``labels`` are the names of the model's outputs, in their order; those of the training, or of
    the data, where None.

    Raises PipelineError: ``source`` cannot be read, is not the data of the training, or has other
    classes than the model.
    """
    if parent.run is None:
        return _of_unknown_training(parent, source, labels)
    dataset = load_training_data(parent.run, source)
    if labels is not None:
        dataset = _renamed(dataset, labels)
    remarks = (*parent.remarks, *dataset.remarks)
    return SourceData(dataset, parent.run.data_settings, True, remarks)


def load_recorded_data(data: dict[str, Any], source: str) -> Dataset:
    """Load ``source`` in the split that a conversion's record describes by ``data``.

    Raises PipelineError: ``source`` cannot be read, or holds other images.
    """
    split = data.get("split")
    dataset = load_dataset(
        source,
        recipe=DataSettings(**data["settings"]),
        split=None if split is None else parse_split(split),
    )
    if len(dataset.class_names) == len(data["class_names"]):
        named = set(dataset.class_names) == set(data["class_names"])
        arrange = with_class_order if named else _renamed
        dataset = arrange(dataset, data["class_names"])
    found = dataset.summary()
    for key in ("class_names", "train", "validation", "test"):
        if found[key] != data[key]:
            raise PipelineError(
                f"{source} is not the data of the conversion: its {key} is {found[key]}, expected "
                f"{data[key]}. Give the same --data."
            )
    return dataset


def read_labels(path: Path) -> tuple[str, ...]:
    """The class names in a text file, one a line.

    Raises PipelineError: no such file, not a text of UTF-8, or a name that stands there twice.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise PipelineError(
            f"The labels {path} cannot be read ({error}). Expected a text file with one class "
            "name a line."
        ) from error
    labels = tuple(line.strip() for line in lines if line.strip())
    repeated = sorted({name for name in labels if labels.count(name) > 1})
    if repeated:
        raise PipelineError(f"The labels {path} name {repeated[0]!r} more than once.")
    return labels


def with_class_order(dataset: Dataset, names: Sequence[str]) -> Dataset:
    """The same data, with labels that count in the order of ``names``.

    Raises PipelineError: ``names`` are not the data's class names in some order.
    """
    if set(names) != set(dataset.class_names) or len(names) != len(dataset.class_names):
        missing = sorted(set(names) ^ set(dataset.class_names))
        raise PipelineError(
            f"The model's classes are not those of the data: {', '.join(missing[:5])} is in one "
            "of them only. Name the folders of the data as the labels are."
        )
    place = np.array([list(names).index(name) for name in dataset.class_names], np.int64)

    def arranged(split: Split) -> Split:
        return replace(split, labels=place[split.labels])

    return replace(
        dataset,
        class_names=tuple(names),
        train=arranged(dataset.train),
        validation=arranged(dataset.validation),
        test=arranged(dataset.test),
    )


def _of_unknown_training(parent: Parent, source: str, labels: Sequence[str] | None) -> SourceData:
    settings = DataSettings(
        image_size=_image_size(parent),
        validation_images=_validation_images(source),
        seed=SEED,
    )
    dataset = load_dataset(source, recipe=settings)
    outputs = parent.model.outputs[0].shape[1]
    names = labels or parent.class_names
    remarks = (*parent.remarks, *dataset.remarks, UNKNOWN_TRAINING)
    if names is None:
        check_label_count(outputs, dataset.class_names, origin="the data")
        remarks += (
            f"The outputs are taken to be in the order of the data's classes: "
            f"{', '.join(dataset.class_names[:10])}{', ...' * (outputs > 10)}. If they are not, "
            "name them with --labels.",
        )
        return SourceData(dataset, settings, False, remarks)
    check_label_count(outputs, names, origin="--labels")
    return SourceData(with_class_order(dataset, names), settings, False, remarks)


def check_label_count(outputs: int, names: Sequence[str], *, origin: str) -> None:
    """Raises PipelineError: not as many ``names`` as the model has outputs."""
    if len(names) != outputs:
        raise PipelineError(
            f"The model has {outputs} outputs, but {origin} has {len(names)} class names "
            f"({', '.join(names[:5])}{', ...' * (len(names) > 5)}). Expected as many."
        )


def _renamed(dataset: Dataset, labels: Sequence[str]) -> Dataset:
    """The classes of a training under other names, in the order of the training."""
    check_label_count(len(dataset.class_names), labels, origin="--labels")
    if set(labels) == set(dataset.class_names) and tuple(labels) != dataset.class_names:
        raise PipelineError(
            "--labels names the classes of the training in another order. Expected the order of "
            f"the model's outputs: {', '.join(dataset.class_names)}."
        )
    return replace(dataset, class_names=tuple(labels))


def _image_size(parent: Parent) -> int:
    _, height, width, _ = parent.model.inputs[0].shape
    if height != width:
        raise PipelineError(
            f"{parent.path} takes images of {width} x {height} pixels. Expected a square input: "
            "the data sets here are fitted to squares."
        )
    return int(height)


def _validation_images(source: str) -> int:
    """Of an archive, at most a fifth of its training images; a folder divides itself."""
    if Path(source).is_dir():
        return ARCHIVE_VALIDATION_IMAGES
    from training.cifar10 import read_archive

    count = len(read_archive(archive_path(source)).train.labels)
    return min(ARCHIVE_VALIDATION_IMAGES, count // 5)
