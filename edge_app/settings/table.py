"""The one table of settings: every option, variable, TOML key and row of the docs comes from it."""

from dataclasses import dataclass, fields

from edge_app.settings.asking import AskingSettings
from edge_app.settings.limits import LimitSettings
from edge_app.settings.reaching import ReachingSettings
from edge_app.settings.reporting import ReportingSettings
from edge_app.settings.setting import described
from edge_app.settings.telling import TellingSettings
from edge_app.settings.watching import WatchingSettings


# A dataclass takes the fields of its last base first.
@dataclass(frozen=True, kw_only=True)
class Settings(
    ReportingSettings,
    TellingSettings,
    WatchingSettings,
    LimitSettings,
    ReachingSettings,
    AskingSettings,
):
    """The value of every setting. None: nothing was said, and ``default_words`` says what holds."""


SETTINGS = {f.name: described(f.name, f.default, f.metadata) for f in fields(Settings)}
