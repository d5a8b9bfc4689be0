"""The flags of the command ``camera``."""

import argparse
from pathlib import Path

from benchmarks.camera.command import CAMERA
from benchmarks.common_flags import add_browser, add_output_flags, add_seconds
from edge_app.classifier import default_model_path


def add_camera(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command ``camera`` and its flags to a command line."""
    parser = commands.add_parser(
        "camera",
        help="time from a frame to its label, the loop's own cost, frames with many viewers",
        description="Start the app with its fake camera, ask it for labels and frames as programs "
        "and browsers do; write camera.json, camera.md and camera.png.",
    )
    parser.set_defaults(run=CAMERA.run)
    parser.add_argument(
        "--model",
        type=Path,
        default=Path("models") / default_model_path().name,
        metavar="FILE",
        help="the model that looks at the frames (default: the shipped int8 model)",
    )
    add_browser(parser)
    add_seconds(parser, 200.0)
    add_output_flags(parser, "camera")
