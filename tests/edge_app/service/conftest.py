"""What the tests of the service share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.edge_app.service.manager import Manager


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    manager = Manager(tmp_path / "notify")
    yield manager
    manager.close()
