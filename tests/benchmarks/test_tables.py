"""The same rows for the terminal and for Markdown."""

from benchmarks.tables import Table, markdown_table, text_table

TABLE = Table("Fruit", ("name", "grams"), (("fig", "50"), ("watermelon", "9,000")))


def test_in_text_the_first_column_is_aligned_left_and_numbers_right():
    assert text_table(TABLE).splitlines() == [
        "name        grams",
        "fig            50",
        "watermelon  9,000",
    ]


def test_in_markdown_the_numbers_are_aligned_right():
    assert markdown_table(TABLE).splitlines() == [
        "| name | grams |",
        "| --- | ---: |",
        "| fig | 50 |",
        "| watermelon | 9,000 |",
    ]
