from pathlib import Path

import pytest

from edge_app.batch.standard_input import names_from
from edge_app.errors import SourceError


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (b"", []),
        (b"a.png\nb c.png\n", ["a.png", "b c.png"]),
        (b"a.png\r\n\r\nb.png", ["a.png", "b.png"]),
        (b"a.png\0b\n.png\0", ["a.png", "b\n.png"]),
        (b"caf\xe9.png\n", ["caf\udce9.png"]),
        (
            b"".join(b"%06d.png\n" % n for n in range(20_000)),
            [f"{n:06}.png" for n in range(20_000)],
        ),
    ],
)
def test_names_are_one_a_line_or_end_with_a_zero_byte(
    content: bytes, names: list[str], tmp_path: Path
) -> None:
    (tmp_path / "list").write_bytes(content)
    assert list(names_from(str(tmp_path / "list"))) == names


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"a\n" * 2**16 + b"\0", "no list of names"), (b"x" * (2**20 + 2**17), "no list of names")],
)
def test_what_is_no_list_is_refused(content: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "list").write_bytes(content)
    with pytest.raises(SourceError, match=message):
        list(names_from(str(tmp_path / "list")))


def test_a_list_that_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"Cannot read the names in .*list: No such file"):
        list(names_from(str(tmp_path / "list")))
