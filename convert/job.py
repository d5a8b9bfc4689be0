"""What is asked of a conversion."""

from dataclasses import dataclass, field
from pathlib import Path

from convert.gate import Thresholds


@dataclass(frozen=True, kw_only=True)
class Job:
    """What is asked for, apart from model and data.

    ``author``, ``license`` and ``version`` are for the files' metadata. ``sure_precision`` (0..1)
    is the share of right answers that is wanted where a file is sure, ``unknown_folder`` holds
    pictures of nothing that the model knows; ``temperature``, or the record ``confidence_from``,
    goes before what is fitted. Without ``score_test`` the test images stay unasked.
    """

    name: str
    variants: tuple[str, ...]
    calibration_images: int
    calibration_folder: Path | None = None
    thresholds: Thresholds = field(default_factory=Thresholds)
    allow_int16: bool = False
    layers: bool = False
    second_runtime: Path | None = None
    input_range: str | None = None
    temperature: float | None = None
    confidence_from: Path | None = None
    sure_precision: float = 0.95
    unknown_folder: Path | None = None
    author: str = ""
    license: str = ""
    version: str = "1"
    score_test: bool = True
