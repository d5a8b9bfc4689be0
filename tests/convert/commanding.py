"""The command as a test gives it."""

from pathlib import Path

from convert.__main__ import main


def convert(folder: Path, archive: Path, output: Path, *options: str) -> int:
    return main(
        [str(folder / "model.keras"), "--data", str(archive), "--output", str(output), *options]
    )
