"""Feed systemd's watchdog, as long as everything that has to go on goes on."""

from collections.abc import Callable, Mapping

from edge_app.event_log import ERROR, NOTE, tell
from edge_app.service.notify import Notifier


class Watchdog:
    """Looks at each part when it is told to, and feeds if all of them make progress.

    ``checks`` have for each part whether it does; they must not wait. ``status`` says in words
    what ``systemctl status`` shows.
    """

    def __init__(
        self,
        notifier: Notifier,
        *,
        checks: Mapping[str, Callable[[], bool]],
        status: Callable[[], str],
    ) -> None:
        self._notifier = notifier
        self._checks, self._status = checks, status
        self._hung: list[str] = []
        self._shown = ""

    def look(self) -> None:
        """Feed, or do not; say what has changed."""
        hung = [part for part, goes_on in self._checks.items() if not goes_on()]
        if not hung:
            self._notifier.send("WATCHDOG=1")
        if hung != self._hung:
            self._hung = hung
            _tell(hung)
        self._show(f"No progress of: {', '.join(hung)}" if hung else self._status())

    def _show(self, words: str) -> None:
        if words != self._shown:
            self._shown = words
            self._notifier.send(f"STATUS={words}")


def _tell(hung: list[str]) -> None:
    if hung:
        words = f"No progress of: {', '.join(hung)}. systemd will start the service again."
        tell("watchdog_hungry", words, level=ERROR, parts=hung)
    else:
        tell("watchdog_fed", "Everything makes progress again.", level=NOTE)
