from edge_app.plain_text import printable


def test_text_becomes_one_line_without_control_characters() -> None:
    assert printable("a\x1b[31m\tb\n\u202ec\0") == "a[31m b c"
