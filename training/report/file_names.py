"""What the files of a report are called."""

VALIDATION, TEST = "validation", "test"
PAGE, FACTS, CURVES = "report.html", "evaluation.json", "training_curves.png"
CONFUSION, SAMPLES, MISTAKES = "confusion_matrix", "sample_predictions", "surest_mistakes"
ROC, PRECISION_RECALL, RELIABILITY = "roc", "precision_recall", "reliability"
CLASSES, PAIRS = "classes", "confused_pairs"
OF_A_PART = (CONFUSION, SAMPLES, MISTAKES, ROC, PRECISION_RECALL, RELIABILITY, CLASSES, PAIRS)


def picture_file(part: str, name: str) -> str:
    """The file of the picture ``name``, one of OF_A_PART; validation images have no prefix."""
    return f"{name}.png" if part == VALIDATION else f"{part}_{name}.png"


PICTURES = tuple(picture_file(part, name) for part in (VALIDATION, TEST) for name in OF_A_PART)
FILES = (PAGE, FACTS, CURVES, *PICTURES)
