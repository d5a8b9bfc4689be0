"""The tables of names agree with the schema that LiteRT comes with."""

from types import ModuleType

import pytest

from edge_app.model_file.operator_names import (
    OPERATOR_NAMES,
    TYPE_NAMES,
    operator_name,
    type_name,
)

pytestmark = pytest.mark.workstation


@pytest.fixture(scope="module")
def schema() -> ModuleType:
    from ai_edge_litert import schema_py_generated  # Here: tflite-runtime has none.

    return schema_py_generated


def numbers(table: type) -> dict[int, str]:
    return {number: name for name, number in vars(table).items() if isinstance(number, int)}


def test_every_operator_of_the_device_has_the_schemas_name(schema):
    published = numbers(schema.BuiltinOperator)

    assert {number: published[number] for number in OPERATOR_NAMES} == OPERATOR_NAMES
    others = [name for number, name in published.items() if number not in OPERATOR_NAMES]
    # Those of StableHLO never stand in a converted classifier; the last ones are newer than most.
    assert [name for name in others if not name.startswith("STABLEHLO_")] == [
        "DILATE",
        "REDUCE_WINDOW",
    ]


def test_every_type_of_the_device_has_the_schemas_name(schema):
    published = numbers(schema.TensorType)

    assert {number: published[number].lower() for number in TYPE_NAMES} == TYPE_NAMES


def test_what_is_not_known_is_told_by_its_number():
    assert operator_name(9999) == "number 9999"
    assert type_name(99) == "number 99"
