"""The camera on the web: its page, its frames, and what programs ask about it."""

from edge_app.web.camera.blueprint import create_camera
from edge_app.web.camera.part import CameraPart
from edge_app.web.camera.viewing import Viewing

__all__ = ["CameraPart", "Viewing", "create_camera"]
