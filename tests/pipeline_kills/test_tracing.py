"""What the traces are read by: an order that is wrong is seen."""

from pathlib import Path

from tests.pipeline_kills.tracing import Step, out_of_order, steps

TRACE = """\
7 mkdir("/d/new", 0777) = 0
7 write(1</dev/pts/0>, "text", 4) = 4
7 write(3</d/.partial>, "text", 4) = 4
8 write(3</d/other>, "text", 4) = 4
7 fsync(3</d/.partial>) = 0
7 rename("/d/.partial", "/d/final") = 0
7 fsync(4</d>) = 0
"""


def test_the_steps_of_a_folder_are_numbered_as_strace_counts_them(tmp_path: Path) -> None:
    log = tmp_path / "trace"
    log.write_text(TRACE)
    found = steps(log, Path("/d"))
    assert [(step.name, step.number) for step in found] == [
        ("mkdir", 1),
        ("write", 2),
        ("write", 1),
        ("fsync", 1),
        ("rename", 1),
        ("fsync", 2),
    ]
    assert out_of_order(found) == []


def test_a_name_before_the_content_and_a_folder_that_is_not_forced_are_seen() -> None:
    write, sync = Step("write", 1, ("/d/a",)), Step("fsync", 1, ("/d/a",))
    rename, folder = Step("rename", 1, ("/d/a", "/d/b")), Step("fsync", 2, ("/d",))
    assert out_of_order([write, sync, rename, folder]) == []
    assert out_of_order([write, rename, folder]) == ["/d/b was named before it was on the disk"]
    assert len(out_of_order([sync, write, rename, folder])) == 1
    assert out_of_order([write, sync, rename]) == ["the folder of /d/b was not forced to the disk"]
