"""The errors that the project raises on purpose, in one tree.

::

    EdgeAppError
    ├── ImageError (ValueError)               bytes that are not a usable picture
    │   ├── UnsupportedImageError             not one of the accepted formats
    │   ├── DamagedImageError                 an accepted format, but unreadable
    │   └── ImageTooLargeError                more pixels than allowed
    ├── ModelFileError (ValueError)           a .tflite file that cannot be used
    │   └── ModelRefusedError                 a model of this device that failed its check
    ├── ModelNotFoundError (LookupError)      no model of this name
    ├── ModelStoreError (OSError)             the models of this device cannot be changed so
    ├── BusyError                             more requests than may wait
    ├── SettingsError (ValueError)            a setting that is unknown, or whose value is wrong
    ├── RuntimeUnavailableError (ImportError) no TFLite interpreter on this machine
    ├── SourceError (OSError)                 a camera, video or folder that does not open
    │   └── SourceEndedError                  one that was to be shown once, and is over
    ├── TornFrameError (ValueError)           one frame that is damaged
    ├── MqttError (OSError)                   a broker that cannot be spoken to as it is asked
    ├── BulkError (OSError)                   a job over an archive that cannot begin, or go on
    ├── ServerError (OSError)                 an address that the web server cannot listen on
    ├── ServiceError (OSError)                a service of systemd that cannot be made here
    └── PipelineError (ValueError)            training, conversion or benchmark input

A message says what came, what was expected, and what to do about it.
"""


class EdgeAppError(Exception):
    """Root of every error that this project raises on purpose."""


class ImageError(EdgeAppError, ValueError):
    """Bytes that are not a usable picture."""


class UnsupportedImageError(ImageError):
    """The bytes are not in one of the accepted picture formats."""


class DamagedImageError(ImageError):
    """The bytes begin like a picture of an accepted format, but cannot be decoded."""


class ImageTooLargeError(ImageError):
    """The picture has more pixels than the limit allows."""


class ModelFileError(EdgeAppError, ValueError):
    """A .tflite file that is missing, damaged, or not an image classifier we can run."""


class ModelRefusedError(ModelFileError):
    """A model of this device that failed its check, so that another one serves on."""


class ModelNotFoundError(EdgeAppError, LookupError):
    """A model name that nothing here has."""


class ModelStoreError(EdgeAppError, OSError):
    """A change of the installed models that the disk, or their state, does not allow."""


class BusyError(EdgeAppError):
    """More pictures are waiting than may wait; it is worth a try after ``retry_after_s``."""

    def __init__(self, message: str, *, retry_after_s: int = 1) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class SettingsError(EdgeAppError, ValueError):
    """A setting that there is not, or a value that it cannot have."""


class RuntimeUnavailableError(EdgeAppError, ImportError):
    """No usable TFLite interpreter is installed."""


class SourceError(EdgeAppError, OSError):
    """A camera, video file or folder of pictures that cannot be opened or read."""


class SourceEndedError(SourceError):
    """A source that was to be shown once, and is over."""


class TornFrameError(EdgeAppError, ValueError):
    """A frame that is damaged; the next one may be whole."""


class MqttError(EdgeAppError, OSError):
    """MQTT settings, or a broker's answer, with which no connection can ever come about."""


class BulkError(EdgeAppError, OSError):
    """A job over an archive that cannot begin or go on: its folder, its cluster, its engine."""


class ServerError(EdgeAppError, OSError):
    """An address or port on which the web server cannot listen."""


class ServiceError(EdgeAppError, OSError):
    """A service of systemd that cannot be installed or removed on this machine, or so."""


class PipelineError(EdgeAppError, ValueError):
    """Input of the training, conversion or benchmark commands that cannot be used."""
