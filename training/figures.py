"""What every picture of figures has in common: how it is saved, and how names are written."""

import warnings
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure

from edge_app.files import replacing

DOTS_PER_INCH = 110
LONGEST_NAME = 22
# M. Okabe and K. Ito, "Color Universal Design", 2008: told apart whatever the eyes. Their yellow,
# which is faint on white, is left out, and their black, which is for averages.
COLORS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
RIGHT, WRONG, QUIET = "#1b7f3b", "#b3261e", "#9a9aa6"


def drawn_name(name: str) -> str:
    """The name of a class as Matplotlib draws it: cut where it is long, and without formulas."""
    short = name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 3] + "..."
    return short.replace("$", r"\$")


def save_figure(figure: Figure, path: Path) -> None:
    """Write ``figure`` to ``path`` as PNG, whole or not at all.

    A letter that the font does not have, as in the name of a class, is drawn as a box in silence.
    """
    with replacing(path) as partial, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        with matplotlib.rc_context({"savefig.dpi": DOTS_PER_INCH}):
            figure.savefig(partial)
