"""The setting of what a running server or camera writes down of itself."""

from dataclasses import dataclass, field

from edge_app.event_log import FORMS, TEXT
from edge_app.settings.kinds import Choice
from edge_app.settings.setting import about


@dataclass(frozen=True, kw_only=True)
class ReportingSettings:
    """All of it goes to standard error."""

    log_format: str = field(
        default=TEXT,
        metadata=about(
            Choice(FORMS),
            "how events are logged, one a line: as words, or as JSON",
            metavar="FORM",
            commands=("camera", "serve"),
        ),
    )
