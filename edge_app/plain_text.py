"""Text from files of others, made fit to be printed."""


def printable(words: str) -> str:
    """``words`` in one line, without control characters: a terminal would obey them."""
    return "".join(c for c in " ".join(words.split()) if c.isprintable())
