import pytest

from convert.arguments import parse_arguments

NEEDED = ["model.keras", "--output", "out"]


@pytest.mark.parametrize(
    "options",
    [
        *(("--max-accuracy-drop", points) for points in ("-1", "inf", "nan", "one")),
        *(("--max-recall-drop", points) for points in ("-1", "inf", "nan")),
        *(("--min-agreement", percent) for percent in ("-1", "100.1", "nan")),
        *(("--calibration-images", number) for number in ("0", "1.5")),
        ("--max-bytes", "0"),
        ("--variants", "int4"),
        ("--variants", ""),
        ("--input-range", "0,2"),
        *(("--name", name) for name in ("../up", "conversion", "net.int16x8", "-x", 201 * "x")),
        *((option, "\udcff") for option in ("--author", "--license", "--model-version")),
        ("--layers", "--variants", "float32,float16"),
    ],
)
def test_an_unusable_option_exits_with_2(
    options: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        parse_arguments([*NEEDED, *options])
    assert options[0] in capsys.readouterr().err


def test_variants_come_once_and_in_one_order() -> None:
    options = parse_arguments([*NEEDED, "--variants", "int8, float16,int8"])
    assert options.variants == ("float16", "int8")


@pytest.mark.parametrize("text", ["0,1", "-1,1", "0,255"])
def test_a_range_that_begins_with_a_minus_is_no_flag(text: str) -> None:
    assert parse_arguments([*NEEDED, "--input-range", text]).input_range == text
    assert parse_arguments([*NEEDED, f"--input-range={text}"]).input_range == text
