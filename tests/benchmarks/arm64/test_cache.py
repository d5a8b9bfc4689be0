import pytest

from benchmarks.arm64.cache import default_cache, key, locked, once


def test_a_thing_is_made_once(tmp_path):
    made = []

    def make(path):
        made.append(path)
        path.write_text("content")

    for _ in range(2):
        assert once(tmp_path / "thing", make).read_text() == "content"
    assert len(made) == 1


def test_what_failed_half_way_is_not_there_and_leaves_nothing(tmp_path):
    def make(path):
        path.mkdir()
        (path / "half").touch()
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"), locked(tmp_path):
        once(tmp_path / "thing", make)

    assert [path.name for path in tmp_path.iterdir()] == [".lock"]


def test_what_a_killed_process_left_is_removed(tmp_path):
    (tmp_path / ".partial-debian-0123").mkdir()
    (tmp_path / ".partial-debian-0123.tar").touch()

    with locked(tmp_path):
        assert [path.name for path in tmp_path.iterdir()] == [".lock"]


def test_a_key_tells_parts_from_their_concatenation():
    assert key("ab", "c") != key("a", "bc")
    assert len(key("ab", "c")) == 12


def test_the_cache_follows_the_users_setting(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    assert default_cache() == tmp_path / "edge-image-classifier/arm64"
