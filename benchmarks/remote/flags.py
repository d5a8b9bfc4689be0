"""The flags that let a measurement run on another machine."""

import argparse
from pathlib import Path


def add_device_flags(parser: argparse.ArgumentParser) -> None:
    """The flags that name a device, and how to reach it and its Python."""
    parser.add_argument(
        "--device",
        metavar="USER@HOST",
        help="measure there, and bring the result home: any destination that ssh takes",
    )
    parser.add_argument(
        "--device-python",
        default="python3",
        metavar="PYTHON",
        help="the Python there (%(default)s); one of a virtual environment is used as it is, for "
        "another one an environment with the locked packages is made there, once",
    )
    parser.add_argument(
        "--ssh-config",
        type=Path,
        metavar="FILE",
        help="a configuration file for ssh, in place of ~/.ssh/config",
    )
