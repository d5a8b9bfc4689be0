"""A folder of pictures as a data set: which files there are, of which class and which part."""

from dataclasses import dataclass
from pathlib import Path

from edge_app.errors import PipelineError

# The folder names of each part, in the case of letters that one likes.
PART_NAMES = {
    "train": "train",
    "val": "val",
    "validation": "val",
    "valid": "val",
    "test": "test",
}
LAYOUT = "Expected ROOT/train/CLASS/*, ROOT/val/CLASS/* and ROOT/test/CLASS/*, or ROOT/CLASS/*"
# What unpacking a Mac's archive leaves elsewhere.
NOT_DATA = ("__MACOSX",)


@dataclass(frozen=True)
class ImageFile:
    """A file that should be a picture: its class, and "train", "val", "test" or None (no parts).

    ``label`` is the index of its class among the sorted names.
    """

    path: Path
    label: int
    part: str | None


@dataclass(frozen=True)
class ImageFolder:
    """The files of a folder of pictures, sorted by part, class and name; none was opened yet."""

    root: Path
    class_names: tuple[str, ...]
    files: tuple[ImageFile, ...]


def scan_image_folder(root: Path) -> ImageFolder:
    """List ``ROOT/{train,val,test}/CLASS/*`` or ``ROOT/CLASS/*``.

    ``validation`` and ``valid`` are other names of ``val``. Names that begin with a dot are
    skipped; every other file of a class is listed, whether it is a picture or not. Classes are
    the sorted names of all class folders, the empty ones too.

    Raises PipelineError: there is no such layout, or a folder cannot be read.
    """
    try:
        return _scan(root)
    except OSError as error:
        raise PipelineError(
            f"Cannot read the folder {error.filename or root}: {error.strerror}. {LAYOUT}."
        ) from error


def check_trainable(folder: ImageFolder) -> None:
    """Raises PipelineError: fewer than two classes, or a class or a train part without files."""
    root, names = folder.root, folder.class_names
    if len(names) < 2:
        found = f"one class folder, {names[0]}" if names else "no class folders"
        raise PipelineError(f"{root} holds {found}; at least two classes are needed. {LAYOUT}.")
    train = [file for file in folder.files if file.part in ("train", None)]
    present = {file.label for file in train}
    empty = [name for label, name in enumerate(names) if label not in present]
    if empty:
        where = "" if not train or train[0].part is None else " to train on"
        raise PipelineError(
            f"{root} holds no pictures{where} of {', '.join(empty)}. Add some, or delete the "
            "empty class folders."
        )


def _scan(root: Path) -> ImageFolder:
    folders = _folders(root)
    if not folders:
        raise PipelineError(f"{root} holds no folders. {LAYOUT}.")
    part_folders = _part_folders(root, folders) or {None: root}
    classes = [(part, path) for part, folder in part_folders.items() for path in _folders(folder)]
    names = tuple(sorted({path.name for _, path in classes}))
    for name in names:
        if not name.isprintable():  # Neither are bytes that are no UTF-8.
            raise PipelineError(f"{root}: the class name {name!a} cannot be shown. Rename it.")
    files = [
        ImageFile(path, names.index(folder.name), part)
        for part, folder in classes
        for path in _files(folder)
    ]
    return ImageFolder(root, names, tuple(files))


def _part_folders(root: Path, folders: list[Path]) -> dict[str | None, Path]:
    """The folder of each part that there is; none where ``folders`` are those of classes.

    They are parts where the one called train holds folders, so that a class may be called train.
    """
    parts: dict[str | None, Path] = {}
    for folder in folders:
        part = PART_NAMES.get(folder.name.lower())
        if part in parts:
            raise PipelineError(
                f"{root} holds both {parts[part].name} and {folder.name}. Keep one of them."
            )
        if part and _folders(folder):
            parts[part] = folder
    if not parts:
        return {}
    if "train" not in parts:
        raise PipelineError(
            f"{root} holds {parts.popitem()[1].name} with classes in it, but no train with classes "
            f"in it. {LAYOUT}."
        )
    others = [folder.name for folder in folders if folder.name.lower() not in PART_NAMES]
    if others:
        raise PipelineError(
            f"{root} holds train with classes in it, and {', '.join(others)} beside it, which is "
            f"no part of a data set. Move it elsewhere. {LAYOUT}."
        )
    return {part: parts[part] for part in ("train", "val", "test") if part in parts}


def _folders(folder: Path) -> list[Path]:
    return sorted(path for path in _visible(folder) if path.is_dir() and path.name not in NOT_DATA)


def _files(folder: Path) -> list[Path]:
    inner = _folders(folder)
    if inner:
        raise PipelineError(
            f"The class folder {folder} holds a folder, {inner[0].name}, where pictures are "
            f"expected. {LAYOUT}."
        )
    return sorted(path for path in _visible(folder) if not path.is_dir())


def _visible(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if not path.name.startswith(".")]
