"""The command line of ``edge-app bulk``."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

DEFAULT_PARTITION = 1000


def add_to(
    subparsers: "argparse._SubParsersAction[Any]", *, parents: Sequence[argparse.ArgumentParser]
) -> None:
    """Add the command; ``parents`` bring the options of its settings."""
    parser = subparsers.add_parser(
        "bulk",
        parents=list(parents),
        help="classify an archive of pictures on many cores or machines, with Ray",
        description="Classify an archive of pictures into Parquet files, in as many processes as "
        "this machine has cores or on a Ray cluster. The same command goes on where a job stopped.",
    )
    parser.add_argument(
        "sources",
        nargs="+",
        metavar="SOURCE",
        help="a folder, with all that is below it; a Parquet file (.parquet) or a WebDataset shard "
        "(.tar) of pictures; a list of such names, one a line (.txt); or a picture",
    )
    parser.add_argument(
        "--output", type=Path, required=True, metavar="DIR", help="the folder of the results"
    )
    parser.add_argument(
        "--address",
        metavar="HOST:PORT",
        help="a running Ray cluster, or auto for the one of this machine (default: processes of "
        "this machine, for this job alone)",
    )
    parser.add_argument(
        "--workers",
        type=_at_least_one,
        metavar="N",
        help="how many processes classify (default: the cores of this machine or of the cluster)",
    )
    parser.add_argument(
        "--partition",
        type=_at_least_one,
        default=DEFAULT_PARTITION,
        metavar="N",
        help="pictures of one result file, which is what an interruption may cost each worker "
        "(default: %(default)s)",
    )
    parser.add_argument("--json", action="store_true", help="print the totals as one JSON object")
    parser.set_defaults(command=_bulk)


def _bulk(options: argparse.Namespace) -> int:
    from edge_app.bulk.command import bulk  # Here: it needs NumPy.

    return bulk(options)


def _at_least_one(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 on")
    return number
