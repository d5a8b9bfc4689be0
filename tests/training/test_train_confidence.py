"""The flags on how far a trained net can be believed: refused before a training begins."""

import pytest

from training.__main__ import main


def command(output, *options: str) -> list[str]:
    return ["--recipe", "plain-cnn", "--data", "absent", "--output", str(output), *options]


def test_a_folder_of_unknown_pictures_that_is_none_is_refused_first(tmp_path, capsys):
    assert main(command(tmp_path / "run", "--unknown", str(tmp_path / "strange"))) == 1
    assert "strange cannot be read: No such file" in capsys.readouterr().err
    (tmp_path / "strange").mkdir()
    assert main(command(tmp_path / "run", "--unknown", str(tmp_path / "strange"))) == 1
    assert "strange holds no file that can be read as a picture" in capsys.readouterr().err


@pytest.mark.parametrize("percent", ["0.95", "49.9", "100", "nan", "most"])
def test_a_precision_that_cannot_be_kept_is_bad_usage(percent, tmp_path, capsys):
    with pytest.raises(SystemExit) as caught:
        main(command(tmp_path, "--sure-precision", percent))
    assert caught.value.code == 2
    assert "--sure-precision" in capsys.readouterr().err
