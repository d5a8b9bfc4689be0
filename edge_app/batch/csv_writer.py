"""Write answers as a table, CSV."""

import csv
import sys
from collections.abc import Iterator

from edge_app.batch.writers import Answer
from edge_app.errors import EdgeAppError
from edge_app.predictions import Classification

# A spreadsheet takes a cell that begins so for a formula, and runs it. The apostrophe is what OWASP
# advises against that ("CSV Injection"): https://owasp.org/www-community/attacks/CSV_Injection
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class CsvWriter:
    """A heading, and one row for each picture; ``named`` is how many classes an answer names.

    Every text is in quotes, so that a separator of another country in it divides no cell.
    """

    def __init__(self, named: int) -> None:
        self._named = named
        self._rows = csv.writer(sys.stdout, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")

    def begin(self) -> None:
        self._rows.writerow(heading(self._named))
        sys.stdout.flush()

    def write(self, name: str, answer: Answer) -> None:
        self._rows.writerow([harmless(name), *_cells(answer, self._named)])
        sys.stdout.flush()

    def end(self) -> None:
        """Nothing comes after the last row."""


def heading(named: int) -> list[str]:
    """The names of the columns, for answers that name so many classes."""
    ranked = [f"{what}_{rank}" for rank in range(1, named + 1) for what in ("label", "probability")]
    return ["file", "prediction", "confidence", "sure", "threshold", *ranked, "error"]


def harmless(text: str) -> str:
    """The text, after an apostrophe where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _cells(answer: Answer, named: int) -> Iterator[str | float]:
    if isinstance(answer, EdgeAppError):
        yield from [""] * (4 + 2 * named)
        yield harmless(str(answer))
        return
    yield from _judgement(answer)
    for prediction in answer.predictions:
        yield harmless(prediction.label)
        yield round(prediction.probability, 6)
    yield ""


def _judgement(answer: Classification) -> list[str | float]:
    best = answer.predictions[0]
    sure = "" if answer.sure is None else str(answer.sure).lower()
    threshold = "" if answer.threshold is None else answer.threshold
    return [harmless(best.label), round(best.probability, 6), sure, threshold]
