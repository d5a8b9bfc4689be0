"""What a camera says of itself in the health and the figures of the application."""

from edge_app.camera.observation import RUNNING
from edge_app.web.camera.viewing import Viewing
from edge_app.web.parts import Figure


class CameraPart:
    """A Part of the application."""

    def __init__(self, viewing: Viewing) -> None:
        self._viewing = viewing

    def faults(self) -> list[str]:
        """Why there are no frames, or no answers to them."""
        state = self._viewing.watcher.state()
        found = []
        if state.capture.problem:
            age_s = state.capture.age_s
            age = "" if age_s is None else f" The latest frame is {age_s:.0f} s old."
            found.append(f"Camera: {state.capture.problem}{age}")
        if state.problem:
            found.append(f"Camera: {state.problem}")
        if not found and not self._viewing.watcher.is_alive:
            found.append("Camera: it does not go on. Restart the application.")
        return found

    def notes(self) -> list[str]:
        """Nothing."""
        return []

    def figures(self) -> list[Figure]:
        """Those of the capture, of the classification, and of the streams."""
        state = self._viewing.watcher.state()
        capture, streams = state.capture, self._viewing.streams
        age_s = capture.age_s
        return [
            _gauge("running", "1 while frames come, else 0.", capture.state == RUNNING),
            _count("frames", "Frames that came.", capture.frames),
            _count("torn_frames", "Frames that were damaged.", capture.torn),
            _count("reopenings", "How often it was opened again.", capture.reopened),
            _gauge("frames_per_second", "Frames, lately.", capture.frames_per_second),
            *([] if age_s is None else [_gauge("frame_age_seconds", "Of the latest.", age_s)]),
            _gauge("inference_on", "1 while frames are classified, else 0.", state.inference_on),
            _count("inferences", "Frames that were classified.", state.inferences),
            _gauge("inferences_per_second", "The same, lately.", state.inferences_per_second),
            _count("dropped_frames", "Frames that were not classified.", state.dropped),
            _gauge("streams", "Streams that are read.", streams.taken),
            _gauge("streams_limit", "Streams that may be read.", streams.most),
            _count(
                "stream_skipped_frames",
                "Frames that a reader of a stream was too slow for.",
                self._viewing.skipped,
            ),
        ]


def _gauge(name: str, meaning: str, value: float) -> Figure:
    return Figure(f"camera_{name}", meaning, float(value))


def _count(name: str, meaning: str, value: int) -> Figure:
    return Figure(f"camera_{name}", meaning, value, is_counter=True)
