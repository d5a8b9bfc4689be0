"""From a JSON body to the pictures in it, which are base64 text there."""

import base64
import binascii
from typing import Any

from flask import Request

from edge_app.web.json_body import bad_json, check_fields, json_object
from edge_app.web.request_body import turn_to_take_apart
from edge_app.web.uploads import Upload, check_count, missing_image, shown_name

DATA_URI = "data:"
LONGEST_DATA_URI_HEAD = 200


def json_uploads(request: Request, *, max_files: int) -> list[Upload]:
    """The pictures of ``{"image": base64}`` or ``{"images": [{"name": text, "data": base64}]}``.

    Raises RequestError: another shape, text that is not base64, no picture, or more than
    ``max_files``.
    """
    with turn_to_take_apart(request):
        return _uploads(json_object(request), max_files)


def _uploads(body: dict[str, Any], max_files: int) -> list[Upload]:
    if not body or body.get("images") == []:
        raise missing_image("The JSON holds no picture.")
    check_fields(body, {}, optional={"image": str, "images": list})
    if len(body) > 1:
        raise bad_json("has both 'image' and 'images'. Send one of them")
    if "image" in body:
        return [Upload(None, decoded(body["image"], "image"))]
    check_count(len(body["images"]), max_files=max_files)
    return [_upload(entry, f"images[{i}]") for i, entry in enumerate(body["images"])]


def decoded(text: str, where: str) -> bytes:
    """The bytes of base64 ``text``, which may be a ``data:`` URI, as browsers make them.

    Raises RequestError, which names the field ``where``.
    """
    if text.startswith(DATA_URI):
        head, comma, text = text.partition(",")
        if not comma or not head.endswith(";base64") or len(head) > LONGEST_DATA_URI_HEAD:
            raise bad_json("begins like a data: URI, but is none with base64", where)
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        reason = "is not base64: letters, digits, + and /, padded with =, without line breaks"
        raise bad_json(reason, where) from error


def _upload(entry: Any, where: str) -> Upload:
    check_fields(entry, {"data": str}, optional={"name": str}, where=where)
    return Upload(shown_name(entry.get("name")), decoded(entry["data"], f"{where}.data"))
