import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

from edge_app.batch.pictures import Pictures


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pictures and other files, in two levels, with names that are not in order on the disk."""
    (tmp_path / "b").mkdir()
    (tmp_path / ".hidden").mkdir()
    for name in ("z.png", "b/y.JPG", "b/without", "a.png", ".hidden/x.png", "b/.x.png", "B.webp"):
        Image.new("RGB", (2, 2)).save(tmp_path / name, "PNG")
    for name in ("notes.txt", "b/more.txt", "b/README", "photo.heic"):
        (tmp_path / name).write_text("BM, no picture")
    return tmp_path


def names(*words: Path | str) -> list[str]:
    return [picture.name for picture in Pictures(map(str, words))]


def test_a_folder_means_all_pictures_below_it_by_name(folder: Path) -> None:
    expected = ["B.webp", "a.png", "b/without", "b/y.JPG", "z.png"]
    assert names(folder) == [str(folder / name) for name in expected]


def test_what_is_no_picture_is_counted_by_its_ending(folder: Path) -> None:
    pictures = Pictures([str(folder)])
    assert pictures.passed_over == {}
    list(pictures)
    assert pictures.passed_over == {".txt": 2, ".heic": 1, "": 1}


def test_files_are_taken_as_they_are_named_and_in_that_order(folder: Path) -> None:
    words = [str(folder / "z.png"), str(folder / "notes.txt"), "missing", "", str(folder / "b")]
    assert names(*words)[:4] == words[:4]
    assert len(names(*words)) == 6


def test_a_picture_that_is_none_but_named_so_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "broken.jpeg").write_text("no picture")
    (tmp_path / "gone.png").symlink_to("nowhere")
    assert names(tmp_path) == [str(tmp_path / "broken.jpeg"), str(tmp_path / "gone.png")]


def test_links_are_followed_and_a_loop_is_said_once(folder: Path) -> None:
    (folder / "b" / "up").symlink_to("..")
    (folder / "link").symlink_to("b")
    pictures = list(Pictures([str(folder)]))
    errors = {picture.name: picture.error for picture in pictures if picture.error}
    assert list(errors) == [str(folder / "b" / "up"), str(folder / "link" / "up")]
    assert "leads back" in errors[str(folder / "b" / "up")]
    assert str(folder / "link" / "y.JPG") in [picture.name for picture in pictures]


@contextmanager
def as_somebody_else() -> Iterator[None]:
    """Root may read every folder, so that as root this block runs as nobody."""
    own = os.geteuid()
    if own == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(own)


def test_a_folder_that_may_not_be_read_is_an_error_among_the_others() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "b").mkdir(mode=0o300)
        for file in ("a.png", "b/c.png", "d.png"):
            (folder / file).write_text("")
        with as_somebody_else():
            found = [(Path(picture.name).name, picture.error) for picture in Pictures([name])]
    denied = "Cannot read the folder: Permission denied."
    assert found == [("a.png", None), ("b", denied), ("d.png", None)]


def test_a_folder_that_vanished_is_an_error_among_the_others(folder: Path) -> None:
    iterator = iter(Pictures([str(folder)]))
    first = next(iterator)
    assert first.name == str(folder / "B.webp")
    for path in (folder / "b").iterdir():
        path.unlink()
    (folder / "b").rmdir()
    rest = [picture.name for picture in iterator]
    assert rest == [str(folder / "a.png"), str(folder / "z.png")]


def test_folders_may_be_deeper_than_the_recursion_of_python(tmp_path: Path) -> None:
    home = Path.cwd()
    try:
        os.chdir(tmp_path)
        for _ in range(1200):
            Path("d").mkdir()
            os.chdir("d")
        Image.new("RGB", (2, 2)).save("deep.png")
        os.chdir(tmp_path)
        (found,) = names(".")
    finally:
        os.chdir(home)
        # pytest would remove it by recursion, some runs later, and fail.
        subprocess.run(["rm", "-rf", "d"], cwd=tmp_path, check=True)
    assert found.endswith("d/d/deep.png")
    assert found.count("/") == 1200
