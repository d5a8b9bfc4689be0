"""``python -m benchmarks compare`` on the report of a real run, and on changed copies of it."""

import copy
import json

import pytest

from benchmarks.__main__ import main


@pytest.fixture
def quiet(report):
    """The report of a real run, as if its machine had been quiet and its rounds steady."""
    report["may_be_reference"], report["why_no_reference"] = True, []
    for one in report["candidates"]:
        median = one["invoke_ms"]["median"]
        one["round_medians_ms"] = [median * (1 + i / 1000) for i in range(10)]
    return report


@pytest.fixture
def compare(tmp_path, capsys):
    """Compare two reports; gives exit code, standard output and standard error."""

    def run_compare(before, after, *flags):
        paths = []
        for name, content in (("a.json", before), ("b.json", after)):
            paths.append(str(tmp_path / name))
            (tmp_path / name).write_text(json.dumps(content))
        code = main(["compare", *paths, *flags])
        return code, *capsys.readouterr()

    return run_compare


def scaled(report, factor, *, candidate=0):
    changed = copy.deepcopy(report)
    one = changed["candidates"][candidate]
    one["round_medians_ms"] = [factor * ms for ms in one["round_medians_ms"]]
    return changed


def test_equal_results_show_no_change(compare, quiet):
    code, out, err = compare(quiet, quiet)

    assert (code, err) == (0, "")
    assert out.count("no change that can be told") == len(quiet["candidates"])


def test_a_slower_candidate_is_named_and_sets_the_exit_code(compare, quiet):
    code, out, _ = compare(quiet, scaled(quiet, 1.3))

    first, second = out.splitlines()[1:]
    assert code == 3
    assert first.endswith("slower")
    assert "1.300 (" in first
    assert second.endswith("no change that can be told")


def test_a_faster_candidate_is_no_failure(compare, quiet):
    code, out, _ = compare(quiet, scaled(quiet, 0.7, candidate=1))

    assert code == 0
    assert out.splitlines()[2].endswith("faster")


def test_json_holds_the_same(compare, quiet):
    code, out, _ = compare(quiet, scaled(quiet, 1.3), "--json")

    entries = json.loads(out)["changes"]
    assert code == 3
    assert [entry["word"] for entry in entries] == ["slower", "no change that can be told"]
    assert entries[0]["ratio"]["value"] == pytest.approx(1.3)
    assert [entry["is_worse"] for entry in entries] == [True, False]
    assert entries[0]["candidate"][0] == quiet["candidates"][0]["name"]
    assert (entries[0]["quantity"], entries[0]["unit"]) == ("inference", "ms")


def busy(report):
    report["why_no_reference"] = ["It was busy."]


def other_machine(report):
    report["machine"]["cpu"] = "Cortex-A76"


def other_model(report):
    report["candidates"][0]["sha256"] = "0" * 64


@pytest.mark.parametrize(
    ("alter", "word"),
    [
        (busy, "the first may not be a reference: It was busy."),
        (other_machine, "the machines differ: cpu is Cortex-A76 and"),
        (other_model, "the model files differ: "),
    ],
)
def test_what_cannot_be_trusted_is_refused_unless_asked(compare, quiet, alter, word):
    before = copy.deepcopy(quiet)
    alter(before)

    code, out, err = compare(before, quiet)
    assert (code, out) == (1, "")
    assert word in err
    assert len(err.splitlines()) == 1

    code, out, err = compare(before, quiet, "--anyway")
    assert code == 0
    assert word in err
    assert "no change" in out


@pytest.mark.parametrize("flags", [(), ("--anyway",)])
def test_different_kinds_are_always_refused(compare, quiet, flags):
    code, _, err = compare(quiet, {**quiet, "benchmark": "peers"}, *flags)

    assert code == 1
    assert "One is a result of latency, the other of peers." in err


def test_a_candidate_of_only_one_result_is_named(compare, quiet):
    code, out, err = compare(quiet, {**quiet, "candidates": quiet["candidates"][:1]})

    assert code == 0
    assert "only in the first result" in err
    assert len(out.splitlines()) == 2


