"""Findings about duplicates, the harmful ones apart: of two classes, or across the parts."""

from collections.abc import Sequence

import numpy as np

from training.inspection.duplicates import Group, exact_groups, near_groups
from training.inspection.findings import Finding, Item, Verdict, finding
from training.inspection.measure import Measurement
from training.inspection.picture_findings import is_blank
from training.inspection.survey import Survey


def duplicate_findings(survey: Survey) -> list[Finding]:
    """Six findings: equal pixels and near duplicates, each in three degrees of harm."""
    exact = exact_groups([m.digest for m in survey.readable])
    copies = {index for group in exact for index in group.members[1:]}
    # One of each exact group stands for it; blank pictures are all alike.
    candidates = [i for i, m in enumerate(survey.readable) if i not in copies and not is_blank(m)]
    thumbnails = [survey.readable[i].thumbnail for i in candidates]
    near = [
        Group(tuple(candidates[i] for i in group.members), group.correlation)
        for group in (near_groups(np.stack(thumbnails)) if thumbnails else [])
    ]
    return [*_exact_findings(survey, exact), *_near_findings(survey, near)]


def _exact_findings(survey: Survey, groups: Sequence[Group]) -> list[Finding]:
    conflicting, across, within = _by_harm(survey, groups)
    undrawn = None in survey.collection.parts
    return [
        finding(
            "identical pictures in two classes",
            Verdict.FIX,
            "One of the two labels is wrong: keep the right one.",
            conflicting,
        ),
        finding(
            "identical pictures in two parts",
            Verdict.FIX,
            "The net is judged by what it has learned by heart. Training leaves out copies of the "
            "same bytes, but not those in another file format: delete one.",
            across,
        ),
        finding(
            "identical pictures in one class",
            Verdict.LOOK if undrawn else Verdict.FINE,
            "Training draws copies of the same bytes for the same part, but not those in another "
            "file format. Delete the copies."
            if undrawn
            else "They count as often as they occur. Delete the copies where they are many.",
            within,
        ),
    ]


def _near_findings(survey: Survey, groups: Sequence[Group]) -> list[Finding]:
    conflicting, across, within = _by_harm(survey, groups)
    undrawn = None in survey.collection.parts
    return [
        finding(
            "near duplicates in two classes",
            Verdict.LOOK,
            "If it is the same picture, one label is wrong. If the scene is the same and the thing "
            "differs, the background teaches nothing: vary it.",
            conflicting,
        ),
        finding(
            "near duplicates in two parts",
            Verdict.LOOK,
            "The net is judged by what it has learned by heart, and the figures are too good. "
            "Keep all copies of a picture, and all frames of a scene, in one part.",
            across,
        ),
        finding(
            "near duplicates in one class",
            Verdict.LOOK if undrawn else Verdict.FINE,
            "Training may draw one for train and one for test, and the figures are too good. Keep "
            "one of each, or make train, val and test folders."
            if undrawn
            else "They teach less than different pictures would.",
            within,
        ),
    ]


def _by_harm(survey: Survey, groups: Sequence[Group]) -> tuple[list[Item], list[Item], list[Item]]:
    """Groups of several classes; of several parts; of one part and class. The closest first."""
    conflicting: list[Item] = []
    across: list[Item] = []
    within: list[Item] = []
    for group in sorted(groups, key=lambda group: -group.correlation):
        members = [survey.readable[i] for i in group.members]
        labels = {m.picture.label for m in members}
        parts = {m.picture.part for m in members}
        kind = conflicting if len(labels) > 1 else across if len(parts) > 1 else within
        kind.append(_item(members, group.correlation))
    return conflicting, across, within


def _item(members: Sequence[Measurement], correlation: float) -> Item:
    """The group with its first picture, and then the one that differs most in part and label."""

    def differs(m: Measurement) -> tuple[bool, bool]:
        first = members[0].picture
        return m.picture.label == first.label, m.picture.part == first.part

    ordered = [members[0], *sorted(members[1:], key=differs)]
    exact = len({m.digest for m in members}) == 1
    equal = "same pixels" if exact else f"correlation {correlation:.3f}"
    note = equal if len(members) == 2 else f"{len(members)} pictures, {equal}"
    return Item(note, tuple(m.picture for m in ordered))
