"""Advice on the classes: which are mixed up, missed, or too small."""

from training.class_weights import AUTO_RATIO
from training.evaluation import Accuracy, accuracy
from training.inspection.class_findings import FEW_TRAINING_PICTURES
from training.report.evidence import Evidence
from training.report.mistakes import ConfusedPair
from training.report.split_facts import SplitFacts
from training.report.words import listed, percent

# Of all errors: below it, mending the pair would hardly be seen in the accuracy.
PAIR_SHARE = 0.10
# A single picture may be odd; several of one kind are a pattern.
PAIR_IMAGES = 5
SHOWN_PAIRS = 3
# Below the accuracy of all images: by so much, a class is seen to work badly without counting.
POOR_RECALL = 0.10


def few_training_images(evidence: Evidence) -> str | None:
    """Classes below the number from which the inspection warns, too."""
    counts = zip(evidence.training_images, evidence.class_names, strict=True)
    few = sorted((count, name) for count, name in counts if count < FEW_TRAINING_PICTURES)
    if not few:
        return None
    named = listed([f"{count} of {name}" for count, name in few])
    return (
        f"There are too few training images: {named}. A class needs {FEW_TRAINING_PICTURES} or "
        "more, of as many different things and places as it will be seen in."
    )


def imbalance(evidence: Evidence) -> str | None:
    """The largest class has more than AUTO_RATIO times the training images of the smallest."""
    ordered = sorted(zip(evidence.training_images, evidence.class_names, strict=True))
    (low, rare), (high, common) = ordered[0], ordered[-1]
    if high <= AUTO_RATIO * low:
        return None
    return (
        f"{common} has {high:,} training images and {rare} {low:,}: a net leans towards what it "
        f"has seen most. Pictures of {rare} help more than pictures of {common}."
    )


def confused_pairs(evidence: Evidence) -> str | None:
    """Pairs that make up a large share of the errors, by more than chance explains."""
    pairs = [pair for pair in evidence.facts.confused_pairs if _is_marked(pair, evidence)]
    if not pairs:
        return None
    errors = evidence.facts.mistakes
    (first, share), *others = [_pair_words(pair, evidence) for pair in pairs[:SHOWN_PAIRS]]
    more = "".join(f", {names} {share}" for names, share in others)
    return (
        f"{first} make up {share} of the errors ({pairs[0].count} of {errors}){more}. More "
        "training pictures that show the difference help most; look for wrong labels there, too."
    )


def poor_recall(evidence: Evidence) -> str | None:
    """Classes that are recognised far worse than all, by more than chance explains."""
    facts, names = evidence.facts, evidence.class_names
    poor = [
        (one.recall.value, i)
        for i, one in enumerate(facts.classes)
        if one.recall and _is_far_below(one.recall, facts.accuracy.value)
    ]
    named = [
        f"{names[i]} ({percent(share)}, mostly taken for {names[_usual_mistake(facts, i)]})"
        for share, i in sorted(poor)
    ]
    if not named:
        return None
    return (
        f"Recognised far less often than all images are ({percent(facts.accuracy.value)}): "
        f"{listed(named)}. More, and more varied, training pictures of them help most."
    )


def _is_far_below(recall: Accuracy, whole: float) -> bool:
    return recall.value <= whole - POOR_RECALL and recall.high < whole


def _usual_mistake(facts: SplitFacts, place: int) -> int:
    """The class that images of the class at ``place`` are taken for most, but for itself."""
    answers = facts.confusion[place]
    return max((i for i in range(len(answers)) if i != place), key=answers.__getitem__)


def _is_marked(pair: ConfusedPair, evidence: Evidence) -> bool:
    """Whether a pair has more of the errors than an even share of all pairs would give it."""
    classes = len(evidence.class_names)
    share = accuracy(pair.count, evidence.facts.mistakes)
    even = 2 / (classes * (classes - 1))
    return share.low > even and share.value >= PAIR_SHARE and pair.count >= PAIR_IMAGES


def _pair_words(pair: ConfusedPair, evidence: Evidence) -> tuple[str, str]:
    names = evidence.class_names
    share = pair.count / evidence.facts.mistakes
    return f"{names[pair.first]} and {names[pair.second]}", percent(share, digits=0)
