import pytest

from edge_app.web.access.cookie import LIFETIME_S, LoginCookie
from tests.edge_app.web.access.conftest import Clock


@pytest.fixture
def cookie(clock: Clock) -> LoginCookie:
    return LoginCookie("one-token", clock=clock)


def test_a_cookie_outlives_a_restart_and_ends_with_its_token(
    cookie: LoginCookie, clock: Clock
) -> None:
    header = f"{cookie.name}={cookie.make()}"
    assert cookie.is_in(header)
    assert LoginCookie("one-token", clock=clock).is_in(header)
    other = LoginCookie("other-token", clock=clock)
    assert not other.is_in(header)
    assert other.name != cookie.name
    assert not other.is_in(header.replace(cookie.name, other.name))


def test_it_is_found_among_others(cookie: LoginCookie) -> None:
    own = f"{cookie.name}={cookie.make()}"
    assert cookie.is_in(f"a=1; {own}; b=2")
    assert cookie.is_in(f"a=1;{own}")
    assert not cookie.is_in(f"a=1; x{own}; b=2")


def test_its_lifetime_is_bounded_also_when_the_clock_was_wrong(
    cookie: LoginCookie, clock: Clock
) -> None:
    header = f"{cookie.name}={cookie.make()}"
    clock.now += LIFETIME_S - 1
    assert cookie.is_in(header)
    clock.now += 1
    assert not cookie.is_in(header)
    clock.now -= LIFETIME_S + 10
    assert not cookie.is_in(header)


def test_what_is_not_signed_so_is_refused(cookie: LoginCookie) -> None:
    expiry, signature = cookie.make().split(".")
    later = str(int(expiry) + 1)
    bad = [f"{later}.{signature}", expiry, f"{expiry}.", f".{signature}", "", ".", "\u00ff.\u20ac"]
    bad += [f"{expiry}.{signature}x", f"{expiry}.{signature[:-1]}", f"{expiry}.{signature.upper()}"]
    bad += [f"name.{cookie.name.removeprefix('edge_app_')}", f" {expiry}.{signature}\n."]
    assert [value for value in bad if cookie.is_in(f"{cookie.name}={value}")] == []


def test_it_does_not_tell_the_token(cookie: LoginCookie) -> None:
    assert "one-token" not in f"{cookie.name}={cookie.make()}"
