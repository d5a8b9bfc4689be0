"""What ``edge-app camera`` takes besides its settings."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

Subparsers = argparse._SubParsersAction  # argparse has no public name for it.


def add_to(
    subparsers: "Subparsers[Any]",
    *,
    parents: list[argparse.ArgumentParser],
    command: Callable[[argparse.Namespace], int],
) -> None:
    """Add the parser of the command; ``command`` is what it does."""
    parser = subparsers.add_parser(
        "camera",
        parents=parents,
        help="say what a camera sees, one JSON line for each change",
        description="Watch a camera, a video or a folder of pictures, and print one JSON line for "
        "each change of its label, until Ctrl-C.",
    )
    parser.add_argument(
        "source",
        nargs="?",
        metavar="SOURCE",
        help="auto, 0, /dev/video0, picamera2, rtsp:// or http://, a video file, a folder of "
        "pictures, or fake (default: the setting camera, else auto)",
    )
    parser.add_argument(
        "--every-frame", action="store_true", help="print a line for every frame that is classified"
    )
    parser.add_argument(
        "--frames",
        type=_count,
        metavar="N",
        help="stop after so many classified frames",
    )
    parser.add_argument(
        "--once", action="store_true", help="show a video or a folder once, and not over and over"
    )
    parser.add_argument(
        "--record",
        type=Path,
        metavar="FILE",
        help="keep what is shown as a video, .mp4 or .avi, with the label drawn over it",
    )
    parser.add_argument(
        "--force", action="store_true", help="let --record replace a file that is there"
    )
    parser.add_argument(
        "--window",
        action="store_true",
        help="show it in a window: click or space pauses, s saves a picture, q leaves",
    )
    parser.set_defaults(command=command)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10**12):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of frames, 1 or more")
    return int(text)
