import socket

import pytest

from edge_app import addresses
from edge_app.addresses import address_of, is_loopback, own_names, reachable_names


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.255.0.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("Localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.20", False),
        ("::ffff:192.168.1.20", False),
        ("localhost.example", False),
        ("127.1", False),
        ("", False),
    ],
)
def test_a_host_is_of_the_loopback_by_its_looks(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_a_name_is_no_address() -> None:
    assert address_of("pi") is None
    assert str(address_of("0:0::1")) == "::1"


def test_the_names_of_this_machine_are_in_small_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "Pi.Example.Org")
    assert own_names() == {"pi.example.org", "pi", "pi.local"}
    monkeypatch.setattr(socket, "gethostname", lambda: "")
    assert own_names() == set()


def test_reachable_names_are_those_of_the_network(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setattr(addresses, "MDNS", tmp_path)
    monkeypatch.setattr(socket, "gethostname", lambda: "pi")
    found = reachable_names()
    assert found[-1] == "pi.local"
    assert all(address_of(name) and not is_loopback(name) for name in found[:-1])


def test_where_the_way_out_leads_from_is_found_without_sending_anything() -> None:
    assert all(address_of(name) for name in addresses._outward_address())
