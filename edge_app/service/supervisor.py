"""What a server tells the service manager of itself; without one, it tells nobody."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from edge_app.classifier import Classifier
from edge_app.service.notify import Notifier, notifier_of, watchdog_seconds
from edge_app.service.rounds import every
from edge_app.service.signs import Heartbeat, ask
from edge_app.service.watchdog import Watchdog

if TYPE_CHECKING:  # A server without a camera loads nothing of it.
    from edge_app.camera.watcher import Watcher

LONGEST_TURN_S = 1.0
# sd_watchdog_enabled(3) asks for two meals in the time after which systemd loses patience. With
# four, one that comes late does no harm.
MEALS = 4


class Supervisor:
    """Told by the main loop of a server what it does. Nothing here waits for long, or raises.

    ``turn_s`` is how long a turn of that loop may take when nothing happens, in seconds.
    """

    def __init__(
        self,
        notifier: Notifier,
        *,
        turn_s: float = LONGEST_TURN_S,
    ) -> None:
        self.turn_s = turn_s
        self.loop = Heartbeat()
        self._notifier = notifier
        self._begin: tuple[Callable[[], None], ...] = ()

    def on_ready(self, *begin: Callable[[], None]) -> None:
        """What is to be called, in this order, once the server is ready."""
        self._begin = begin

    def ready(self, words: str) -> None:
        """The model has passed its test, and connections are accepted."""
        self.beat()
        self._notifier.send("READY=1", f"STATUS={words}")
        for begin in self._begin:
            begin()

    def beat(self) -> None:
        """The main loop has come round."""
        self.loop.beat()

    def stopping(self) -> None:
        """No more connections are accepted."""
        self._notifier.send("STOPPING=1", "STATUS=Stopping")


@contextmanager
def supervised(
    environment: Mapping[str, str],
    *,
    classifier: Callable[[], Classifier],
    watcher: "Watcher | None" = None,
) -> Iterator[Supervisor]:
    """Give what tells systemd of the server that runs in the block, as ``environment`` asks for.

    From ``ready`` on, the watchdog is fed while the main loop turns, the model of ``classifier``
    answers, and the camera of ``watcher`` is read and watched.
    """
    notifier, limit_s = notifier_of(environment), watchdog_seconds(environment)
    if limit_s is None:
        yield Supervisor(notifier)
        return
    meal_s, answers = limit_s / MEALS, Heartbeat()
    supervisor = Supervisor(notifier, turn_s=min(LONGEST_TURN_S, meal_s / 2))
    checks = {
        "the server": lambda: supervisor.loop.is_fresh(limit_s / 2),
        "the model": lambda: answers.is_fresh(limit_s / 2),
    }
    if watcher is not None:
        checks["the camera"] = lambda: watcher.is_alive
    watchdog = Watchdog(notifier, checks=checks, status=lambda: status_of(classifier(), watcher))
    with (
        every(meal_s, lambda: ask(classifier(), answers), name="inference-probe") as begin_asking,
        every(meal_s, watchdog.look, name="watchdog") as begin_looking,
    ):
        supervisor.on_ready(answers.beat, begin_asking, watchdog.look, begin_looking)
        yield supervisor


def status_of(classifier: Classifier, watcher: "Watcher | None") -> str:
    """What ``systemctl status`` shows of a server that goes on."""
    words = f"Serving the model {classifier.name}"
    if watcher is None:
        return words
    camera = watcher.state().capture
    return f"{words}; camera {camera.state}" + (f": {camera.problem}" if camera.problem else "")
