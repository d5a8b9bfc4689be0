"""Every request that an application has a route for, and some that it has none for."""

import re

from flask import Flask

EXAMPLES = {"name": "cifar10-resnet8", "filename": "style.css"}
NOWHERE = [("GET", "/nothing"), ("GET", "/static/nothing"), ("GET", "/api/nothing"), ("PUT", "/")]


def every_request(app: Flask) -> list[tuple[str, str]]:
    """Method and path, with examples in the place of what varies."""
    routes = [
        (method, re.sub(r"<(?:\w+:)?(\w+)>", lambda found: EXAMPLES[found[1]], rule.rule))
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods)
    ]
    return [*routes, *NOWHERE]
