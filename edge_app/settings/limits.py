"""The settings that limit what requests and pictures may cost."""

from dataclasses import dataclass, field

from edge_app.processor import usable_cores
from edge_app.settings.kinds import ByteSize, Whole
from edge_app.settings.setting import LARGEST, MANY, about


@dataclass(frozen=True, kw_only=True)
class LimitSettings:
    """How much at most, and how much at the same moment."""

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
            commands=("classify", "bulk", "camera", "serve"),
            default_words="25,000,000",
        ),
    )
    max_decode_bytes: int = field(
        default=64 * 2**20,
        metadata=about(
            ByteSize(1, LARGEST),
            "memory for pictures while they are decoded; one that needs more is refused",
            metavar="SIZE",
            commands=("serve",),
            default_words="64 MiB",
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
