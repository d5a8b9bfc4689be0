"""From a data source to its findings: the one path for folders and archives."""

from pathlib import Path

from training.inspection.class_findings import class_findings
from training.inspection.duplicate_findings import duplicate_findings
from training.inspection.findings import Verdict, worst_first
from training.inspection.picture_findings import picture_findings
from training.inspection.pictures import read_collection
from training.inspection.refusal import refusal_findings
from training.inspection.report import Inspection
from training.inspection.survey import take_survey


def inspect_data(source: str, *, image_size: int) -> Inspection:
    """Look at every picture of an image folder or an archive, for a net of ``image_size`` px.

    Raises PipelineError: no such source, a folder of another layout, or a damaged archive.
    """
    survey = take_survey(read_collection(source))
    findings = [
        *class_findings(survey),
        *picture_findings(survey, image_size=image_size),
        *duplicate_findings(survey),
    ]
    if not any(one.verdict is Verdict.FATAL for one in findings):
        findings += refusal_findings(survey, root=Path(source))
    return Inspection(source, image_size, survey, tuple(worst_first(findings)))
