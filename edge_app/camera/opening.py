"""From the address of a source of frames to one that is open."""

from dataclasses import dataclass
from pathlib import Path

from edge_app.camera.address import camera_number, is_stream, without_password
from edge_app.camera.device import Device
from edge_app.camera.source import Source
from edge_app.camera.sources.automatic import Automatic
from edge_app.camera.sources.fake import FRAME_RATE, SIZE, FakeDevice
from edge_app.camera.sources.files import Files
from edge_app.camera.sources.picamera import PiCamera
from edge_app.camera.sources.script import read_script
from edge_app.camera.sources.stream import Stream
from edge_app.camera.sources.usb import UsbCamera
from edge_app.camera.upright import Upright
from edge_app.camera.wanted import Wanted, wanted_of
from edge_app.errors import SourceError

__all__ = ["Opener", "Wanted", "open_source", "opener", "wanted_of"]


@dataclass(frozen=True)
class Opener:
    """Opens one source, as often as it is called. ``address`` is without a password."""

    address: str
    device: Device
    wanted: Wanted

    def __call__(self) -> Source:
        """Raises SourceError: it does not open; why, and what to do."""
        source, wanted = self.device.open(), self.wanted
        if wanted.rotate or wanted.flip != "none":
            return Upright(source, rotate=wanted.rotate, flip=wanted.flip)
        return source

    def is_there(self) -> bool:
        """Whether it may be there: what can be said quickly, and without opening it."""
        return self.device.is_there()


def opener(address: str, wanted: Wanted, *, once: bool = False) -> Opener:
    """What opens the source at ``address``. ``once``: a file, a folder or a script does not begin
    again at its end, but raises SourceEndedError.

    Nothing is opened yet. Raises SourceError: there can never be a source at this address.
    """
    return Opener(without_password(address), _device(address, wanted, once=once), wanted)


def open_source(address: str, wanted: Wanted | None = None, *, once: bool = False) -> Source:
    """Open the source at ``address``.

    Raises SourceError: it does not open; why, and what to do.
    """
    return opener(address, wanted or Wanted(), once=once)()


def _device(address: str, wanted: Wanted, *, once: bool) -> Device:
    name, _, rest = address.partition(":")
    if name == "fake":
        return FakeDevice(
            read_script(rest),
            size=wanted.frame_size or SIZE,
            rate=wanted.frame_rate or FRAME_RATE,
            once=once,
            read_limit_s=wanted.read_limit_s,
        )
    if name == "picamera2" and (rest.isdecimal() or address == name):
        return PiCamera(int(rest or 0), wanted)
    if address == "auto":
        return Automatic(wanted)
    if is_stream(address):
        return Stream(address, without_password(address), wanted, once=once)
    number = camera_number(address)
    if number is not None:
        return UsbCamera(number, wanted)
    return _file(address, wanted, once=once)


def _file(address: str, wanted: Wanted, *, once: bool) -> Device:
    """What is not there may come: a stick that is mounted later. A word that is no path is none."""
    try:
        is_path = "/" in address or "." in address or (address and Path(address).exists())
    except OSError:  # A name of 5,000 letters, for one.
        is_path = False
    if is_path:
        return Files(Path(address), wanted, once=once)
    raise SourceError(
        f"No source {without_password(address)!r}. Expected auto, a camera such as 0 or "
        "/dev/video0, picamera2, an address that begins with rtsp:// or http://, a video file, "
        "a folder of pictures, or fake."
    )
