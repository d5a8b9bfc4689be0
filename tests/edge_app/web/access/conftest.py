"""Applications with and without a login, and a clock that tests move."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from edge_app import Classifier
from edge_app.web import create_app
from edge_app.web.access import Access
from tests.reliability.stack import attacked_app

TOKEN = "correct-horse-battery-staple"


@dataclass
class Clock:
    """Seconds that pass only when a test says so."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def token() -> str:
    return TOKEN


@pytest.fixture(scope="session")
def app(classifier: Classifier, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application that demands none, and keeps nothing between requests."""
    return attacked_app(tmp_path_factory.mktemp("uploads")) or create_app(classifier)


@pytest.fixture
def guarded_app(classifier: Classifier) -> Flask:
    """An application that demands a login."""
    return create_app(classifier, access=Access.on("0.0.0.0", token=TOKEN, allowed=("pi.example",)))


@pytest.fixture
def stranger(guarded_app: Flask) -> FlaskClient:
    """A client of it that has not logged in."""
    return guarded_app.test_client()


@pytest.fixture
def visitor(guarded_app: Flask) -> FlaskClient:
    """A client of it that has logged in with the form."""
    client = guarded_app.test_client()
    assert client.post("/login", data={"token": TOKEN}).status_code == 303
    return client


@pytest.fixture
def bearer() -> Callable[[str], dict[str, str]]:
    """The header that brings a token."""
    return lambda token: {"Authorization": f"Bearer {token}"}
