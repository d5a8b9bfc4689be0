"""What a client wants to change of a camera."""

from typing import Any

from edge_app.camera.watcher import Watcher
from edge_app.web.json_body import check_fields
from edge_app.web.problems import RequestError

FIELDS = {"inference": bool, "running": bool, "region": object}
SIDES = ("left", "top", "width", "height")


def carry_out(watcher: Watcher, body: dict[str, Any]) -> None:
    """Change what the JSON object ``body`` names. Where one thing is wrong, nothing is changed.

    Raises RequestError: an unknown field, a value of another type, or a region that is none.
    """
    check_fields(body, {}, optional=FIELDS)
    if "region" in body:
        _set_region(watcher, body["region"])
    if "inference" in body:
        watcher.set_inference(body["inference"])
    if body.get("running") is True:
        watcher.start_camera()
    elif "running" in body:
        watcher.stop_camera()


def _set_region(watcher: Watcher, region: Any) -> None:
    if region is None:
        watcher.set_region(None)
        return
    check_fields(region, dict.fromkeys(SIDES, float), where="The region")
    try:
        watcher.set_region([region[side] for side in SIDES])
    except ValueError as error:
        raise RequestError(str(error), code="bad_region") from error