def test_results_without_a_common_candidate_are_refused(compare, quiet):
    other = copy.deepcopy(quiet)
    for one in other["candidates"]:
        one["threads"] = 64

    assert compare(quiet, other)[0] == 1


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"benchmark": "arm64"}', '{"benchmark"'])
def test_files_that_are_no_results_are_refused(content, tmp_path, capsys):
    path = tmp_path / "a.json"
    path.write_text(content)

    assert main(["compare", str(path), str(path)]) == 1
    assert f"{path} is not a result" in capsys.readouterr().err


def test_an_older_schema_and_a_missing_file_are_refused(tmp_path, capsys):
    old = tmp_path / "old.json"
    old.write_text('{"benchmark": "latency", "schema": 1}')

    assert main(["compare", str(old), str(old)]) == 1
    assert "has the schema 1, expected 2" in capsys.readouterr().err
    assert main(["compare", str(tmp_path / "none.json"), str(old)]) == 1
    assert "cannot be read: No such file" in capsys.readouterr().err


def test_relative_to_a_candidate_that_did_not_change_a_slower_machine_is_no_change(compare, quiet):
    yardstick, name = quiet["candidates"][0]["name"], quiet["candidates"][1]["name"]
    after = scaled(scaled(quiet, 1.3), 1.3, candidate=1)

    code, out, err = compare(quiet, after, "--relative-to", yardstick)

    assert (code, err) == (0, "")
    headings, first, second = out.splitlines()
    assert "B / A, relative (95 %)" in headings
    assert first.endswith("the yardstick")
    assert "1.300 (" in first
    assert second.startswith(name)
    assert second.endswith("no change that can be told")
    assert "1.000 (" in second


def test_relative_to_a_candidate_a_change_of_the_other_is_told(compare, quiet):
    yardstick = quiet["candidates"][0]["name"]
    after = scaled(scaled(quiet, 1.3), 1.6, candidate=1)

    code, out, _ = compare(quiet, after, "--relative-to", yardstick, "--json")

    _, entry = json.loads(out)["changes"]
    assert code == 3
    assert entry["ratio"]["value"] == pytest.approx(1.6 / 1.3)
    assert entry["relative_to"].startswith(yardstick)


def test_a_yardstick_in_another_version_of_its_runtime_is_refused(compare, quiet):
    after = copy.deepcopy(quiet)
    after["candidates"][0]["runtime"] += ".1"

    code, _, err = compare(quiet, after, "--relative-to", quiet["candidates"][0]["name"])

    assert code == 1
    assert "the yardstick differs" in err
    assert compare(quiet, after)[0] == 0


def test_a_yardstick_that_nobody_is_names_those_that_there_are(compare, quiet):
    code, _, err = compare(quiet, quiet, "--relative-to", "nobody")

    assert code == 1
    assert err.startswith("error: No candidate's title holds 'nobody'. They are: ")
    assert quiet["candidates"][1]["name"] in err


@pytest.fixture
def within(quiet, tmp_path, capsys):
    """Compare two candidates of the report; gives exit code, standard output, standard error."""

    def compare_within(first, second, *flags):
        (tmp_path / "a.json").write_text(json.dumps(quiet))
        words = [str(tmp_path / "a.json"), "--candidates", first, second, *flags]
        code = main(["compare", *words])
        return code, *capsys.readouterr()

    return compare_within


def test_two_candidates_of_one_result_are_compared_round_by_round(within, quiet):
    first, second = quiet["candidates"]
    second["round_medians_ms"] = [0.8 * ms for ms in reversed(first["round_medians_ms"])]
    expected = sorted(
        b / a for a, b in zip(first["round_medians_ms"], second["round_medians_ms"], strict=True)
    )

    code, out, _ = within(first["name"], second["name"], "--json")

    (entry,) = json.loads(out)["changes"]
    assert code == 0
    assert entry["candidate"][0] == second["name"]
    assert entry["beside"].startswith(first["name"])
    assert (entry["ratio"]["low"], entry["word"]) == (pytest.approx(expected[1]), "faster")


def test_a_candidate_beside_itself_is_refused(within, quiet):
    name = quiet["candidates"][0]["name"]

    code, _, err = within(name, name)

    assert code == 1
    assert "Nothing was measured to set the inference beside" in err


@pytest.mark.parametrize("words", [["a.json"], ["a.json", "b.json", "--candidates", "x", "y"]])
def test_one_result_takes_two_candidates_and_two_results_none(words, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["compare", *words])

    assert stopped.value.code == 2
    assert "expected two results, or one with --candidates X Y" in capsys.readouterr().err
