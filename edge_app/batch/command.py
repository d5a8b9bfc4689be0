"""The command ``edge-app classify``."""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext
from itertools import chain
from pathlib import Path

from edge_app.batch.csv_writer import CsvWriter
from edge_app.batch.interrupts import Interrupts
from edge_app.batch.ordered import in_order
from edge_app.batch.pictures import STANDARD_INPUT, Picture, Pictures, is_folder
from edge_app.batch.progress import Progress, progress
from edge_app.batch.rules import AnswerRule, kept_classes
from edge_app.batch.standard_input import is_piped, names_from
from edge_app.batch.writers import Answer, JsonWriter, TextWriter, Writer
from edge_app.classifier import Classifier
from edge_app.errors import ImageError, ModelFileError, SettingsError
from edge_app.images import read_image_file
from edge_app.model_choice import load_model

SHOWN_ENDINGS = 5

Answered = tuple[str, Answer]


def classify(options: argparse.Namespace) -> int:
    """Classify pictures; 1 when one of them got no answer, the others are answered.

    Raises SettingsError, ModelFileError and ModelNotFoundError before the first answer, and
    SourceError where a list of names cannot be read.
    """
    words = named_pictures(options)
    workers = options.settings.interpreters if _may_be_many(words, options) else 1
    classifier = load_model(options.settings, interpreters=workers).classifier
    rule = answer_rule(options, classifier)
    names = names_from(options.files_from) if options.files_from else ()
    pictures = Pictures(chain(words, names))
    answered = in_order(
        asker(classifier, rule, max_pixels=options.settings.max_pixels), pictures, workers=workers
    )
    countable = not options.files_from and STANDARD_INPUT not in words
    with progress(words, countable=countable) as bar, closing(answered):
        count, failed = write_all(answered, _writer(options, classifier, rule), bar)
    _report(pictures.passed_over, count, failed, lines=not (options.json or options.csv))
    return 1 if failed or not count else 0


def named_pictures(options: argparse.Namespace) -> list[str]:
    """The words that name pictures; "-" where none does and something is piped in.

    Raises SettingsError: there is nothing to read, or standard input is named twice.
    """
    words: list[str] = options.paths
    if not words and not options.files_from:
        if not is_piped():
            raise SettingsError(
                "No picture is named. Give files or folders, or pipe one picture's bytes in."
            )
        words = [STANDARD_INPUT]
    if [*words, options.files_from].count(STANDARD_INPUT) > 1:
        raise SettingsError("Standard input can be read once, and - names it twice.")
    return words


def answer_rule(options: argparse.Namespace, classifier: Classifier) -> AnswerRule:
    """What the options say about the answers. Raises SettingsError: an unknown label."""
    return AnswerRule(
        top=options.settings.top,
        classes=len(classifier.labels),
        threshold=options.threshold,
        kept=kept_classes(classifier.labels, allow=options.allow, deny=options.deny),
        thresholds=classifier.info.thresholds,
    )


def asker(
    classifier: Classifier, rule: AnswerRule, *, max_pixels: int
) -> Callable[[Picture], Answered]:
    """What reads and answers one picture, in any thread."""

    def ask(picture: Picture) -> Answered:
        if picture.error is not None:
            return picture.name, ImageError(picture.error)
        try:
            content = picture.content
            if content is None:
                content = read_image_file(Path(picture.name))
            answer = classifier.classify(content, top=rule.asked, max_pixels=max_pixels)
            return picture.name, rule.apply(answer)
        except (ImageError, ModelFileError) as error:
            return picture.name, error

    return ask


def write_all(answered: Iterator[Answered], writer: Writer, bar: Progress) -> tuple[int, int]:
    """Write every answer; give how many there were, and how many of them were errors.

    What has begun is written whole, also when Ctrl-C stops it.
    """
    count = failed = 0
    with Interrupts() as interrupts:
        with interrupts.held_back():
            writer.begin()
        try:
            for name, answer in answered:
                is_error = isinstance(answer, Exception)
                with interrupts.held_back(), bar.aside() if is_error else nullcontext():
                    writer.write(name, answer)
                count, failed = count + 1, failed + is_error
                bar.step()
        finally:
            with interrupts.held_back():
                writer.end()
    return count, failed


def _may_be_many(words: list[str], options: argparse.Namespace) -> bool:
    return bool(options.files_from) or len(words) > 1 or is_folder(Path(words[0]))


def _writer(options: argparse.Namespace, classifier: Classifier, rule: AnswerRule) -> Writer:
    if options.json:
        return JsonWriter(classifier.name)
    return CsvWriter(rule.named) if options.csv else TextWriter()


def _report(passed_over: Counter[str], count: int, failed: int, *, lines: bool) -> None:
    """What the answers do not say, on standard error; ``lines`` have named each error already."""
    tell_passed_over(passed_over)
    if not count:
        print("error: There is no picture to classify.", file=sys.stderr)
    elif failed and not lines:
        print(f"note: {failed} of {count} pictures got no answer.", file=sys.stderr)


def tell_passed_over(passed_over: Counter[str]) -> None:
    """Say on standard error how many files with which endings were no pictures."""
    if passed_over:
        endings = [
            f"{number} {ending or 'without an ending'}"
            for ending, number in passed_over.most_common(SHOWN_ENDINGS)
        ]
        more = ", ..." if len(passed_over) > SHOWN_ENDINGS else ""
        print(f"note: Passed over other files: {', '.join(endings)}{more}.", file=sys.stderr)
