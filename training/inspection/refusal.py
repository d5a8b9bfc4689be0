"""What training itself says to a folder: it draws the parts, from what was measured."""

from pathlib import Path

from edge_app.errors import PipelineError
from training.folder_parts import choose_parts
from training.image_folder import ImageFile, ImageFolder, check_trainable
from training.inspection.findings import Finding, Item, Verdict, finding
from training.inspection.measure import Measurement, Unreadable
from training.inspection.survey import Survey


def refusal_findings(survey: Survey, *, root: Path) -> list[Finding]:
    """One fatal finding where training refuses the folder ``root``; none for an archive."""
    refusal = _refusal(survey, root) if survey.collection.from_files else None
    if refusal is None:
        return []
    return [
        finding("refused by training", Verdict.FATAL, "Training would end with:", [Item(refusal)])
    ]


def _refusal(survey: Survey, root: Path) -> str | None:
    pictures = survey.collection.pictures
    files = tuple(ImageFile(root / one.name, one.label, one.part) for one in pictures)
    folder = ImageFolder(root, survey.collection.class_names, files)
    looked_at = list(enumerate(survey.measured))
    digests = {i: one.file_digest for i, one in looked_at if isinstance(one, Measurement)}
    unreadable = {i: one.reason for i, one in looked_at if isinstance(one, Unreadable)}
    try:
        check_trainable(folder)
        choose_parts(folder, digests, unreadable, seed=0)  # No seed changes what is refused.
    except PipelineError as error:
        return str(error)
    return None
