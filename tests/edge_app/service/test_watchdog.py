"""The watchdog is fed while everything makes progress, and not a moment longer."""

import json

import pytest

from edge_app.event_log import event_log
from edge_app.service.notify import Notifier
from edge_app.service.signs import Heartbeat
from edge_app.service.watchdog import Watchdog
from tests.edge_app.service.manager import Manager


def test_one_part_that_hangs_ends_the_feeding_until_it_goes_on(
    manager: Manager, capsys: pytest.CaptureFixture[str]
) -> None:
    goes_on = {"the server": True, "the model": True}
    watchdog = Watchdog(
        Notifier(manager.address),
        checks={part: lambda part=part: goes_on[part] for part in goes_on},
        status=lambda: "Serving",
    )
    watchdog.look()
    watchdog.look()
    assert manager.listen(seconds=0.05) == ["WATCHDOG=1", "STATUS=Serving", "WATCHDOG=1"]
    goes_on["the model"] = False
    with event_log("json", {}):
        watchdog.look()
        watchdog.look()
    assert manager.listen(seconds=0.05) == ["STATUS=No progress of: the model"]
    (line,) = capsys.readouterr().err.splitlines()
    told = json.loads(line)
    assert told["event"] == "watchdog_hungry"
    assert told["level"] == "error"
    assert told["parts"] == ["the model"]
    goes_on["the model"] = True
    watchdog.look()
    assert manager.listen(seconds=0.05) == ["WATCHDOG=1", "STATUS=Serving"]
    assert capsys.readouterr().err == "note: Everything makes progress again.\n"


def test_a_heartbeat_is_fresh_for_so_long() -> None:
    now_s = 5.0
    heartbeat = Heartbeat(clock=lambda: now_s)
    now_s = 7.0
    assert heartbeat.is_fresh(2.0)
    assert not heartbeat.is_fresh(1.9)
    heartbeat.beat()
    assert heartbeat.is_fresh(0.0)
