"""Python, its environment, and how the app came into it."""

import json

import pytest

from edge_app.doctor.python_probes import environment, libraries, package, python_version


@pytest.mark.parametrize(
    ("version", "level"),
    [((3, 9, 2), "problem"), ((3, 10, 0), "ok"), ((3, 13, 5), "ok"), ((3, 14, 0), "note")],
)
def test_a_python_that_is_too_old_is_a_problem_and_an_untested_one_a_note(version, level):
    finding = python_version(version, bits=64)

    assert finding.level == level
    assert finding.found.startswith(".".join(map(str, version)))
    assert bool(finding.remedy) == (level == "problem")


def test_the_systems_own_python_is_a_note_with_the_command_for_a_virtual_environment(tmp_path):
    marker = tmp_path / "EXTERNALLY-MANAGED"
    assert environment(prefix=tmp_path, base=tmp_path, marker=marker).level == "ok"
    marker.touch()

    finding = environment(prefix=tmp_path, base=tmp_path, marker=marker)

    assert finding.level == "note"
    assert "python3 -m venv --system-site-packages" in finding.remedy
    assert environment(prefix=tmp_path / "edge", base=tmp_path, marker=marker).level == "ok"


@pytest.mark.parametrize(
    ("direct_url", "way"),
    [
        (None, "from a package index"),
        ({"url": "file:///home/pi/edge_image_classifier-0.1.0-py3-none-any.whl"}, "from a wheel"),
        ({"url": "file:///home/pi/source", "dir_info": {"editable": True}}, "as editable"),
        ({"url": "file:///home/pi/source", "dir_info": {}}, "from its source"),
    ],
)
def test_it_says_how_the_app_was_installed(tmp_path, direct_url, way):
    text = None if direct_url is None else json.dumps(direct_url)

    finding = package(running="0.1.0", installed="0.1.0", direct_url=text, folder=tmp_path)

    assert finding.level == "ok"
    assert way in finding.found


def test_another_version_than_the_installed_one_is_a_warning(tmp_path):
    one = package(running="0.2.0", installed="0.1.0", direct_url=None, folder=tmp_path / "edge_app")
    none = package(running="0.2.0", installed=None, direct_url=None, folder=tmp_path / "edge_app")

    assert one.level == "warning"
    assert "0.2.0" in one.found
    assert "0.1.0" in one.found
    assert none.level == "ok"
    assert f"source tree {tmp_path}" in none.found


def test_missing_libraries_come_with_the_command_that_installs_them():
    versions = {"flask": "3.1.3", "waitress": None, "tqdm": None}

    finding = libraries(versions, pip="~/edge/bin/python -m pip")

    assert finding.level == "problem"
    assert finding.remedy == "~/edge/bin/python -m pip install waitress tqdm"
    assert libraries({"flask": "3.1.3"}, pip="pip").found == "flask 3.1.3"
