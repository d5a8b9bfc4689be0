import pytest

from edge_app.web.request_body import readable_bytes
from edge_app.web.uploads import shown_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("cat.jpg", "cat.jpg"),
        ("кот.jpg", "кот.jpg"),
        ("../../etc/passwd", "passwd"),
        (r"C:\pictures\cat.jpg", "cat.jpg"),
        ("cat\r\nSet-Cookie: a.jpg", "catSet-Cookie: a.jpg"),
        ("gpj.\u202etac.exe", "gpj.tac.exe"),
        ("\x00\x1b[31mred.jpg", "[31mred.jpg"),
        ("  ", None),
        ("folder/", None),
        ("", None),
        (None, None),
    ],
)
def test_a_file_name_is_shown_without_folders_and_invisible_characters(
    name: str | None, shown: str | None
) -> None:
    assert shown_name(name) == shown


def test_a_long_file_name_is_cut() -> None:
    assert shown_name("a" * 80) == "a" * 80
    assert shown_name("a" * 300) == "a" * 79 + "…"
    assert shown_name("a/" * 10_000 + "b.jpg") == "b.jpg"


@pytest.mark.parametrize(
    ("size", "words"),
    [(500, "500 bytes"), (2**10, "1 KiB"), (2**24, "16 MiB"), (3 * 2**19, "1.5 MiB")],
)
def test_a_size_is_put_into_words(size: int, words: str) -> None:
    assert readable_bytes(size) == words
