"""The docs name every command, flag, route, setting and target that the code has."""

import dataclasses
import re
import subprocess
import sys
from pathlib import Path

import pytest

from training.recipe import Recipe, available_recipes

PAGES = {
    "edge_app": "docs/edge-app.md",
    "edge_app classify": "docs/edge-app.md",
    "edge_app bulk": "docs/scale.md",
    "edge_app camera": "docs/edge-app.md",
    "edge_app serve": "docs/edge-app.md",
    "edge_app info": "docs/edge-app.md",
    "edge_app doctor": "docs/edge-app.md",
    "edge_app install-service": "docs/edge-app.md",
    "edge_app remove-service": "docs/edge-app.md",
    "edge_app models list": "docs/edge-app.md",
    "edge_app models install": "docs/edge-app.md",
    "edge_app models use": "docs/edge-app.md",
    "edge_app models rollback": "docs/edge-app.md",
    "edge_app models remove": "docs/edge-app.md",
    "training": "docs/training.md",
    "training inspect": "docs/training.md",
    "training evaluate": "docs/training.md",
    "training search": "docs/training.md",
    "training speed": "docs/training.md",
    "convert": "docs/conversion.md",
    "convert verify": "docs/conversion.md",
    "convert score": "docs/conversion.md",
    "convert compare": "docs/conversion.md",
    "convert photos": "docs/conversion.md",
    "convert robustness": "docs/conversion.md",
    "benchmarks all": "docs/benchmarks.md",
    "benchmarks latency": "docs/benchmarks.md",
    "benchmarks compare": "docs/benchmarks.md",
    "benchmarks choose": "docs/benchmarks.md",
    "benchmarks peers": "docs/benchmarks.md",
    "benchmarks memory": "docs/benchmarks.md",
    "benchmarks http": "docs/benchmarks.md",
    "benchmarks arm64": "docs/benchmarks.md",
    "benchmarks references": "docs/benchmarks.md",
    "benchmarks frontier": "docs/benchmarks.md",
    "benchmarks.bulk": "docs/scale.md",
    "benchmarks.reduced_scale": "docs/benchmarks.md",
}


def all_pages(root: Path) -> list[Path]:
    return [*root.glob("*.md"), *(root / "docs").glob("*.md")]


@pytest.mark.parametrize("command", PAGES)
def test_every_flag_of_a_command_is_in_its_page(command: str, root: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", *command.split(), "--help"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    flags = set(re.findall(r"(?<![\w-])--[a-z][a-z0-9-]+", result.stdout)) - {"--help"}
    page = (root / PAGES[command]).read_text()
    assert sorted(flag for flag in flags if not re.search(f"`{flag}[ `]", page)) == []


def test_every_setting_of_a_recipe_is_in_the_training_page(root: Path) -> None:
    page = (root / "docs/training.md").read_text()
    settings = [field.name for field in dataclasses.fields(Recipe) if field.name != "name"]
    assert [name for name in settings if f"`{name}`" not in page] == []
    assert [name for name in available_recipes() if f"`{name}`" not in page] == []


def test_every_route_is_in_the_api_page(root: Path) -> None:
    from edge_app import Classifier
    from edge_app.web import create_app

    page = (root / "docs/http-api.md").read_text()
    routes = {rule.rule for rule in create_app(Classifier()).url_map.iter_rules()}
    shown = {
        route: re.escape(re.sub(r"<(\w+)>", r"{\1}", re.sub(r"<\w+:\w+>", "...", route)))
        for route in routes
    }
    missing = [route for route, text in shown.items() if not re.search(f"`[A-Z]+ {text}`", page)]
    assert missing == []


def test_every_make_target_is_in_the_readme_and_none_is_invented(root: Path) -> None:
    makefile = (root / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):.*##", makefile, re.MULTILINE)) - {"help"}
    readme = (root / "README.md").read_text()
    assert sorted(target for target in targets if f"make {target}" not in readme) == []
    for page in all_pages(root):
        code = re.findall(r"```.*?```|`[^`\n]+`", page.read_text(), re.DOTALL)
        named = re.findall(r"\bmake ([a-z-]+)", "\n".join(code))
        assert sorted(set(named) - targets) == [], page.name


def test_every_relative_link_leads_somewhere(root: Path) -> None:
    broken = []
    for page in all_pages(root):
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text()):
            if "://" not in link and not (page.parent / link).exists():
                broken.append(f"{page.name}: {link}")
    assert broken == []


def test_the_version_is_in_the_changelog(root: Path) -> None:
    from edge_app import __version__

    assert f"## {__version__}" in (root / "CHANGELOG.md").read_text()
