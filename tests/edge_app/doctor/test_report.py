"""The page and the object of all findings."""

from edge_app.doctor.findings import Finding, Section, shown
from edge_app.doctor.report import has_problem, report_json, report_text

SECTIONS = [
    Section("Software", (Finding("Python", "ok", "3.11.2, 64-bit"),)),
    Section(
        "State",
        (
            Finding("throttling", "warning", "under-voltage since start-up", "Use a cable."),
            Finding("temperature", "note", "word " * 30),
            Finding("power", "problem", "none", "a-command " * 20),
        ),
    ),
]


def test_findings_stand_in_columns_with_their_remedies_below():
    lines = report_text(SECTIONS).splitlines()

    assert lines[2:4] == ["Software", "  ok       Python          3.11.2, 64-bit"]
    row = lines.index("  warning  throttling      under-voltage since start-up")
    assert lines[row + 1] == "                           -> Use a cable."
    assert lines[-1] == "1 problem, 1 warning, 1 note; 1 ok"


def test_long_findings_are_folded_and_commands_are_not():
    lines = report_text(SECTIONS).splitlines()

    assert max(len(line) for line in lines if "->" not in line) <= 100
    assert len([line for line in lines if "a-command" in line]) == 1


def test_the_object_has_every_finding_and_the_verdict():
    report = report_json(SECTIONS)

    assert report["healthy"] is False
    assert report["findings"][1] == {
        "section": "State",
        "subject": "throttling",
        "level": "warning",
        "found": "under-voltage since start-up",
        "remedy": "Use a cable.",
    }
    assert has_problem(SECTIONS)
    assert not has_problem(SECTIONS[:1])


def test_the_name_of_the_home_is_not_shown(monkeypatch):
    monkeypatch.setenv("HOME", "/home/pi")

    assert shown("/home/pi/edge/bin/python") == "~/edge/bin/python"
    assert shown("/home/pirate/edge") == "/home/pirate/edge"
