"""The sections of the page on one part of the data."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from training.data_address import chart_address, image_address
from training.html_page import Chart, Picture, Section
from training.pictures import samples
from training.report.mistakes import image_name
from training.report.scored import Scored
from training.report.split_facts import SplitFacts
from training.report.tables import classes_table, pairs_table, reliability_table
from training.report.words import percent

BY_CLASS = (
    "Recall: how many of the images of a class are recognised. Precision: how many of the answers "
    "with its name are right. F1: their harmonic mean. Accuracy: how many of all images are "
    "rightly said to be of the class, or not to be. AP: average precision, the area below the "
    "curve of precision over recall."
)
CURVES = (
    "How well the probability of each class tells its images from all others, at every threshold: "
    "an area of 1 is perfect, and of 0.5 (ROC) a coin. The classes with the least area come first."
)
CONFIDENCE = (
    "An answer given with 80 % should be right eight times in ten. Above the dotted line the net "
    "is right more often than it says, below it less often."
)


def part_sections(
    scored: Scored,
    facts: SplitFacts,
    drawn: Mapping[str, Path],
    *,
    class_names: tuple[str, ...],
    training_images: Sequence[int],
) -> Iterator[Section]:
    """The sections on one part, with the charts in the files ``drawn``, by their names.

    Raises PipelineError: a picture of the data can no longer be read.
    """
    part = f"{scored.part.capitalize()} images"

    def charts(**described: str) -> tuple[Chart, ...]:
        return tuple(chart(drawn[name], f"{part}: {words}") for name, words in described.items())

    classes = charts(classes="recall and precision of each class, as bars with 95 % intervals")
    yield Section(
        f"{part}: by class",
        classes_table(facts, training_images),
        charts=classes,
        introduction=BY_CLASS,
    )
    if facts.mistakes:
        pairs = charts(confused_pairs="how often pairs of classes are mixed up, as bars")
        yield Section(f"{part}: mixed up", pairs_table(facts, class_names), charts=pairs)
    matrix = charts(confusion_matrix="confusion matrix, a row per true class, a column per answer")
    yield Section(f"{part}: confusion matrix", charts=matrix)
    curves = charts(
        roc="ROC curves of the classes, with their averages",
        precision_recall="precision-recall curves of the classes, with their averages",
    )
    yield Section(f"{part}: curves", charts=curves, introduction=CURVES)
    reliability = charts(reliability="share of right answers over their confidence")
    yield Section(
        f"{part}: confidence",
        reliability_table(facts),
        charts=reliability,
        introduction=CONFIDENCE,
    )
    if wrong := [one.index for one in facts.surest_mistakes]:
        title = f"{part}: the surest {len(wrong)} of {facts.mistakes:,} mistakes"
        yield Section(title, pictures=_captioned(scored, wrong, class_names))
    shown = samples(facts.images)
    title = f"{part}: {len(shown)} of {facts.images:,}, right or wrong"
    yield Section(title, pictures=_captioned(scored, shown, class_names))


def chart(path: Path, description: str) -> Chart:
    """A picture file as a chart of the page."""
    return Chart(*chart_address(path), description)


def _captioned(
    scored: Scored, chosen: list[int], class_names: tuple[str, ...]
) -> tuple[Picture, ...]:
    """The images at the places ``chosen``, with answer, true class and, of a folder, file."""
    captioned = []
    for i, image in zip(chosen, scored.split.images[chosen], strict=True):
        answer, true = int(scored.probabilities[i].argmax()), int(scored.split.labels[i])
        said = f"{class_names[answer]} {percent(scored.probabilities[i, answer].item())}"
        lines = ["right" if answer == true else f"is {class_names[true]}"]
        if scored.split.files:
            lines.append(image_name(scored.split, i))
        captioned.append(Picture(image_address(image), said, tuple(lines)))
    return tuple(captioned)
