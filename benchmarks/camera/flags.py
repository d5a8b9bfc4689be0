"""The flags of the command ``camera``."""

import argparse

from benchmarks.camera.command import CAMERA
from benchmarks.common_flags import add_browser, add_model, add_output_flags, add_seconds


def add_camera(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command ``camera`` and its flags to a command line."""
    parser = commands.add_parser(
        "camera",
        help="time from a frame to its label, the loop's own cost, frames with many viewers",
        description="Start the app with its fake camera, ask it for labels and frames as programs "
        "and browsers do; write camera.json, camera.md and camera.png.",
    )
    parser.set_defaults(run=CAMERA.run)
    add_model(parser, "the model that looks at the frames")
    add_browser(parser)
    add_seconds(parser, 200.0)
    add_output_flags(parser, "camera")
