"""What flags of the command line may hold."""

import argparse
import math


def positive(text: str) -> int:
    """A whole number above 0."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return number


def positive_seconds(text: str) -> float:
    """A number of seconds above 0."""
    return _positive_number(text, "seconds")


def positive_milliseconds(text: str) -> float:
    """A number of milliseconds above 0."""
    return _positive_number(text, "milliseconds")


def positive_minutes(text: str) -> float:
    """A number of minutes above 0."""
    return _positive_number(text, "minutes")


def positive_percent(text: str) -> float:
    """A number of percent above 0."""
    return _positive_number(text, "percent")


def accuracy(text: str) -> float:
    """An accuracy from 0 to 1."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not an accuracy from 0 to 1, such as 0.9")
    return number


def _positive_number(text: str, unit: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of {unit} above 0")
    return number
