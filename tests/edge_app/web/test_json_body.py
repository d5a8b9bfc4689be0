import tracemalloc

import pytest
from flask.testing import FlaskClient

from edge_app.web.json_body import check_fields, parse_object
from edge_app.web.problems import RequestError

NESTED = b'{"image": ' + b"[" * 50_000 + b"]" * 50_000 + b"}"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is not JSON: Expecting value .line 1, column 1."),
        (b"{", "is not JSON: Expecting property name"),
        (b'{"image": "a"} {}', "is not JSON: Extra data .line 1, column 16."),
        (b"{'image': 1}", "is not JSON"),
        (b'{"image": "a\nb"}', "is not JSON: Invalid control character"),
        (b'{"image": NaN}', "is not JSON: there is no NaN in it"),
        (b'{"image": -Infinity}', "there is no -Infinity"),
        (b'{"image": "a", "image": "b"}', "has the field 'image' twice in one object"),
        (b'{"images": [{"data": "a", "data": "b"}]}', "has the field 'data' twice"),
        ('{"image": "a"}'.encode("utf-16"), "is not UTF-8 text, from byte 1 on"),
        ('{"image": "a"}'.encode("utf-16-le"), "is not JSON"),
        (b'{"image": "\xff"}', "is not UTF-8 text, from byte 12 on"),
        (b'["image"]', "is not a JSON object"),
        (b'"image"', "is not a JSON object"),
        (b"null", "is not a JSON object"),
        (b"9" * 5000, "is not a JSON object"),
        (NESTED, "is nested too deeply"),
        (b"[" * 200_000, "has too many lists, objects, fields or escapes in it"),
        (b'{"images": [' + b"{}," * 60_000 + b"{}]}", "has too many lists"),
    ],
)
def test_what_is_not_strict_json_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(RequestError, match=words) as refusal:
        parse_object(content)
    assert refusal.value.code == "bad_json"


def test_an_object_is_read_with_and_without_a_byte_order_mark() -> None:
    assert parse_object('{"name": "кот"}'.encode()) == {"name": "кот"}
    assert parse_object('{"name": "кот"}'.encode("utf-8-sig")) == {"name": "кот"}


def test_the_digits_of_a_number_are_not_read() -> None:
    assert parse_object(b'{"a": ' + b"9" * 5000 + b', "b": 1e999999}') == {"a": 0, "b": 0.0}


def test_a_body_of_empty_objects_does_not_grow_in_memory() -> None:
    content = b"[" + b"{}," * 2_000_000 + b"{}]"
    tracemalloc.start()
    with pytest.raises(RequestError, match="too many"):
        parse_object(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000


def test_a_field_of_a_body_is_checked_by_its_name_and_type() -> None:
    check_fields({"name": "a"}, {"name": str})
    check_fields({"data": "a"}, {"data": str}, optional={"name": str})
    with pytest.raises(RequestError, match=r"lacks the field 'name'\."):
        check_fields({}, {"name": str})
    with pytest.raises(RequestError, match="has a field 'name' that is not a text"):
        check_fields({"name": None}, {"name": str})
    with pytest.raises(RequestError, match=r"the unknown field 'nmae'\. It may have: name"):
        check_fields({"nmae": "a"}, {"name": str})
    with pytest.raises(RequestError, match=r"images\[3\] is not a JSON object"):
        check_fields("a", {"name": str}, where="images[3]")


def test_a_name_that_a_client_made_up_is_shown_cut_and_without_its_control_characters() -> None:
    with pytest.raises(RequestError) as refusal:
        check_fields({"\x1b[31m\ud800" + "a" * 500: 1}, {"name": str})
    assert str(refusal.value).startswith("The body has the unknown field '[31maaaa")
    assert len(str(refusal.value)) < 120


def test_another_declared_type_is_refused_where_only_json_is_taken(client: FlaskClient) -> None:
    body = b'{"name": "a"}'
    response = client.post("/api/v1/models/active", data=body, content_type="text/plain")
    assert response.status_code == 415
    assert response.json["error"]["code"] == "wrong_content_type"
    assert "'text/plain', expected application/json" in response.json["error"]["message"]
