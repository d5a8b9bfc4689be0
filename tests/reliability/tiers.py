"""When a test runs: read from the markers in its file, without running it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.reliability.check import Tier

TIERS: tuple[Tier, ...] = ("commit", "merge", "release")
# The marker that keeps a test for a later tier; without one it is of the first.
MARKERS: dict[str, Tier] = {"attack": "merge", "soak": "release"}


def tier_of(root: Path, test: str) -> Tier:
    """The tier of ``test``, which is named ``file::function``.

    Raises LookupError: there is no such function. OSError: there is no such file.
    """
    file, _, function = test.partition("::")
    module = _parsed(root / file)
    found = [
        node for node in module.body if isinstance(node, ast.FunctionDef) and node.name == function
    ]
    if not found or not function.startswith("test_"):
        raise LookupError(f"There is no test {test!r}.")
    markers = [*found[-1].decorator_list, *_marks_of_all(module)]
    tiers = [tier for marker in markers for name, tier in MARKERS.items() if _names(marker, name)]
    return max(tiers, key=TIERS.index, default="commit")


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def _marks_of_all(module: ast.Module) -> Iterator[ast.expr]:
    for node in module.body:
        if isinstance(node, ast.Assign) and _target(node) == "pytestmark":
            yield from node.value.elts if isinstance(node.value, ast.List) else [node.value]


def _target(node: ast.Assign) -> str:
    (target,) = node.targets[:1]
    return target.id if isinstance(target, ast.Name) else ""


def _names(marker: ast.expr, name: str) -> bool:
    return ast.unparse(marker).startswith(f"pytest.mark.{name}")
