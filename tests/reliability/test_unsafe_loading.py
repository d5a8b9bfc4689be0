"""No code of ours loads what could run code, or unpacks what could lie anywhere."""

import ast
from pathlib import Path

import pytest

UNSAFE_CALLS = {"pickle.load", "pickle.loads", "eval", "exec", "yaml.load", "marshal.loads"}
UNSAFE_METHODS = {"extractall", "extract"}
UNSAFE_ARGUMENTS = {("allow_pickle", True), ("safe_mode", False), ("shell", True)}
WORDS = ("pickle", "eval(", "exec(", "yaml", "marshal", "extract", "safe_mode", "shell")
# Unpacks the wheels of the user's own program, on the user's own device, with the filter "data".
ALLOWED = {"benchmarks/remote/agent.py: extractall"}


def unsafe(source: str) -> set[str]:
    """What of it a source calls, and with which arguments."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            last = name.rpartition(".")[2]
            found |= {name} & UNSAFE_CALLS | ({last} & UNSAFE_METHODS if "." in name else set())
            for one in node.keywords:
                if isinstance(one.value, ast.Constant):
                    found |= {
                        f"{argument}={value}"
                        for argument, value in UNSAFE_ARGUMENTS
                        if (one.arg, one.value.value) == (argument, value)
                    }
    return found


@pytest.mark.parametrize(
    "source", ["pickle.loads(x)", "tar.extractall('/')", "np.load(f, allow_pickle=True)", "eval(x)"]
)
def test_each_kind_is_seen(source: str) -> None:
    assert len(unsafe(source)) == 1


def test_none_of_it_is_in_the_code(root: Path) -> None:
    found = {
        f"{path.relative_to(root)}: {what}"
        for package in ("edge_app", "training", "convert", "benchmarks")
        for path in (root / package).rglob("*.py")
        if any(word in path.read_text() for word in WORDS)  # To read all of them takes long.
        for what in unsafe(path.read_text())
    }
    assert found == ALLOWED


def test_every_package_of_every_lock_has_a_hash(root: Path) -> None:
    locks = [path for path in (root / "requirements").glob("*.txt") if path.stem != "no-litert"]
    for lock in locks:
        lines = [line for line in lock.read_text().splitlines() if not line.startswith("#")]
        for line, following in zip(lines, [*lines[1:], ""], strict=True):
            if "==" in line.split(";")[0] and not line.startswith(" "):
                assert following.strip().startswith("--hash=sha256:"), (lock.name, line)
