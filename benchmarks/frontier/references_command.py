"""The command ``references``: have the models of others that ours are measured against."""

import argparse
from pathlib import Path

from benchmarks.frontier.fetch import copies_in, download, is_there
from benchmarks.frontier.others import Reference, References, read_references
from benchmarks.missing import Missing, tell
from benchmarks.output import progress
from edge_app.errors import PipelineError
from edge_app.files import write_bytes, write_text

DEFAULT_FOLDER = Path("benchmarks/results/references")
LABELS_FILE = "labels.txt"


def add_references(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command ``references`` and its flags to a command line."""
    parser = commands.add_parser(
        "references",
        help="fetch MLPerf Tiny's CIFAR-10 models, which ours are measured against",
        description="Fetch MLPerf Tiny's four CIFAR-10 models, 2.9 MB, by address and SHA-256, "
        "with a list of their classes. A file that is there and right is kept.",
    )
    parser.set_defaults(run=run_references)
    parser.add_argument(
        "--output",
        type=Path,
        default=DEFAULT_FOLDER,
        metavar="DIR",
        help="the folder to put them into (default: %(default)s)",
    )
    parser.add_argument(
        "--from",
        dest="source",
        type=Path,
        metavar="FOLDER",
        help="copy them from this folder, whatever they are called there; nothing is downloaded",
    )


def run_references(options: argparse.Namespace) -> bool:
    """Bring the references as the command line says; False when one is missing after that.

    Raises PipelineError: no such folder to copy from. OSError: the output cannot be written.
    """
    references = read_references()
    copies = copies_in(options.source, references.models) if options.source else None
    options.output.mkdir(parents=True, exist_ok=True)
    missing = Missing()
    for reference in references.models:
        with missing.noting(reference.file):
            print(_brought(reference, options.output, copies, options.source), flush=True)
    write_text(options.output / LABELS_FILE, "\n".join(references.labels) + "\n")
    tell(missing)
    if not missing.failed:
        print(_next_step(options.output, references))
    return not missing.failed


def _brought(
    reference: Reference, folder: Path, copies: dict[str, Path] | None, source: Path | None
) -> str:
    """Bring one reference; a line that says what was done."""
    if is_there(reference, folder):
        return f"{reference.file}: there already"
    if copies is None:
        with progress() as show:
            download(reference, folder, show=show)
        return f"{reference.file}: downloaded"
    if reference.sha256 not in copies:
        raise PipelineError(
            f"No .tflite file in {source} has the SHA-256 {reference.sha256}. Leave --from out to "
            "download it."
        )
    write_bytes(folder / reference.file, copies[reference.sha256].read_bytes())
    return f"{reference.file}: copied from {copies[reference.sha256]}"


def _next_step(folder: Path, references: References) -> str:
    return (
        f"\n{LABELS_FILE} beside them names their classes. To measure ours beside them:\n"
        f"python -m benchmarks latency --models {folder / references.baseline} {folder} models "
        f"--threads 1 --input-range {references.input_range}"
    )
