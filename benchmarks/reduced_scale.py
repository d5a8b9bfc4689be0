"""What a reduced scale of JPEG files changes in a model's answers, and what it saves.

``python -m benchmarks.reduced_scale FOLDER`` prints the tables of docs/edge-app.md.
"""

import argparse
import io
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from benchmarks.flag_types import positive
from benchmarks.http_load.pictures import photo_like
from benchmarks.inputs import SEED
from benchmarks.process_figures import peak_rss_bytes, reset_peak, rss_bytes
from edge_app import Classifier
from edge_app.errors import EdgeAppError, PipelineError
from edge_app.images import decode_image, fit_to_input
from edge_app.reduced_scale import PIXELS_PER_INPUT_PIXEL

FACTORS = (1, 2, 4, PIXELS_PER_INPUT_PIXEL, 8)
QUALITY = 90
PHOTO_SIZE = (3000, 4000)  # 12 megapixels, as phones take them.
REPEATS = 5


@dataclass(frozen=True)
class Difference:
    """How the answer to one picture at a reduced scale differs from that to the whole of it."""

    same_label: bool
    probability: float
    lead: float


@dataclass(frozen=True)
class Cost:
    """From the bytes of one file to the model's pixels; ``peak_bytes`` is memory above the rest."""

    cpu_ms: float
    peak_bytes: int | None


def compare(classifier: Classifier, photo: Image.Image, *, scale: int, factor: int) -> Difference:
    """Ask about all of a photo and about 1/``scale`` of it, ``factor`` times the model's input.

    It is resampled to the size of which that is so along the shorter side, and stored as a JPEG.
    """
    height, width = classifier.input_size
    times = factor * scale * max(height / photo.height, width / photo.width)
    size = round(photo.width * times), round(photo.height * times)
    data = jpeg(photo.resize(size, Image.Resampling.LANCZOS))
    at_least = factor * height, factor * width
    whole, reduced = decode_image(data), decode_image(data, at_least=at_least)
    expected, got = classifier.probabilities(whole), classifier.probabilities(reduced)
    second, first = np.sort(expected)[-2:]
    difference = float(np.abs(got - expected).max())
    return Difference(bool(got.argmax() == expected.argmax()), difference, float(first - second))


def jpeg(photo: Image.Image, *, progressive: bool = False) -> bytes:
    """A JPEG file of a picture."""
    packed = io.BytesIO()
    photo.save(packed, "JPEG", quality=QUALITY, progressive=progressive)
    return packed.getvalue()


def cost(data: bytes, input_size: tuple[int, int], at_least: tuple[int, int] | None) -> Cost:
    """The least CPU time of several, and the memory of the first; for a process of its own."""
    height, width = input_size
    process = os.getpid()
    before = rss_bytes(process)
    reset_peak(process)
    times = []
    peak = None
    for _ in range(REPEATS):
        started = time.process_time()
        fit_to_input(decode_image(data, at_least=at_least), height=height, width=width)
        times.append(1000 * (time.process_time() - started))
        peak = peak or peak_rss_bytes(process)
    return Cost(min(times), None if peak is None or before is None else peak - before)


def read_photos(folder: Path, *, most: int) -> list[Path]:
    """At most so many picture files below a folder, evenly chosen by name.

    Raises PipelineError: there is none.
    """
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".jpg", ".jpeg"))
    if not found:
        raise PipelineError(f"There is no .jpg file in {folder}. Give a folder of photos.")
    chosen = np.linspace(0, len(found) - 1, min(most, len(found))).round().astype(int)
    return [found[i] for i in chosen]


def label_lines(classifier: Classifier, photos: Sequence[Path], scale: int) -> Iterator[str]:
    """A row of the table for each factor."""
    for factor in FACTORS:
        found = []
        for path in photos:
            with Image.open(path) as image:
                found.append(compare(classifier, image.convert("RGB"), scale=scale, factor=factor))
        changed = [one.lead for one in found if not one.same_label]
        off = [one.probability for one in found]
        yield (
            f"| 1/{scale} | {factor} | {len(found) - len(changed)} of {len(found)} | "
            f"{max(changed, default=0):.3f} | {np.mean(off):.4f} | {max(off):.3f} |"
        )


def cost_lines(sides: Sequence[int]) -> Iterator[str]:
    """A row for each kind of JPEG and model's input, each measured in a new process."""
    large = photo_like(PHOTO_SIZE, seed=SEED)  # Two bits for each pixel, as sharp photos have.
    for kind, progressive in (("baseline", False), ("progressive", True)):
        data = jpeg(large, progressive=progressive)
        for side in sides:
            needed = (PIXELS_PER_INPUT_PIXEL * side,) * 2
            jobs = [(data, (side, side), at_least) for at_least in (None, needed)]
            whole, reduced = _apart(jobs)
            memory = " -> ".join(
                "?" if one.peak_bytes is None else f"{one.peak_bytes / 2**20:.0f}"
                for one in (whole, reduced)
            )
            yield (
                f"| {kind} | {side} x {side} | {whole.cpu_ms:.0f} -> {reduced.cpu_ms:.0f} | "
                f"{reduced.cpu_ms / whole.cpu_ms:.2f} | {memory} |"
            )


def _apart(jobs: Sequence[tuple[Any, ...]]) -> list[Cost]:
    """``cost`` of each job in a process of its own, whose memory no other has used."""
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        found = pool.starmap(cost, jobs, chunksize=1)
        pool.close()
        pool.join()
    return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.reduced_scale",
        description="Compare answers to photos at a reduced scale with those to the whole of them.",
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="a folder of photos, .jpg")
    parser.add_argument("--model", type=Path, metavar="FILE", help="default: the shipped model")
    parser.add_argument("--most", type=positive, default=500, metavar="N", help="photos at most")
    parser.add_argument(
        "--scales", type=int, nargs="+", choices=(2, 4, 8), default=[2, 4, 8], help="1/2, 1/4, 1/8"
    )
    options = parser.parse_args(arguments)
    try:
        classifier = Classifier(options.model)
        photos = read_photos(options.folder, most=options.most)
    except EdgeAppError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(
        "| scale | pixels per input pixel | same label | largest lead of a changed one "
        "| mean difference | largest difference |\n|---|---|---|---|---|---|"
    )
    for scale in options.scales:
        for line in label_lines(classifier, photos, scale):
            print(line, flush=True)
    print("\n| JPEG | input | processor ms | share | memory MiB |\n|---|---|---|---|---|")
    for line in cost_lines((classifier.input_size[0], 96, 224)):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
