import dataclasses
import hashlib
import itertools

import pytest

from benchmarks.arm64.counting import Count, CountedModel
from benchmarks.arm64.reference import REFERENCE, changes, read_reference, updated
from edge_app.errors import PipelineError
from edge_app.files import write_json

MODEL = CountedModel(
    name="net.tflite",
    sha256="ab" * 32,
    size_bytes=1000,
    cpu="cortex-a76",
    runtime="ai-edge-litert 2.3.0",
    python="3.11.2",
    count=Count(1_000_000, 500_000, 100, 0, 200_000),
)
ENTRIES = updated([], [MODEL])["counts"]


def counted(**changed):
    return dataclasses.replace(MODEL, count=dataclasses.replace(MODEL.count, **changed))


def test_the_same_count_is_no_change():
    assert changes(ENTRIES, MODEL) == []


@pytest.mark.parametrize("instructions", [980_001, 1_019_999])
def test_up_to_two_percent_pass(instructions):
    assert changes(ENTRIES, counted(instructions=instructions)) == []


@pytest.mark.parametrize(("instructions", "percent"), [(970_000, "-3.0"), (1_030_000, "+3.0")])
def test_more_than_two_percent_fail_either_way(instructions, percent):
    assert changes(ENTRIES, counted(instructions=instructions)) == [
        "net.tflite on cortex-a76 with ai-edge-litert 2.3.0: instructions went from 1,000,000 to "
        f"{instructions:,} ({percent} %)."
    ]


def test_other_kernels_at_the_same_total_fail():
    (change,) = changes(ENTRIES, counted(multiply_accumulate=60_000))

    assert "multiply accumulate went from 100 to 60,000" in change


def test_a_kind_that_hardly_occurs_may_change():
    assert changes(ENTRIES, counted(multiply_accumulate=400)) == []


@pytest.mark.parametrize("changed", [{"sha256": "cd" * 32}, {"cpu": "cortex-a72"}])
def test_a_file_without_a_reference_fails_and_says_what_to_do(changed):
    (change,) = changes(ENTRIES, dataclasses.replace(MODEL, **changed))

    assert "Accept it with --update-reference." in change


def test_another_version_of_the_runtime_is_compared():
    newer = dataclasses.replace(MODEL, runtime="ai-edge-litert 2.4.0")

    assert changes(ENTRIES, newer) == []


def test_an_update_replaces_the_entry_of_an_older_file_and_keeps_the_others():
    other = dataclasses.replace(MODEL, name="other.tflite")
    newer = dataclasses.replace(MODEL, sha256="cd" * 32, runtime="ai-edge-litert 2.4.0")

    entries = updated(updated([], [MODEL, other])["counts"], [newer])["counts"]

    assert [(entry["name"], entry["sha256"]) for entry in entries] == [
        ("net.tflite", "cd" * 32),
        ("other.tflite", "ab" * 32),
    ]


def test_a_reference_survives_the_disk(tmp_path):
    path = tmp_path / "reference.json"
    write_json(path, updated([], [MODEL]))

    assert read_reference(path) == ENTRIES
    assert read_reference(tmp_path / "absent.json") == []


@pytest.mark.parametrize("content", ["", "[]", '{"schema": 2, "counts": []}', '{"schema": 1}'])
def test_a_damaged_reference_is_refused(tmp_path, content):
    path = tmp_path / "reference.json"
    path.write_text(content)

    with pytest.raises(PipelineError, match=r"reference\.json cannot be read"):
        read_reference(path)


def test_every_shipped_model_has_a_reference_on_both_processors_in_both_runtimes(root):
    found = {
        (entry["sha256"], entry["cpu"], entry["runtime"].partition(" ")[0])
        for entry in read_reference(REFERENCE)
    }

    for path in (root / "models").glob("*.tflite"):
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        cpus, runtimes = ("cortex-a72", "cortex-a76"), ("ai-edge-litert", "tflite-runtime")
        assert {(sha256, *place) for place in itertools.product(cpus, runtimes)} <= found, path.name
