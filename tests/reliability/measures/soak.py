"""Whether memory grows under a long mixed load, and how fast."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from tests.attacks.victim import Victim, running
from tests.reliability.figure import Figure
from tests.reliability.measures.stacks import OURS_WITH_CAMERA, UNPROTECTED
from tests.reliability.mixed_load import mixed_load
from tests.reliability.samples import (
    Sample,
    growth,
    memory_slope,
    sample,
    sampling,
    wait_until_idle,
)

REQUESTS = 50_000
LONGEST_S = 3600.0
SETTLE_S = 30.0


@dataclass(frozen=True)
class Soak:
    """What a soak showed. ``before`` and ``after`` are of the idle server."""

    samples: Sequence[Sample]
    before: Sample
    after: Sample
    requests: int
    statuses: dict[object, int]

    @property
    def slope_mib(self) -> float:
        """MiB per 10,000 requests."""
        return memory_slope(self.samples)

    @property
    def growth(self) -> float:
        """The memory at the end as a multiple of that after the warm-up."""
        return growth(self.samples)

    def __str__(self) -> str:
        return (
            f"{self.requests:,} requests, {self.slope_mib:.2f} MiB per 10,000, {self.growth:.2f} "
            f"times; files {self.before.descriptors} to {self.after.descriptors}, threads "
            f"{self.before.threads} to {self.after.threads}, {self.after.temporary_bytes:,} bytes "
            f"in temporary files; answers {self.statuses}"
        )


def soak(
    victim: Victim,
    *,
    requests: int = REQUESTS,
    seconds: float = 0.0,
    timeout_s: float = LONGEST_S,
    every_s: float = 2.0,
) -> Soak:
    """Load a server until it had so many requests, and at least for so long."""
    before = sample(victim, 0)
    with (
        mixed_load(victim.port, _photos()) as load,
        sampling(victim, lambda: load.requests, every_s=every_s) as samples,
    ):
        load.wait(requests=requests, seconds=seconds, timeout_s=timeout_s)
    after = wait_until_idle(victim, before, timeout_s=SETTLE_S)
    return Soak(samples, before, after, load.requests, dict(load.statuses))


def measure(*, folder: Path, quick: bool) -> list[Figure]:
    """The slope of each server's memory over 50,000 requests; ``quick``: over 300."""
    requests, every_s = (300, 0.2) if quick else (REQUESTS, 2.0)
    seen = {}
    for name, words in (("ours", OURS_WITH_CAMERA), ("unprotected", UNPROTECTED)):
        with running(folder / name, words) as victim:
            seen[name] = soak(victim, requests=requests, every_s=every_s, timeout_s=LONGEST_S / 2)
    ours, unprotected = seen["ours"], seen["unprotected"]
    return [
        Figure(
            name="Memory slope under a mixed load",
            unit="MiB per 10,000 requests",
            ours=round(ours.slope_mib, 2),
            unprotected=_slope_or_end(unprotected),
            how=f"Uploads, pages, viewers that leave or stall, broken requests and mutated "
            f"pictures, {ours.requests:,} requests to ours and {unprotected.requests:,} to the "
            "unprotected one: the median slope between all pairs of samples (Theil and Sen) after "
            f"the first fifth. Ours ended at {ours.growth:.2f} times its memory after that.",
        ),
        Figure(
            name="Requests of good clients without an answer, or with a 500",
            unit="requests",
            ours=_failed(ours),
            unprotected=_failed(unprotected),
            how="In the same run: the uploads and visits whose connection ended, that waited for "
            "60 s in vain, or were answered 500.",
        ),
    ]


def _failed(soak: Soak) -> int:
    return sum(soak.statuses.get(status, 0) for status in ("lost", 500))


def _slope_or_end(soak: Soak) -> float | str:
    try:
        return round(soak.slope_mib, 2)
    except ValueError:
        return "it stopped answering"


def _photos() -> list[bytes]:
    """JPEGs of 0.1 to 3 megapixels, drawn from noise."""
    draw = np.random.default_rng(3)
    photos = []
    for side in (160, 320, 480, 800):
        noise = draw.integers(0, 256, (side // 2, side, 3), np.uint8)
        packed = io.BytesIO()
        image = Image.fromarray(noise.repeat(2, axis=0).repeat(2, axis=1))
        image.save(packed, "JPEG", quality=85)
        photos.append(packed.getvalue())
    return photos
