"""The names of the input ranges, as a user says them on a command line."""

# What black and white become; ``edge_app.normalization`` has the numbers behind the names.
INPUT_RANGE_NAMES = ("0,1", "-1,1", "0,255", "imagenet")


def join_input_range(arguments: list[str]) -> list[str]:
    """``--input-range -1,1`` as one word, because argparse takes a value with a dash for an option.

    >>> join_input_range(["--input-range", "-1,1", "cat.jpg"])
    ['--input-range=-1,1', 'cat.jpg']
    """
    joined: list[str] = []
    for word in arguments:
        is_range = word in INPUT_RANGE_NAMES and word.startswith("-")
        if is_range and joined and joined[-1].startswith("--"):
            joined[-1] += f"={word}"
        else:
            joined.append(word)
    return joined
