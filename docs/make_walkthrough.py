"""Run docs/walkthrough.ipynb, and store it again with what it shows.

``python docs/make_walkthrough.py [FILE]`` in the workstation's environment, from anywhere; the
notebook itself is written unless another FILE is named. WALKTHROUGH_DATA and the other variables
in its first cell make it a smaller or another one.
"""

import os
import sys
import tempfile
from pathlib import Path

import nbformat

DOCS = Path(__file__).parent
NOTEBOOK = DOCS / "walkthrough.ipynb"
# Of one cell, on a slow machine.
TIMEOUT_S = 3600


def executed(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook with the outputs of a fresh kernel.

    Raises nbclient.exceptions.CellExecutionError: a cell failed.
    """
    os.environ.setdefault("JUPYTER_PLATFORM_DIRS", "1")  # Jupyter warns without it.
    from nbclient import NotebookClient
    from traitlets.config import Config

    with tempfile.TemporaryDirectory() as folder:
        # Spoken to by files of this user: nobody else on the machine can listen.
        talk = {"transport": "ipc", "ip": f"{folder}/kernel"}
        client = NotebookClient(
            notebook,
            timeout=TIMEOUT_S,
            startup_timeout=TIMEOUT_S,
            kernel_name="python3",
            config=Config(KernelManager=talk),
            record_timing=False,
            coalesce_streams=True,
            resources={"metadata": {"path": str(DOCS)}},
        )
        return client.execute()


def tidied(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Without what nobody reads: Pillow gives each picture as JPEG too, and the kernel its
    version of Python."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop("image/jpeg", None)
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


def main(target: Path) -> None:
    from nbclient.exceptions import CellExecutionError

    try:
        notebook = executed(nbformat.read(NOTEBOOK, as_version=4))
    except CellExecutionError as error:
        sys.exit(f"error: {error}")
    nbformat.write(tidied(notebook), target)
    print(f"Wrote {target.name}: {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else NOTEBOOK)
