"""Who may ask which route: the table of the code, that of the docs, and what really happens."""

import re
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from edge_app.web.access.levels import EVERYONE, IN_SHORT, LEVELS, LOGIN

ROW = re.compile(r"^\| `([A-Z]+) (/[^`]*)` \| ([^|]+) \|", re.MULTILINE)


def documented(root: Path) -> dict[tuple[str, str], str]:
    page = (root / "docs" / "security.md").read_text()
    return {(method, path): level.strip() for method, path, level in ROW.findall(page)}


def shown(rule: str) -> str:
    return re.sub(r"<(\w+)>", r"{\1}", re.sub(r"<\w+:\w+>", "...", rule))


def test_every_route_has_a_level_and_no_level_is_without_a_route(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(LEVELS)


def test_the_docs_have_the_level_of_every_route_and_of_no_other(app: Flask, root: Path) -> None:
    routes = {
        (method, shown(rule.rule)): LEVELS[rule.endpoint]
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert documented(root) == routes


def test_a_stranger_gets_what_the_docs_say(root: Path, stranger: FlaskClient) -> None:
    for (method, path), level in documented(root).items():
        asked = path.replace("...", "style.css").replace("{name}", "cifar10-resnet8")
        with stranger.open(
            asked, method=method, data={"token": "x"} if method == "POST" else None
        ) as answer:
            if (method, path) == ("POST", "/login"):
                assert "not the token" in answer.text
            elif level == LOGIN:
                assert answer.status_code == 401, path
            else:
                assert answer.status_code in (200, 303), path
                assert level in (EVERYONE, IN_SHORT)
