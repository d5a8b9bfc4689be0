"""From the settings to a camera that is watched, as long as a block lasts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from edge_app.camera.capture import Capture
from edge_app.camera.opening import opener, wanted_of
from edge_app.camera.reports import reporting
from edge_app.camera.watcher import Watcher
from edge_app.classifier import Classifier
from edge_app.settings import Settings


@contextmanager
def arranged(
    settings: Settings, classifier: Callable[[], Classifier], *, address: str | None = None
) -> Iterator[Watcher | None]:
    """Watch the camera at ``address``, else at that of the settings; None where there is neither.

    What befalls it is told to the log. Raises SourceError: as ``watching``.
    """
    chosen = settings.camera if address is None else address
    if chosen is None:
        yield None
        return
    with watching(settings, classifier, address=chosen) as watcher, reporting(watcher):
        yield watcher


@contextmanager
def watching(
    settings: Settings,
    classifier: Callable[[], Classifier],
    *,
    address: str,
    once: bool = False,
) -> Iterator[Watcher]:
    """Watch the camera at ``address``; at the end of the block it is let go.

    A camera that does not open is a trouble of the watcher's state, and is tried again. ``once``
    shows files once.

    Raises SourceError: an address at which there can never be a camera.
    """
    open_source = opener(address, wanted_of(settings), once=once)
    capture = Capture(
        open_source,
        address=open_source.address,
        is_there=open_source.is_there,
        stall_limit_s=settings.stall_limit,
    )
    watcher = Watcher(
        capture,
        classifier,
        region=settings.region,
        smoothing=settings.smoothing,
        hold=settings.hold,
        max_fps=settings.max_fps,
        top=settings.top,
    )
    try:
        watcher.start()
        yield watcher
    finally:
        watcher.stop()
