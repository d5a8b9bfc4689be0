"""A model card in Markdown, from the record of a conversion alone."""

from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.tables import Table, markdown_table
from convert.card.mistakes import mistake_sections
from convert.card.shares import interval, percent
from convert.card.trust import trust_sections

Record = Mapping[str, Any]


def card(record: Record, *, purpose: str = "") -> str:
    """The whole page for a ``record`` of schema 4; ``purpose`` says in plain words what it is for.

    Its figures are of the test images, or of the validation images where those were not asked.
    """
    part = "test" if "test" in record["keras"] else "validation"
    sections = [
        ("What it is for", _purpose(record, purpose)),
        ("How good it is", _accuracy(record, part)),
        *mistake_sections(record, part),
        *trust_sections(record, part),
        ("Data", _data(record)),
        ("How it was made", _making(record)),
    ]
    body = "\n\n".join(f"## {title}\n\n{text}" for title, text in sections)
    return f"# {record['name']}\n\n{_summary(record)}\n\n{body}\n"


def _summary(record: Record) -> str:
    size = record["data"]["settings"]["image_size"]
    classes = len(record["labels"])
    return (
        f"A classifier of pictures into {classes} classes. It looks at {size} x {size} pixels, "
        "RGB: the app cuts the centred square of a picture and scales it."
    )


def _purpose(record: Record, purpose: str) -> str:
    named = ", ".join(record["labels"])
    sentences = [
        f"{purpose}\n\n" if purpose else "",
        f"It tells these classes apart, and nothing else: {named}. A picture of anything else "
        "gets one of these names, too, or the word that it is not sure (below). It answers for "
        "the picture as a whole: it neither counts nor finds things in it. Decisions about people, "
        "or about safety, are not what it was made or tested for.",
    ]
    return "".join(sentences)


def _accuracy(record: Record, part: str) -> str:
    rows = [("Keras", record["keras"]["file"], record["keras"], record["keras"][part])]
    rows += [(name, one["file"], one, one[part]) for name, one in record["variants"].items()]
    headings = (
        "format",
        "file",
        "bytes",
        "right",
        "95 % interval",
        "as Keras",
        "calibration error",
    )
    cells = tuple(
        (
            name,
            f"`{file}`",
            f"{entry['bytes']:,}",
            percent(found["accuracy"]["value"], digits=2),
            interval(found["accuracy"], digits=2),
            percent(found["agreement"]["value"], digits=2) if "agreement" in found else "-",
            percent(found["calibration_error"], digits=2),
        )
        for name, file, entry, found in rows
    )
    count = record["keras"][part]["accuracy"]["count"]
    seen = "" if part == "test" else ", by which the training was chosen"
    about = f"Of {count:,} {part} images{seen}, answered by the code that runs on the device."
    return f"{about}\n\n{markdown_table(Table('', headings, cells))}"


def _data(record: Record) -> str:
    data = record["data"]
    named = {"train": "training", "validation": "validation", "test": "test"}
    parts = [f"{data[part]['images']:,} {name} images" for part, name in named.items()]
    return (
        f"`{data['name']}`: {', '.join(parts)}. int8 was calibrated with training images. "
        "Which images these are is in the record, as SHA-256."
    )


def _making(record: Record) -> str:
    lines = [*_training(record["training"]), *_conversion(record)]
    lines += [f"- SHA-256 of `{file}`: `{digest}`" for file, digest in _digests(record)]
    return "\n".join(lines)


def _training(training: Mapping[str, Any] | None) -> Iterator[str]:
    if training is None:
        yield "- Trained elsewhere: nothing is known of it."
        return
    recipe, made = training["recipe"], training["made"]
    yield (
        f"- Recipe `{recipe['name']}`: {training['parameters']:,} parameters, "
        f"{training['epochs_trained']} epochs"
        + (f", taught by `{recipe['teacher']}`" if recipe.get("teacher") else "")
        + f"; {made['date']}, revision `{made['source_revision'][:12]}`."
    )


def _conversion(record: Record) -> Iterator[str]:
    converted, runtime = record["converted"], record["runtime"]
    ran = f" with {runtime['name']} {runtime['version']}" if runtime else ""
    yield f"- Converted and proven{ran}; {converted['date']}."


def _digests(record: Record) -> Iterator[tuple[str, str]]:
    for entry in (record["keras"], *record["variants"].values()):
        yield entry["file"], entry["sha256"]
