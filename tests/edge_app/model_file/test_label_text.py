import pytest

from edge_app import ModelFileError
from edge_app.model_file.label_text import parse_labels


def parse(words: str, name: str = "labels.txt") -> list[str]:
    return list(parse_labels(words.encode(), name=name))


@pytest.mark.parametrize(
    "words",
    [
        "cat\ndog\nbird",
        "cat\r\ndog\r\nbird\r\n",
        "cat\rdog\rbird\r",
        "\ufeffcat\ndog\nbird\n\n",
        "  cat \n\n dog\nbird",
        "0 cat\n1 dog\n2 bird",
        "0: cat\n1: dog\n2: bird",
        "0,cat\n1,dog\n2,bird",
        "0\tcat\n1\tdog\n2\tbird",
        "1. cat\n2. dog\n3. bird",
        "2 bird\n0 cat\n1 dog",
        '"cat"\n"dog"\n"bird"',
        "'cat',\n'dog',\n'bird'",
        "id,name\n2,bird\n0,cat\n1,dog",
        "\x1bcat\ndo\x07g\nbird",
    ],
)
def test_lines_of_every_kind_give_the_same_names(words: str) -> None:
    assert parse(words) == ["cat", "dog", "bird"]


@pytest.mark.parametrize(
    "words",
    [
        '["cat", "dog", "bird"]',
        '{"0": "cat", "1": "dog", "2": "bird"}',
        '{"3": "bird", "1": "cat", "2": "dog"}',
        '{"bird": 2, "cat": 0, "dog": 1}',
        '{"0": ["n02123045", "cat"], "1": ["n02084071", "dog"], "2": ["n01503061", "bird"]}',
        '{"name": "net", "labels": ["cat", "dog", "bird"]}',
        '{"classes": {"Label": ["cat", "dog", "bird"]}}',
        '{"model_type": "vit", "id2label": {"0": "cat", "1": "dog", "2": "bird"}}',
        '[{"name": "cat"}, {"name": "dog"}, {"name": "bird"}]',
    ],
)
def test_json_of_every_kind_gives_the_same_names(words: str) -> None:
    assert parse(words, "labels.json") == ["cat", "dog", "bird"]


@pytest.mark.parametrize(
    "words",
    [
        "cat\ndog\nbird",
        "label\ncat\ndog\nbird",
        "index,label\n0,cat\n1,dog\n2,bird",
        "1,cat\n2,dog\n3,bird",
        '"id","name"\n"2","bird"\n"0","cat"\n"1","dog"',
        "wnid,index,name\nn1,0,cat\nn2,1,dog\nn3,2,bird",
    ],
)
def test_csv_of_every_kind_gives_the_same_names(words: str) -> None:
    assert parse(words, "labels.csv") == ["cat", "dog", "bird"]


def test_a_name_may_hold_commas_and_numbers() -> None:
    assert parse("tench, Tinca tinca\ncock\n7-eleven") == ["tench, Tinca tinca", "cock", "7-eleven"]
    assert parse("0 tench, Tinca tinca\n1 cock") == ["tench, Tinca tinca", "cock"]
    assert parse("tench, Tinca tinca\ncock", "labels.csv") == ["tench, Tinca tinca", "cock"]
    assert parse('id,name\n0,"tench, Tinca tinca"\n1,cock') == ["tench, Tinca tinca", "cock"]


@pytest.mark.parametrize(
    "names",
    [
        ["0", "1", "2"],
        ["1 euro", "2 euro"],
        ["1 star", "2 stars", "3 stars", "4 stars"],
        ["0-2", "4-6", "8-12"],
        ["3 musketeers", "101 dalmatians"],
        ["crane", "cat", "crane"],
    ],
)
def test_numbers_that_belong_to_the_names_stay(names: list[str]) -> None:
    assert parse("\n".join(names)) == names


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_the_encoding_is_found(encoding: str) -> None:
    assert list(parse_labels("crème\nbrûlée".encode(encoding), name="x.txt")) == ["crème", "brûlée"]


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "labels.txt", "is no text"),
        (b"{", "labels.json", "cannot be read"),
        (b"7", "labels.json", "a int at its top"),
        (b'{"a": "b"}', "labels.json", "no list of names"),
        (b'[["x"], {"y": 1}]', "labels.json", "cannot be read"),
        (b"[" * 100_000, "labels.json", "cannot be read"),
        (b"id,name\n0,cat\n1,dog,big", "labels.csv", "not every line has 2 columns"),
        (b"x" * (2**20 + 1), "labels.txt", "larger than 1 MiB"),
    ],
)
def test_what_is_no_label_list_is_refused(content: bytes, name: str, message: str) -> None:
    with pytest.raises(ModelFileError, match=message):
        parse_labels(content, name=name)


def test_an_empty_file_holds_no_names() -> None:
    assert parse("") == []
    assert parse("", "labels.csv") == []
