import pytest

from edge_app.settings.kinds import ByteSize, Flag, Whole, is_model_path


@pytest.mark.parametrize(
    ("text", "size_bytes"),
    [
        ("16777216", 16777216),
        ("16 MiB", 16 * 2**20),
        ("16MiB", 16 * 2**20),
        ("5 kB", 5000),
        ("5 MB", 5_000_000),
        ("1 GiB", 2**30),
        ("7 B", 7),
    ],
)
def test_a_size_is_a_number_of_bytes_or_has_a_unit(text: str, size_bytes: int) -> None:
    assert ByteSize(1, 10**12).from_text(text) == size_bytes
    assert ByteSize(1, 10**12).from_toml(text) == size_bytes
    assert ByteSize(1, 10**12).from_toml(size_bytes) == size_bytes


@pytest.mark.parametrize("text", ["", "MiB", "1.5 MiB", "16 M", "16 mib", "-1", "0", "10 GiB"])
def test_other_sizes_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        ByteSize(1, 2**30).from_text(text)


@pytest.mark.parametrize(
    "text", ["", "x", "1.0", "-1", "+1", " 1", "1_0", "٣", "0", "11", "9" * 99]
)
def test_other_words_are_no_whole_number_of_the_range(text: str) -> None:
    assert Whole(1, 10).from_text("10") == 10
    with pytest.raises(ValueError, match=r"^$"):
        Whole(1, 10).from_text(text)


def test_a_path_is_told_from_a_name_by_its_looks() -> None:
    paths = ("net.tflite", "./net", "models/net", "/srv/net")
    assert [is_model_path(word) for word in paths] == [True] * 4
    assert not is_model_path("cifar10-resnet8.float32")


def test_a_flag_is_true_or_false_in_words_and_in_toml() -> None:
    assert [Flag().from_text(text) for text in ("true", "false")] == [True, False]
    assert Flag().from_toml(True) is True
    for read, bad in ((Flag().from_text, "yes"), (Flag().from_text, "True"), (Flag().from_toml, 1)):
        with pytest.raises(ValueError, match=r"^$"):
            read(bad)
