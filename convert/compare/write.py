"""Write what a comparison leaves: the files of the chosen net, table, page and picture."""

from pathlib import Path
from typing import Any

from convert.compare.conversions import carry_along
from convert.compare.folder import JSON_FILE, PAGE_FILE, PICTURE_FILE, earlier_files
from convert.compare.picture import draw_comparison
from convert.compare.report import page_report
from convert.compare.result import Result, comparison_json
from convert.compare.runs import Run
from convert.conversion import Conversion
from edge_app.files import write_json, write_text
from training.html_page import html_page
from training.record import environment, made_line


def write_result(
    folder: Path, result: Result, winner: tuple[Run, Conversion] | None
) -> dict[str, Any]:
    """Write the files of the ``winner`` and the comparison; gives what comparison.json holds.

    The files of an earlier winner are removed: they are still among the candidates.

    Raises OSError: the folder cannot be written.
    """
    for path in earlier_files(folder):
        path.unlink(missing_ok=True)
    if winner:
        run, conversion = winner
        conversion.write(folder)
        carry_along(run, folder)
    made, picture = environment(), folder / PICTURE_FILE
    drawn = draw_comparison(picture, result)
    if not drawn:
        picture.unlink(missing_ok=True)
    page = page_report(result, picture=picture if drawn else None)
    write_text(folder / PAGE_FILE, html_page(page, made=made_line(made)))
    facts = comparison_json(result, made=made)
    write_json(folder / JSON_FILE, facts)
    return facts
