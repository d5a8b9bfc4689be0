"""What is fuzzed: each takes any bytes, and raises for whatever is not an error of our own."""

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from io import BytesIO
from pathlib import Path

CORPUS = Path(__file__).with_name("corpus")
# So that no picture takes long by its size alone.
MOST_PX = 2**20


def picture(data: bytes) -> None:
    """The boundary behind which pictures are decoded; the first byte: whole, or reduced."""
    from edge_app.errors import ImageError
    from edge_app.images import decode_image

    with suppress(ImageError):
        pixels = decode_image(
            data[1:], max_pixels=MOST_PX, at_least=(8, 8) if data[:1] == b"\1" else None
        )
        _hold(pixels.ndim == 3 and pixels.shape[2] == 3, f"{pixels.shape} is no RGB picture")


def model(data: bytes) -> None:
    """The readers of a model file: its metadata, the files packed into it, its graph."""
    from edge_app.errors import ModelFileError
    from edge_app.model_file.graph import check_graph, read_graph
    from edge_app.model_file.info import read_model_info

    with suppress(ModelFileError):
        labels = read_model_info(data).labels
        _hold(all(labels), "a name of a class is empty")
    with suppress(ModelFileError):
        check_graph(read_graph(data))


def labels(data: bytes) -> None:
    """The reader of label files; the first byte says under which ending the others lie."""
    from edge_app.errors import ModelFileError
    from edge_app.model_file.label_text import parse_labels

    ending = (".txt", ".json", ".csv")[data[0] % 3] if data else ".txt"
    with suppress(ModelFileError):
        names = parse_labels(data[1:], name=f"labels{ending}")
        _hold(all(names), "a name of a class is empty")
        _hold(all(name.isprintable() for name in names), f"{names!r} cannot be shown")


def form(data: bytes) -> None:
    """An upload: the first line is the Content-Type, the rest is the body."""
    from edge_app.web.problems import RequestError
    from edge_app.web.uploads import form_uploads

    kind, _, body = data.partition(b"\n")
    with suppress(RequestError, *_http_errors()):
        for upload in form_uploads(_request(kind.decode("latin-1"), body), max_files=8):
            _hold(len(upload.content) <= len(body), "a file is larger than the body")
            _hold(upload.name is None or upload.name.isprintable(), f"{upload.name!r} is shown")


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (picture, model, labels, form)
}


def seeds(name: str) -> list[Path]:
    """The committed files of a target."""
    return sorted((CORPUS / name).iterdir())


@cache
def _http_errors() -> tuple[type[Exception], ...]:
    from werkzeug.exceptions import HTTPException

    return (HTTPException,)


def _request(content_type: str, body: bytes) -> "InMemoryRequest":  # noqa: F821
    from edge_app.web.uploads import InMemoryRequest

    request = InMemoryRequest(
        {
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": content_type,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body),
        }
    )
    request.max_content_length, request.max_form_parts = 2**24, 20
    return request


def _hold(is_so: bool, otherwise: str) -> None:
    if not is_so:
        raise AssertionError(otherwise)
