"""The picture that is told, small enough for any broker."""

from edge_app.camera.frame import Frame
from edge_app.camera.observation import WatchState

LONGEST_SIDE_PX = 480
# Some brokers on small devices take no more in one message.
MOST_BYTES = 100_000


def picture_message(frame: Frame, state: WatchState) -> bytes:
    """The frame as a JPEG with what is seen drawn on it, of at most MOST_BYTES."""
    # Pillow is not needed by who only asks for --help.
    from edge_app.camera.encoded import as_jpeg
    from edge_app.camera.overlay import draw

    drawn, side_px = draw(frame.pixels, state), LONGEST_SIDE_PX
    while True:
        content, _, _ = as_jpeg(drawn, side=side_px)
        if len(content) <= MOST_BYTES:
            return content
        side_px //= 2
