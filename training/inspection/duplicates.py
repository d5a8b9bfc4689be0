"""Find pictures that occur twice: with the same pixels, or resized, recoloured and compressed anew.

Near duplicates are found in two steps. A perceptual hash (pHash: Zauner, "Implementation and
Benchmarking of Perceptual Image Hash Functions", 2010) picks the candidates: the signs of the 63
lowest frequencies of a grey thumbnail, of which two copies of a photo share nearly all. Then the
thumbnails themselves are correlated, which neither brightness nor contrast nor colour changes:
as they are, and without the means of their rows and columns, because any two scenes with the same
horizon are alike until these are gone.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

# Chosen on CIFAR-10 and on 2,000 photos by looking at the pairs: see docs/training.md.
MAX_DISTANCE_BITS = 10
MIN_CORRELATION = 0.9
MIN_DETAIL_CORRELATION = 0.7
HASH_BITS = 63
_SIDE = 8
_BLOCK = 512
_BLOCK_COLUMNS = 2048
_PAIRS_AT_ONCE = 4096


@dataclass(frozen=True)
class Group:
    """Indices of pictures that are copies of each other; ``correlation`` of its closest pair."""

    members: tuple[int, ...]
    correlation: float


def exact_groups(digests: Sequence[Hashable]) -> list[Group]:
    """The indices that share a digest, in order; groups of two and more."""
    indices: defaultdict[Hashable, list[int]] = defaultdict(list)
    for i, digest in enumerate(digests):
        indices[digest].append(i)
    return [Group(tuple(members), 1.0) for members in indices.values() if len(members) > 1]


def near_groups(thumbnails: NDArray[np.uint8]) -> list[Group]:
    """Group near duplicates; a group is joined by its pairs, so its ends may differ more.

    ``thumbnails`` is uint8 (n, height, width), grey, at least 9 x 9 and none of one value only.
    Quadratic in n, at some 500 million pairs a second: 60,000 pictures take seconds.
    """
    groups = _Joined(len(thumbnails))
    for first, second in _candidates(perceptual_hashes(thumbnails)):
        for start in range(0, len(first), _PAIRS_AT_ONCE):
            pairs = slice(start, start + _PAIRS_AT_ONCE)
            _join_confirmed(groups, thumbnails, first[pairs], second[pairs])
    return groups.groups()


def perceptual_hashes(thumbnails: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """The hashes of grey thumbnails, uint8 (n, height, width), as uint64 (n,), of which 63 bits.

    A bit says whether one of the 8 x 8 lowest frequencies of the two-dimensional cosine transform
    is above their median. The first frequency, which is the brightness, is left out.
    """
    rows, columns = (_cosines(side) for side in thumbnails.shape[1:])
    hashes = np.empty(len(thumbnails), np.uint64)
    for start in range(0, len(thumbnails), _BLOCK):
        block = slice(start, start + _BLOCK)
        spectrum = (rows @ thumbnails[block].astype(np.float32) @ columns.T).reshape(-1, _SIDE**2)
        # In place of the first, what is above no median.
        spectrum[:, 0] = -np.inf
        bits = spectrum > np.median(spectrum[:, 1:], axis=1, keepdims=True)
        hashes[block] = np.packbits(bits, axis=1).view(np.uint64)[:, 0]
    return hashes


def correlations(first: NDArray[np.float32], second: NDArray[np.float32]) -> NDArray[np.float32]:
    """Pearson's correlation of each pair of pictures, (n, height, width): float32 (n,)."""
    a, b = (_standardized(pictures) for pictures in (first, second))
    return np.asarray(np.einsum("np,np->n", a, b), np.float32)


def without_bands(pictures: NDArray[np.float32]) -> NDArray[np.float32]:
    """Pictures, (n, height, width), less the mean of each row, and then of each column."""
    rows_gone = pictures - pictures.mean(axis=2, keepdims=True)
    return np.asarray(rows_gone - rows_gone.mean(axis=1, keepdims=True), np.float32)


def _standardized(pictures: NDArray[np.float32]) -> NDArray[np.float32]:
    flat = pictures.reshape(len(pictures), -1)
    flat = flat - flat.mean(axis=1, keepdims=True)
    lengths = np.linalg.norm(flat, axis=1, keepdims=True)
    return np.asarray(flat / np.maximum(lengths, 1e-6), np.float32)


def _cosines(side: int) -> NDArray[np.float32]:
    """The first eight rows of the type-II discrete cosine transform, unscaled: (8, ``side``)."""
    frequency, place = np.arange(_SIDE)[:, None], np.arange(side)[None, :]
    return np.cos(np.pi * frequency * (2 * place + 1) / (2 * side)).astype(np.float32)


def _candidates(
    hashes: NDArray[np.uint64],
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Pairs i < j of hashes that differ in few bits, block by block."""
    starts = range(0, len(hashes), _BLOCK)
    for start in tqdm(starts, desc="Comparing", unit=" blocks", leave=False, disable=None):
        rows = hashes[start : start + _BLOCK, None]
        for other in range(start, len(hashes), _BLOCK_COLUMNS):
            columns = hashes[None, other : other + _BLOCK_COLUMNS]
            # Counting bits, unlike a matrix product of signs, stays fast on a busy machine.
            distances = np.bitwise_count(rows ^ columns)
            # Flat, because nonzero is several times slower over two dimensions.
            near = np.flatnonzero(distances <= MAX_DISTANCE_BITS)
            if len(near):
                first, second = np.divmod(near, columns.shape[1])
                first, second = first + start, second + other
                yield first[first < second], second[first < second]


def _join_confirmed(
    groups: "_Joined",
    thumbnails: NDArray[np.uint8],
    first: NDArray[np.int64],
    second: NDArray[np.int64],
) -> None:
    # Thousands of frames of one still scene make millions of pairs: those that are together
    # already need no proof.
    apart = groups.apart(first, second)
    if not apart.any():
        return
    first, second = first[apart], second[apart]
    a, b = (thumbnails[indices].astype(np.float32) for indices in (first, second))
    correlation = correlations(a, b)
    detail = correlations(without_bands(a), without_bands(b))
    same = (correlation >= MIN_CORRELATION) & (detail >= MIN_DETAIL_CORRELATION)
    for k in np.flatnonzero(same):
        groups.join(int(first[k]), int(second[k]), float(correlation[k]))


class _Joined:
    """Disjoint sets of indices (union-find)."""

    def __init__(self, count: int) -> None:
        self._parent = np.arange(count)
        self._joins: list[tuple[int, float]] = []

    def apart(self, first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.bool_]:
        roots = self._roots()
        return np.asarray(roots[first] != roots[second])

    def join(self, first: int, second: int, correlation: float) -> None:
        a, b = self._root(first), self._root(second)
        self._parent[max(a, b)] = min(a, b)
        self._joins.append((first, correlation))

    def groups(self) -> list[Group]:
        closest: defaultdict[int, float] = defaultdict(float)
        for index, correlation in self._joins:
            root = self._root(index)
            closest[root] = max(closest[root], correlation)
        members: defaultdict[int, list[int]] = defaultdict(list)
        for index, root in enumerate(self._roots().tolist()):
            if root in closest:
                members[root].append(index)
        return [Group(tuple(indices), closest[root]) for root, indices in members.items()]

    def _root(self, index: int) -> int:
        while self._parent[index] != index:
            index = int(self._parent[index])
        return index

    def _roots(self) -> NDArray[np.int64]:
        while not np.array_equal(shorter := self._parent[self._parent], self._parent):
            self._parent = shorter
        return self._parent
