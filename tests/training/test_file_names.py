"""File names as text that a terminal, JSON and UTF-8 take."""

from pathlib import Path

import pytest

from training.file_names import printable


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Käse 猫.png", "Käse 猫.png"),
        ("it's.png", "it's.png"),
        ("a\nb\x1b[31m.png", "a\\nb\\x1b[31m.png"),
        ("bad\udcff.png", "bad\\udcff.png"),
    ],
)
def test_names_that_a_terminal_or_utf8_would_choke_on_are_escaped(name, shown):
    assert printable(name) == printable(Path(name)) == shown
    shown.encode()
