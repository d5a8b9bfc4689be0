"""What the one who asks decides about an answer: which classes it names, and when it is sure."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from edge_app.confidence import ClassThresholds
from edge_app.errors import SettingsError
from edge_app.predictions import Classification


@dataclass(frozen=True)
class AnswerRule:
    """How an answer is cut. ``threshold`` (0..1) goes before the model's own ``thresholds``.

    ``kept`` are the indices of the classes that may be named, None for all. Probabilities stay as
    they are: those of the classes left out are not shared out among the others.
    """

    top: int
    classes: int
    threshold: float | None = None
    kept: frozenset[int] | None = None
    thresholds: ClassThresholds | None = None

    @property
    def asked(self) -> int:
        """How many classes the classifier must name for ``apply``."""
        return self.top if self.kept is None else self.classes

    @property
    def named(self) -> int:
        """How many classes an answer names."""
        return min(self.top, self.classes if self.kept is None else len(self.kept))

    def apply(self, answer: Classification) -> Classification:
        """The same answer by this rule."""
        if self.kept is not None:
            kept = tuple(p for p in answer.predictions if p.index in self.kept)[: self.top]
            answer = replace(answer, predictions=kept)
        best = answer.predictions[0]
        if self.threshold is not None:
            return replace(
                answer, sure=best.probability >= self.threshold, threshold=self.threshold
            )
        if self.kept is not None and self.thresholds is not None:
            lowest = self.thresholds[best.index]
            sure = lowest is not None and best.probability >= lowest
            return replace(answer, sure=sure, threshold=lowest)
        return answer


def kept_classes(
    labels: Sequence[str], *, allow: Sequence[str], deny: Sequence[str]
) -> frozenset[int] | None:
    """The indices of the classes in ``allow``, or all, without those in ``deny``; None for all.

    Each entry is a label, or several with commas between them.

    Raises SettingsError: a label that the model does not have, or no class is left.
    """
    if not allow and not deny:
        return None
    allowed = _indices(allow, labels, option="--allow") if allow else set(range(len(labels)))
    kept = allowed - _indices(deny, labels, option="--deny")
    if not kept:
        raise SettingsError("--allow and --deny leave no class that could be named.")
    return frozenset(kept)


def _indices(entries: Sequence[str], labels: Sequence[str], *, option: str) -> set[int]:
    words = [word for entry in entries for word in _words(entry, labels)]
    for word in words:
        if word not in labels:
            raise SettingsError(f"{option}: the model has no class {word!r}.{_hint(word, labels)}")
    return {index for index, label in enumerate(labels) if label in words}


def _words(entry: str, labels: Sequence[str]) -> list[str]:
    # A label may have commas itself, as ImageNet's: "tench, Tinca tinca".
    return [entry] if entry in labels else [word.strip() for word in entry.split(",")]


def _hint(word: str, labels: Sequence[str]) -> str:
    by_lower = {label.lower(): label for label in labels}
    near = difflib.get_close_matches(word.lower(), by_lower, n=1)
    if near:
        return f" Did you mean {by_lower[near[0]]!r}?"
    shown = ", ".join(labels[:20])
    return f" It has: {shown}{', ...' if len(labels) > 20 else ''}."
