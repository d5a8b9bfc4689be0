"""Draw the parts of a data set from the identities of its records, and from a seed.

Every choice follows the order of SHA-256(purpose, seed, record hash), not a random generator: it
is the same for every library version and for every order of the records.
"""

import hashlib
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from edge_app.errors import PipelineError
from training.cifar10 import Records
from training.parts import Split

TRAIN, VALIDATION, TEST = range(3)
Percent = tuple[int, int, int]


def parse_split(text: str) -> Percent:
    """The percentages of training, validation and test images that a text such as 70/15/15 names.

    Raises PipelineError: not three whole numbers of at least 1 whose sum is 100.
    """
    numbers = re.fullmatch(r"(\d{1,3})/(\d{1,3})/(\d{1,3})", text, re.ASCII)
    percent = tuple(map(int, numbers.groups())) if numbers else ()
    if len(percent) != 3 or min(percent) < 1 or sum(percent) != 100:
        raise PipelineError(
            f"The split is {text!r}, expected the percentages of training, validation and test "
            "images: three whole numbers of at least 1 with the sum 100, such as 70/15/15."
        )
    return percent


def split_text(percent: Percent) -> str:
    """The text that ``parse_split`` reads."""
    return "/".join(map(str, percent))


def draw_parts(
    labels: NDArray[np.int64],
    hashes: Sequence[bytes],
    *,
    percent: Percent,
    seed: int,
    class_names: Sequence[str],
) -> NDArray[np.int64]:
    """The part of each record, TRAIN, VALIDATION or TEST, in the same ``percent`` of every class.

    Records of the same hash fall in the same part. A part of 0 percent gets none; every other
    gets at least one record of each class. ``labels`` and the result are int64 (n,).

    Raises PipelineError: a class has too few different records for that.
    """
    label_of: dict[bytes, int] = {}
    for digest, label in zip(hashes, labels.tolist(), strict=True):
        label_of[digest] = min(label, label_of.get(digest, label))  # For any order of the records.
    part_of: dict[bytes, int] = {}
    for label in sorted(set(labels.tolist())):
        members = [digest for digest, its_label in label_of.items() if its_label == label]
        sizes = _sizes(len(members), percent, class_name=class_names[label])
        members = sorted(members, key=lambda digest: _key(digest, purpose="split", seed=seed))
        part_of.update(
            zip(members, np.repeat((TRAIN, VALIDATION, TEST), sizes).tolist(), strict=True)
        )
    return np.array([part_of[digest] for digest in hashes], np.int64)


def hold_out(records: Records, *, count: int, seed: int) -> tuple[Split, Split]:
    """Split records into (the rest, ``count`` held out), balanced over the classes.

    Raises PipelineError when a class would be left without a training image.
    """
    everything = Split(records.images, records.labels, records.hashes)
    held_out = set(balanced_choice(everything, count=count, seed=seed, purpose="validation"))
    rest = [i for i in range(len(records.labels)) if i not in held_out]
    if set(records.labels[rest]) != set(records.labels):
        raise PipelineError(
            f"{count} validation images leave a class without training images: there are only "
            f"{len(records.labels)} images. Lower validation_images in the recipe."
        )
    return everything.take(rest), everything.take(sorted(held_out))


def balanced_choice(split: Split, *, count: int, seed: int, purpose: str) -> list[int]:
    """Indices of ``count`` records, as equal a number of each class as the records allow.

    Raises PipelineError when ``count`` is more than there are.
    """
    if count > len(split.labels):
        raise PipelineError(
            f"{count} images asked for {purpose}, but there are {len(split.labels)}."
        )
    keys = [_key(digest, purpose=purpose, seed=seed) for digest in split.hashes]
    place_in_class: dict[int, int] = {}
    ranked = []
    for i in sorted(range(len(keys)), key=keys.__getitem__):
        label = int(split.labels[i])
        place_in_class[label] = place_in_class.get(label, 0) + 1
        ranked.append((place_in_class[label], keys[i], i))
    return [i for _, _, i in sorted(ranked)[:count]]


def _key(digest: bytes, *, purpose: str, seed: int) -> bytes:
    return hashlib.sha256(f"{purpose}:{seed}:".encode() + digest).digest()


def _sizes(count: int, percent: Percent, *, class_name: str) -> list[int]:
    """``count`` records in the ratio of ``percent`` by largest remainders, one at least for each.

    Raises PipelineError: fewer records than parts.
    """
    wanted = [part for part in range(3) if percent[part]]
    if count < len(wanted):
        raise PipelineError(
            f"The class {class_name} has {count} different pictures of its own, too few for "
            f"{len(wanted)} parts with one in each. Add pictures of it, or leave the class out."
        )
    sizes = [count * share // 100 for share in percent]
    by_remainder = sorted(wanted, key=lambda part: -(count * percent[part] % 100))
    for part in by_remainder[: count - sum(sizes)]:
        sizes[part] += 1
    for part in wanted:
        if not sizes[part]:
            sizes[sizes.index(max(sizes))] -= 1
            sizes[part] = 1
    return sizes
