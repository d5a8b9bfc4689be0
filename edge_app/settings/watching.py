"""The settings of a camera: where frames come from, and how they are turned into a label."""

from dataclasses import dataclass, field

from edge_app.settings.kinds import Choice, Kind, Whole
from edge_app.settings.measures import FrameSize, Number, PictureRegion
from edge_app.settings.setting import about

WATCHING = ("camera", "serve")


@dataclass(frozen=True, kw_only=True)
class WatchingSettings:
    """None: nothing was said, and ``default_words`` says what holds."""

    camera: str | None = field(
        default=None,
        metadata=about(
            Kind(),
            "where frames come from: auto, 0, /dev/video0, picamera2, rtsp:// or http://, "
            "a video file, a folder of pictures, or fake",
            metavar="ADDRESS",
            commands=("serve",),
            default_words="none",
        ),
    )
    frame_size: tuple[int, int] | None = field(
        default=None,
        metadata=about(
            FrameSize(),
            "the size to ask of a camera",
            metavar="SIZE",
            commands=WATCHING,
            default_words="640x480",
        ),
    )
    frame_rate: float | None = field(
        default=None,
        metadata=about(
            Number(0.01, 1000),
            "frames per second to ask of a camera, or at which files are shown",
            metavar="FPS",
            commands=WATCHING,
            default_words="the source's own; 1 of a folder",
        ),
    )
    rotate: str = field(
        default="0",
        metadata=about(
            Choice(("0", "90", "180", "270")),
            "degrees, clockwise, by which frames are turned",
            metavar="DEGREES",
            commands=WATCHING,
        ),
    )
    flip: str = field(
        default="none",
        metadata=about(
            Choice(("none", "horizontal", "vertical", "both")),
            "mirror frames, after they are turned",
            metavar="HOW",
            commands=WATCHING,
        ),
    )
    region: tuple[float, ...] | None = field(
        default=None,
        metadata=about(
            PictureRegion(),
            "the part of a frame that is classified, in shares of its sides",
            metavar="REGION",
            commands=WATCHING,
            default_words="the centred square",
        ),
    )
    max_fps: float | None = field(
        default=None,
        metadata=about(
            Number(0.01, 1000),
            "classify at most so many frames per second, for a cool board",
            metavar="FPS",
            commands=WATCHING,
            default_words="every frame, as far as the board can",
        ),
    )
    smoothing: float = field(
        default=0.7,
        metadata=about(
            Number(0, 0.99),
            "the share of the past in the average of the probabilities; 0 for none",
            metavar="SHARE",
            commands=WATCHING,
        ),
    )
    hold: int = field(
        default=3,
        metadata=about(
            Whole(1, 10_000),
            "frames for which another class must lead before the label changes",
            metavar="N",
            commands=WATCHING,
        ),
    )
    stall_limit: float = field(
        default=5.0,
        metadata=about(
            Number(0.1, 3600),
            "seconds without a new frame after which a camera is opened again",
            metavar="SECONDS",
            commands=WATCHING,
        ),
    )
    preview_side: int = field(
        default=640,
        metadata=about(
            Whole(32, 4096),
            "the longer side of the frames that are shown, in pixels",
            metavar="PIXELS",
            commands=("serve",),
        ),
    )
    max_streams: int = field(
        default=4,
        metadata=about(
            Whole(0, 64),
            "how many may read /camera/stream.mjpg at the same moment",
            metavar="N",
            commands=("serve",),
        ),
    )
