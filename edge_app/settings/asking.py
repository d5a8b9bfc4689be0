"""The settings of an answer: which model is asked, how, and for how much."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from edge_app.input_ranges import INPUT_RANGE_NAMES
from edge_app.processor import usable_cores
from edge_app.settings.kinds import Choice, FilePath, Model, Whole
from edge_app.settings.places import default_models_folder
from edge_app.settings.setting import MANY, about

ASKING = ("classify", "camera", "serve", "info")
CHOOSING = (*ASKING, "bulk", "doctor")
CORES = os.cpu_count() or 1


@dataclass(frozen=True, kw_only=True)
class AskingSettings:
    """None: nothing was said, and ``default_words`` says what holds."""

    model: str | None = field(
        default=None,
        metadata=about(
            Model(),
            "the model: a .tflite file, or the name of an installed one",
            metavar="MODEL",
            commands=CHOOSING,
            default_words="the one in use, else the shipped one",
        ),
    )
    labels: Path | None = field(
        default=None,
        metadata=about(
            FilePath(),
            "class names, one a line",
            metavar="FILE",
            commands=CHOOSING,
            default_words="those inside the model, or beside it",
        ),
    )
    input_range: str | None = field(
        default=None,
        metadata=about(
            Choice(INPUT_RANGE_NAMES),
            "what black and white become, for a float model that does not say: "
            f"{' | '.join(INPUT_RANGE_NAMES)}",
            metavar="RANGE",
            commands=CHOOSING,
            default_words="as the model says",
        ),
    )
    threads: int = field(
        default=1,
        metadata=about(
            Whole(1, CORES, "the number of cores"),
            "CPU threads for one answer; 1 is the fastest for small nets",
            metavar="N",
            commands=ASKING,
        ),
    )
    interpreters: int = field(
        default_factory=usable_cores,  # With one thread each; else ``sources`` divides them.
        metadata=about(
            Whole(1, CORES, "the number of cores"),
            "how many pictures are worked on at the same moment",
            metavar="N",
            commands=("classify", "serve"),
            default_words="the usable cores, divided by threads",
        ),
    )
    top: int = field(
        default=3,
        metadata=about(
            Whole(1, MANY),
            "how many classes to name",
            metavar="K",
            commands=("classify", "camera"),
        ),
    )
    models_folder: Path = field(
        default_factory=default_models_folder,
        metadata=about(
            FilePath(),
            "where installed models are kept",
            metavar="FOLDER",
            commands=(*ASKING, "bulk", "models", "doctor"),
            default_words="~/.local/share/edge-app/models",
        ),
    )
