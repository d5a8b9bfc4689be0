"""What the files of a conversion are called, and what they cannot be called."""

import re

from convert.variants import VARIANTS
from edge_app.model_file.info import MAX_NAME_BYTES

# The report has it.
RESERVED = "conversion"
ALLOWED = re.compile(r"\w[\w.-]*")


def default_name(data: str, recipe: str) -> str:
    """A name for the files, from those of the data and the recipe, with "-" for odd characters."""
    longest = MAX_NAME_BYTES - len("-model")
    name = re.sub(r"[^\w.]+", "-", f"{data}-{recipe}").lstrip(".-")
    name = name.encode()[:longest].decode(errors="ignore")
    return f"{name}-model" if _is_taken(name) else name or "model"


def name_problem(name: str) -> str | None:
    """Why the files cannot have this name, as the end of a sentence; None where they can."""
    if not ALLOWED.fullmatch(name):
        return "expected letters, digits, '.', '_' and '-'"
    if len(name.encode()) > MAX_NAME_BYTES:
        return f"which has {len(name.encode())} bytes, expected {MAX_NAME_BYTES} at most"
    return "which is that of another file. Choose another name." if _is_taken(name) else None


def _is_taken(name: str) -> bool:
    return name == RESERVED or name.endswith(tuple(f".{variant}" for variant in VARIANTS))
