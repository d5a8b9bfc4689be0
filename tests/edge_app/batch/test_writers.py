import csv
import io
import json

import pytest

from edge_app.batch.csv_writer import CsvWriter
from edge_app.batch.writers import Answer, JsonWriter, TextWriter, Writer
from edge_app.errors import DamagedImageError
from edge_app.predictions import Classification, Prediction, Timing

GOOD = Classification(
    (Prediction("cat", 3, 0.7512345678), Prediction("=1+1", 5, 0.25)), Timing(1, 2, 3), True, 0.7
)
BAD = DamagedImageError("It is damaged.")


def written(
    writer: Writer, answers: list[tuple[str, Answer]], capsys: pytest.CaptureFixture
) -> str:
    writer.begin()
    for name, answer in answers:
        writer.write(name, answer)
    writer.end()
    return str(capsys.readouterr().out)


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_json_is_one_object_that_is_written_piece_by_piece(
    count: int, capsys: pytest.CaptureFixture
) -> None:
    answers: list[tuple[str, Answer]] = [("a.png", GOOD), ("b\n.png", BAD), ("caf\udce9", GOOD)]
    text = written(JsonWriter('n"et'), answers[:count], capsys)
    read = json.loads(text)
    assert text == json.dumps(read, indent=2) + "\n", "as it would be written at once"
    assert read["model"] == 'n"et'
    assert [result["file"] for result in read["results"]] == [name for name, _ in answers[:count]]
    if count == 3:
        assert read["results"][1] == {"file": "b\n.png", "error": "It is damaged."}
        assert read["results"][2]["confidence"] == 0.751235


def test_a_table_has_a_row_for_each_picture(capsys: pytest.CaptureFixture) -> None:
    text = written(CsvWriter(2), [("a.png", GOOD), ('b,"\n.png', BAD)], capsys)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0]) == [
        "file",
        "prediction",
        "confidence",
        "sure",
        "threshold",
        "label_1",
        "probability_1",
        "label_2",
        "probability_2",
        "error",
    ]
    assert list(rows[0].values()) == [
        *("a.png", "cat", "0.751235", "true", "0.7"),
        *("cat", "0.751235", "'=1+1", "0.25", ""),
    ]
    assert (rows[1]["file"], rows[1]["error"]) == ('b,"\n.png', "It is damaged.")
    assert {rows[1][column] for column in list(rows[1])[1:-1]} == {""}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_spreadsheet_takes_no_text_for_a_formula(
    start: str, capsys: pytest.CaptureFixture
) -> None:
    text = written(CsvWriter(2), [(f"{start}cmd|'/c calc'!A1", GOOD)], capsys)
    assert text.splitlines()[1].startswith("\"'") or start == "\r"
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["file"] == f"'{start}cmd|'/c calc'!A1"


def test_a_separator_of_another_country_divides_no_cell(capsys: pytest.CaptureFixture) -> None:
    text = written(CsvWriter(2), [("a;=1+1.png", GOOD)], capsys)
    (_, row) = csv.reader(io.StringIO(text), delimiter=";")
    assert row[0].startswith("a;=1+1.png")


def test_of_a_model_without_thresholds_nothing_is_claimed(capsys: pytest.CaptureFixture) -> None:
    silent = Classification(GOOD.predictions, GOOD.timing)
    text = written(CsvWriter(2), [("a.png", silent)], capsys)
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["sure"], row["threshold"]) == ("", "")


def test_a_line_obeys_nothing_that_a_name_says(capsys: pytest.CaptureFixture) -> None:
    text = written(TextWriter(), [("a\n\x1b[31mb.png", GOOD)], capsys)
    assert text == "a\\n\\x1b[31mb.png: cat 75.1 %, =1+1 25.0 %\n"
