"""Findings about single pictures: unreadable, small, blank, of an odd shape, colour or format."""

from collections import Counter
from collections.abc import Callable

from edge_app.picture_formats import FORMAT_NAMES
from training.inspection.findings import Finding, Item, Verdict, finding, item
from training.inspection.measure import Measurement
from training.inspection.survey import Survey

SMALL_PX = 100
# The centred square of a picture this many times longer than wide holds less than half of it.
EXTREME_ASPECT_RATIO = 2.0
# Grey values, of 0..255. Plain skies with a small bird in them reach about 4.
BLANK_CONTRAST = 3.0
# Of 0..255: what JPEG may add to a grey picture.
GREY_SPREAD = 6
# Between two classes, in the share of grey pictures.
GREY_SHARE_DIFFERENCE = 0.3
_ORDINARY_MODES = ("RGB", "L")


def picture_findings(survey: Survey, *, image_size: int) -> list[Finding]:
    """All findings about single pictures, for a net that takes ``image_size`` x ``image_size``."""
    readable = sorted(survey.readable, key=_shorter_side)
    findings = [_unreadable(survey), _tiny(readable, image_size), _blank(survey), _grey(survey)]
    if survey.collection.from_files:
        findings += [
            _small(readable, image_size),
            _extreme_shapes(survey),
            _wrong_extensions(survey),
            _odd_modes(survey),
            _turned(survey),
        ]
    return findings


def _unreadable(survey: Survey) -> Finding:
    return finding(
        "unreadable files",
        Verdict.LOOK,
        f"Training leaves them out, and says so. Save them anew as {FORMAT_NAMES} where they "
        "matter (phones write HEIC), delete the rest.",
        [Item(one.reason, (one.picture,)) for one in survey.unreadable],
    )


def _tiny(readable: list[Measurement], image_size: int) -> Finding:
    return finding(
        f"pictures below {image_size} px",
        Verdict.LOOK,
        "Smaller than what the net takes: they are enlarged, and it learns that blur. Take larger "
        "ones, or a smaller image_size.",
        [item(m, _size(m)) for m in readable if _shorter_side(m) < image_size],
    )


def _small(readable: list[Measurement], image_size: int) -> Finding:
    return finding(
        f"pictures below {SMALL_PX} px",
        Verdict.FINE,
        f"Large enough for a net of {image_size} px; a larger one would find no detail in them.",
        [item(m, _size(m)) for m in readable if image_size <= _shorter_side(m) < SMALL_PX],
    )


def _extreme_shapes(survey: Survey) -> Finding:
    def ratio(m: Measurement) -> float:
        return max(m.height, m.width) / min(m.height, m.width)

    long = [m for m in survey.readable if ratio(m) > EXTREME_ASPECT_RATIO]
    return finding(
        "long or tall pictures",
        Verdict.LOOK,
        "The net sees the centred square, which is less than half of them. See that the thing is "
        "in it, or cut them.",
        [
            item(m, f"{_size(m)}, {100 / ratio(m):.0f} % seen")
            for m in sorted(long, key=ratio, reverse=True)
        ],
    )


def _blank(survey: Survey) -> Finding:
    blank = [m for m in survey.readable if is_blank(m)]
    return finding(
        "blank pictures",
        Verdict.LOOK,
        "Nearly one colour all over: a covered lens, a failed download. Delete them.",
        [item(m, f"contrast {m.contrast:.1f}") for m in sorted(blank, key=lambda m: m.contrast)],
    )


def _grey(survey: Survey) -> Finding:
    grey = [m for m in survey.readable if m.colour_spread <= GREY_SPREAD]
    of_class, grey_of_class = (
        Counter(m.picture.label for m in pictures) for pictures in (survey.readable, grey)
    )
    shares = [
        (grey_of_class[label] / of_class[label], name)
        for label, name in enumerate(survey.collection.class_names)
        if of_class[label]
    ]
    (least, colourful), (most, greyest) = (min(shares), max(shares)) if shares else ((0, ""),) * 2
    uneven = most - least > GREY_SHARE_DIFFERENCE
    advice = "Colour is not needed, but a net that never sees grey may fail on it."
    if uneven:
        advice = (
            f"{100 * most:.0f} % of {greyest}, but {100 * least:.0f} % of {colourful}: the net may "
            "learn the colour instead of the thing. Give each class as many."
        )
    return finding(
        "grey pictures",
        Verdict.LOOK if uneven else Verdict.FINE,
        advice,
        [item(m, "grey") for m in grey],
    )


def _wrong_extensions(survey: Survey) -> Finding:
    def says(m: Measurement) -> str | None:
        header = m.header
        if header is None or header.named_format in (None, header.format):
            return None
        return f"is {header.format}, not {header.named_format}"

    return _by_header(
        survey,
        "wrong extensions",
        "Training and the device go by the content. Other programs may not: rename them.",
        says,
    )


def _odd_modes(survey: Survey) -> Finding:
    def says(m: Measurement) -> str | None:
        return m.header.mode if m.header and m.header.mode not in _ORDINARY_MODES else None

    return _by_header(
        survey,
        "unusual colour modes",
        "Turned into RGB the same way in training and on the device; transparent parts are laid on "
        "white.",
        says,
    )


def _turned(survey: Survey) -> Finding:
    def says(m: Measurement) -> str | None:
        turned = m.header and m.header.orientation != 1
        return f"orientation {m.header.orientation}" if m.header and turned else None

    return _by_header(
        survey,
        "pictures turned by EXIF",
        "Training and the device turn them upright. Programs that do not will see them lying.",
        says,
    )


def _by_header(
    survey: Survey, name: str, advice: str, says: Callable[[Measurement], str | None]
) -> Finding:
    notes = [(m, says(m)) for m in survey.readable]
    return finding(name, Verdict.FINE, advice, [item(m, note) for m, note in notes if note])


def is_blank(measured: Measurement) -> bool:
    """Whether a picture shows next to nothing, so that it is like every other such picture."""
    return measured.contrast < BLANK_CONTRAST


def _shorter_side(m: Measurement) -> int:
    return min(m.height, m.width)


def _size(m: Measurement) -> str:
    return f"{m.width} x {m.height} px"
