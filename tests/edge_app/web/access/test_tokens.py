"""Where tokens come from, and that nobody else reads them."""

import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_app.errors import ServerError, SettingsError
from edge_app.web.access.tokens import given_token, kept_token, new_token

SECRET = "a-secret-of-mine"


@pytest.fixture(params=[0o000, 0o022, 0o777])
def any_umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "token"
    path.write_text(f"{SECRET}\n")
    path.chmod(0o600)
    return path


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_token_is_long_and_another_each_time() -> None:
    assert len({new_token() for _ in range(100)}) == 100
    assert len(new_token()) == 43


def test_a_token_comes_from_a_file_or_the_environment(file: Path) -> None:
    assert given_token(file, {}) == SECRET
    assert given_token(None, {"EDGE_APP_TOKEN": f" {SECRET}\n"}) == SECRET
    assert given_token(None, {}) is None
    with pytest.raises(SettingsError, match="both --token-file and EDGE_APP_TOKEN"):
        given_token(file, {"EDGE_APP_TOKEN": SECRET})


@pytest.mark.parametrize(
    "bad", ["", "short", "two words", "na\u00efve-token", "x" * 1001, "line\nline"]
)
def test_what_is_no_token_is_refused_without_being_shown(file: Path, bad: str) -> None:
    file.write_text(bad)
    for given in ((None, {"EDGE_APP_TOKEN": bad}), (file, {})):
        with pytest.raises(SettingsError, match="holds no usable token") as refusal:
            given_token(*given)
        assert not bad or bad not in str(refusal.value)


@pytest.mark.parametrize("bits", [0o644, 0o604, 0o602, 0o620, 0o666])
def test_a_given_file_that_others_may_read_or_write_is_refused(file: Path, bits: int) -> None:
    file.chmod(bits)
    with pytest.raises(SettingsError, match=f"Other users .* chmod 600 {file}"):
        given_token(file, {})
    assert mode(file) == bits


def test_a_group_may_read_the_file_of_root_only(file: Path) -> None:
    file.chmod(0o640)
    if file.stat().st_uid == 0:
        assert given_token(file, {}) == SECRET
    else:
        with pytest.raises(SettingsError):
            given_token(file, {})


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    for path, reason in ((tmp_path / "no", "No such file"), (tmp_path / "pipe", "no regular file")):
        with pytest.raises(SettingsError, match=reason):
            given_token(path, {})
    with pytest.raises(SettingsError, match="no regular file"):
        given_token(tmp_path, {})


@pytest.mark.usefixtures("any_umask")
def test_a_token_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "state" / "token"
    path.parent.mkdir()
    path.parent.chmod(0o700)
    token = kept_token(path)
    assert mode(path) == 0o600
    assert path.read_text() == f"{token}\n"
    assert kept_token(path) == token
    assert list(path.parent.iterdir()) == [path]


def test_the_folder_is_made_too(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "token"
    kept_token(path)
    assert mode(path.parent) == 0o700


def test_others_never_could_read_it_while_it_was_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    fchmod = os.fchmod

    def watched(descriptor: int, bits: int) -> None:
        seen.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
        fchmod(descriptor, bits)

    monkeypatch.setattr(os, "fchmod", watched)
    before = os.umask(0)
    try:
        kept_token(tmp_path / "token")
    finally:
        os.umask(before)
    assert seen == [0o600]


def test_an_own_file_that_was_opened_to_others_is_closed_aloud(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.chmod(0o644)
    assert kept_token(file) == SECRET
    assert mode(file) == 0o600
    said = capsys.readouterr().err
    assert said.startswith("warning: Other users could read")
    assert SECRET not in said


def test_servers_that_start_together_have_one_token(tmp_path: Path) -> None:
    tokens: list[str] = []
    path = tmp_path / "token"
    threads = [threading.Thread(target=lambda: tokens.append(kept_token(path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(tokens) == 8
    assert set(tokens) == {path.read_text().strip()}


def test_a_folder_that_cannot_be_written_is_an_error_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    with pytest.raises(ServerError, match=r"Cannot keep a token in .* --token-file"):
        kept_token(tmp_path / "state" / "token")


def test_an_own_file_that_is_damaged_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.touch(mode=0o600)
    with pytest.raises(SettingsError, match="holds no usable token"):
        kept_token(path)
