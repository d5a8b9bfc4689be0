"""Which folders are a data set, and which files of theirs are listed."""

import pytest

from edge_app.errors import PipelineError
from training.image_folder import check_trainable, scan_image_folder


@pytest.fixture
def make(tmp_path):
    """A function that makes empty files, and folders from names that end with a slash."""

    def files(*names: str):
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.mkdir() if name.endswith("/") else path.touch()
        return tmp_path

    return files


def listed(root) -> list[tuple[str, str, str | None]]:
    folder = scan_image_folder(root)
    return [(file.path.name, folder.class_names[file.label], file.part) for file in folder.files]


def test_classes_directly_in_the_root_have_no_part(make):
    root = make("dog/b.png", "cat/a.jpg", "dog/a.bmp", "notes.txt")
    assert listed(root) == [("a.jpg", "cat", None), ("a.bmp", "dog", None), ("b.png", "dog", None)]


def test_parts_are_listed_in_their_order_with_one_list_of_classes(make):
    root = make("val/dog/v.png", "train/cat/a.png", "test/cat/t.png", "train/emu/e.png")
    assert scan_image_folder(root).class_names == ("cat", "dog", "emu")
    assert listed(root) == [
        ("a.png", "cat", "train"),
        ("e.png", "emu", "train"),
        ("v.png", "dog", "val"),
        ("t.png", "cat", "test"),
    ]


@pytest.mark.parametrize("name", ["val", "validation", "valid", "Validation"])
def test_the_validation_part_has_several_names(make, name):
    root = make("Train/a/1.png", f"{name}/a/2.png")
    assert [part for _, _, part in listed(root)] == ["train", "val"]


def test_hidden_files_and_folders_are_skipped_and_other_files_are_candidates(make):
    root = make("a/x.png", "a/Thumbs.db", "a/.DS_Store", ".cache/y.png", "__MACOSX/z/z.png")
    (root / "a" / "broken.jpg").symlink_to("nowhere")
    assert [name for name, *_ in listed(root)] == ["Thumbs.db", "broken.jpg", "x.png"]


def test_a_class_may_be_called_train(make):
    root = make("train/1.png", "car/2.png", "test/3.png")
    assert scan_image_folder(root).class_names == ("car", "test", "train")


def test_a_part_without_class_folders_is_none(make):
    root = make("train/a/1.png", "train/b/2.png", "test/")
    assert {part for _, _, part in listed(root)} == {"train"}


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ((), r"holds no folders\. Expected ROOT/train/CLASS/\*"),
        (("1.png",), "holds no folders"),
        (("test/a/1.png", "val/a/1.png"), "with classes in it, but no train"),
        (("train/a/1.png", "extra/a/1.png"), "and extra beside it, which is no part"),
        (("train/a/1.png", "val/a/1.png", "valid/a/1.png"), "both val and valid. Keep one"),
        (("a/1.png", "b/more/1.png"), r"class folder .*b holds a folder, more, where pictures"),
        (("a/1.png", "b\x07/1.png"), r"class name 'b\\x07' cannot be shown"),
    ],
)
def test_another_layout_is_refused_with_what_is_expected(make, names, message):
    with pytest.raises(PipelineError, match=message):
        scan_image_folder(make(*names))


def test_a_folder_that_is_missing_or_a_file_is_refused(make):
    root = make("file")
    for path in (root / "absent", root / "file"):
        with pytest.raises(PipelineError, match=r"Cannot read the folder .*\. Expected ROOT"):
            scan_image_folder(path)


def test_two_classes_with_pictures_can_be_trained(make):
    check_trainable(scan_image_folder(make("a/1.png", "b/2.png")))


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("a/1.png",), "holds one class folder, a; at least two classes are needed"),
        (("train/a/1.png", "val/b/"), "holds no pictures to train on of b"),
        (("a/1.png", "b/", "c/.hidden"), "holds no pictures of b, c. Add some, or delete"),
        (("train/a/1.png", "train/b/2.png", "val/c/3.png"), "no pictures to train on of c"),
        (("train/a/", "train/b/", "val/a/1.png"), "no pictures of a, b"),
    ],
)
def test_a_folder_that_cannot_be_trained_on_is_refused(make, names, message):
    folder = scan_image_folder(make(*names))
    with pytest.raises(PipelineError, match=message):
        check_trainable(folder)
