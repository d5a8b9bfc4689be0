"""Findings about the classes: whether there are enough, of enough pictures, in every part."""

import difflib
from collections import Counter

from training.class_weights import AUTO_RATIO
from training.inspection.findings import Finding, Item, Verdict, finding
from training.inspection.survey import Survey

# Fewer rarely teach a class that varies as things do in front of a camera: a rule of thumb.
FEW_TRAINING_PICTURES = 50
# With 20 pictures, the 95 % interval of an accuracy of 90 % spans 27 points (Wilson).
FEW_EVALUATION_PICTURES = 20


def class_findings(survey: Survey) -> list[Finding]:
    """All findings about classes. Pictures that cannot be read do not count."""
    return [
        _too_few_classes(survey),
        _classes_without_training(survey),
        _too_few_to_draw_parts(survey),
        _classes_missing_elsewhere(survey),
        _few_pictures(survey),
        _imbalance(survey),
    ]


def _too_few_classes(survey: Survey) -> Finding:
    names = survey.collection.class_names
    note = f"one class: {names[0]}" if names else "no class"
    return finding(
        "fewer than two classes",
        Verdict.FATAL,
        "A classifier needs two classes or more: one folder for each. For one thing to recognise, "
        "add a second class of everything else that the camera will see.",
        [Item(note)] if len(names) < 2 else [],
    )


def _classes_without_training(survey: Survey) -> Finding:
    names, training = survey.collection.class_names, _training_counts(survey)
    taught = [name for name, count in zip(names, training, strict=True) if count]
    items = []
    for label, name in enumerate(names):
        if not training[label]:
            elsewhere = [
                str(part) for part in survey.collection.parts if survey.counts(part)[label]
            ]
            near = difflib.get_close_matches(name.lower(), [one.lower() for one in taught], n=1)
            where = f"only in {' and '.join(elsewhere)}" if elsewhere else "no readable picture"
            same = [one for one in taught if one.lower() in near]
            items.append(Item(f"{name}: {where}" + (f"; meant as {same[0]}?" if same else "")))
    return finding(
        "classes without training pictures",
        Verdict.FATAL,
        "Training refuses such a class. Add pictures, delete the folder, or give it the name that "
        "the class has in the other parts.",
        items,
    )


def _too_few_to_draw_parts(survey: Survey) -> Finding:
    """Of a folder without val or test, training draws them: each gets a picture of each class."""
    parts = survey.collection.parts
    needed = 3 if None in parts else 1 + sum(part not in parts for part in ("val", "test"))
    training = {
        (m.picture.label, m.file_digest)
        for m in survey.readable
        if m.picture.part in ("train", None)
    }
    different = Counter(label for label, _ in training)
    return finding(
        "classes too small to draw parts from",
        Verdict.FATAL,
        f"Training takes each class apart for {needed} parts, and each needs a picture of its own. "
        "Add pictures, or leave the class out.",
        [
            Item(f"{name}: {different[label]} different")
            for label, name in enumerate(survey.collection.class_names)
            if 0 < different[label] < needed and survey.collection.from_files
        ],
    )


def _classes_missing_elsewhere(survey: Survey) -> Finding:
    return finding(
        "classes missing from val or test",
        Verdict.LOOK,
        "The figures will say nothing about this class. Move pictures there, none of which may "
        "stay in train.",
        [
            Item(f"{name}: none in {part}")
            for part in survey.collection.parts
            if part in ("val", "test")
            for name, count in zip(survey.collection.class_names, survey.counts(part), strict=True)
            if not count
        ],
    )


def _few_pictures(survey: Survey) -> Finding:
    few = [
        (count, f"{name}: {count}{f' in {part}' if part else ''}")
        for part in survey.collection.parts
        for name, count in zip(survey.collection.class_names, survey.counts(part), strict=True)
        if 0
        < count
        < (FEW_EVALUATION_PICTURES if part in ("val", "test") else FEW_TRAINING_PICTURES)
    ]
    return finding(
        "classes with few pictures",
        Verdict.LOOK,
        f"Below {FEW_TRAINING_PICTURES} a small net learns the pictures rather than the class, and "
        f"below {FEW_EVALUATION_PICTURES} in val or test the figures are chance. Add pictures, or "
        "start from a trained net.",
        [Item(note) for _, note in sorted(few)],
    )


def _imbalance(survey: Survey) -> Finding:
    counted = [
        (count, name)
        for count, name in zip(_training_counts(survey), survey.collection.class_names, strict=True)
        if count
    ]
    items = []
    if counted:
        (least, rare), (most, common) = min(counted), max(counted)
        if most > AUTO_RATIO * least:
            ratio = f"{most / least:.1f} times as many"
            items.append(Item(f"{common} ({most}) has {ratio} as {rare} ({least})"))
    return finding(
        "class imbalance",
        Verdict.LOOK,
        f'Above {AUTO_RATIO}, training weighs the classes equally (class_weights = "auto"). More '
        "pictures of the rare class do better.",
        items,
    )


def _training_counts(survey: Survey) -> tuple[int, ...]:
    parts = survey.collection.parts
    return survey.counts(None if None in parts else "train")
