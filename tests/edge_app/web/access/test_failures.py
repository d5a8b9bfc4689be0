import pytest

from edge_app.web.access.failures import (
    MOST_CLIENTS,
    MOST_OF_ALL,
    MOST_OF_ONE,
    PERIOD_S,
    Failures,
    client_of,
)
from tests.edge_app.web.access.conftest import Clock


@pytest.fixture
def failures(clock: Clock) -> Failures:
    return Failures(clock=clock)


def fail(failures: Failures, client: str, times: int) -> None:
    for _ in range(times):
        failures.add(client)


def test_a_client_has_to_wait_after_the_twentieth_failure_of_a_minute(
    failures: Failures, clock: Clock
) -> None:
    fail(failures, "a", MOST_OF_ONE - 1)
    assert failures.wait_s("a") == 0
    clock.now += 40
    failures.add("a")
    assert failures.wait_s("a") == 20
    assert failures.wait_s("b") == 0
    clock.now += 19.5
    assert failures.wait_s("a") == 1
    clock.now += 0.5
    assert failures.wait_s("a") == 0
    fail(failures, "a", MOST_OF_ONE - 1)
    assert failures.wait_s("a") == 40  # The twentieth of this minute is that of 20 s ago.


def test_when_many_fail_together_only_who_did_not_fail_may_try(
    failures: Failures, clock: Clock
) -> None:
    for number in range(MOST_OF_ALL):
        failures.add(f"client {number}")
    assert failures.wait_s("client 7") == PERIOD_S
    assert failures.wait_s("another") == 0
    clock.now += PERIOD_S
    assert failures.wait_s("client 7") == 0


def test_memory_is_bounded_and_unknown_clients_then_count_as_one(
    failures: Failures, clock: Clock
) -> None:
    for number in range(3 * MOST_CLIENTS):
        failures.add(f"client {number}")
    assert len(failures._of_one) <= MOST_CLIENTS + 1
    assert failures.wait_s("nobody knows") > 0
    clock.now += PERIOD_S
    failures.add("new")
    assert len(failures._of_one) == 1
    assert failures.wait_s("nobody knows") == 0


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.168.1.20", "192.168.1.20"),
        ("::ffff:192.168.1.20", "192.168.1.20"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("a:b", "a:b"),
        ("", ""),
    ],
)
def test_a_client_is_an_ipv4_address_or_a_network_of_ipv6(address: str, client: str) -> None:
    assert client_of(address) == client
