"""The one table of settings: every option, variable, TOML key and row of the docs comes from it."""

import os
from dataclasses import dataclass, field, fields
from pathlib import Path

from edge_app.input_ranges import INPUT_RANGE_NAMES
from edge_app.processor import usable_cores
from edge_app.settings.kinds import ByteSize, Choice, FilePath, Kind, Model, Whole
from edge_app.settings.places import default_models_folder
from edge_app.settings.setting import about, described

ASKING = ("classify", "camera", "serve", "info")
CORES = os.cpu_count() or 1
LARGEST = 10**12
MANY = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The value of every setting. None: nothing was said, and ``default_words`` says what holds."""

    model: str | None = field(
        default=None,
        metadata=about(
            Model(),
            "the model: a .tflite file, or the name of an installed one",
            metavar="MODEL",
            commands=(*ASKING, "doctor"),
            default_words="the one in use, else the shipped one",
        ),
    )
    labels: Path | None = field(
        default=None,
        metadata=about(
            FilePath(),
            "class names, one a line",
            metavar="FILE",
            commands=(*ASKING, "doctor"),
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
            commands=(*ASKING, "doctor"),
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
    host: str = field(
        default="127.0.0.1",
        metadata=about(
            Kind(),
            "address to listen on",
            metavar="ADDRESS",
            commands=("serve", "doctor"),
        ),
    )
    port: int = field(
        default=8000,
        metadata=about(
            Whole(0, 65535),
            "port to listen on, 0 for any free one",
            metavar="PORT",
            commands=("serve", "doctor"),
        ),
    )
    models_folder: Path = field(
        default_factory=default_models_folder,
        metadata=about(
            FilePath(),
            "where installed models are kept",
            metavar="FOLDER",
            commands=(*ASKING, "models", "doctor"),
            default_words="~/.local/share/edge-app/models",
        ),
    )
    max_upload_bytes: int = field(
        default=16 * 2**20,
        metadata=about(
            ByteSize(1, LARGEST),
            "size of one request, such as 16 MiB",
            metavar="SIZE",
            commands=("serve",),
            default_words="16 MiB",
        ),
    )
    max_pixels: int = field(
        default=25_000_000,
        metadata=about(
            Whole(1, LARGEST),
            "pixels of one picture; a larger one is refused",
            metavar="N",
            commands=("classify", "camera", "serve"),
            default_words="25,000,000",
        ),
    )
    max_files: int = field(
        default=32,
        metadata=about(
            Whole(1, MANY),
            "pictures in one request",
            metavar="N",
            commands=("serve",),
        ),
    )
    max_parallel: int = field(
        default_factory=usable_cores,
        metadata=about(
            Whole(1, 256),
            "pictures of requests that are worked on at the same moment",
            metavar="N",
            commands=("serve",),
            default_words="the usable cores",
        ),
    )
    max_waiting: int = field(
        default=32,
        metadata=about(
            Whole(1, MANY),
            "pictures of requests that may wait; one more is told to come later",
            metavar="N",
            commands=("serve",),
        ),
    )


SETTINGS = {f.name: described(f.name, f.default, f.metadata) for f in fields(Settings)}
