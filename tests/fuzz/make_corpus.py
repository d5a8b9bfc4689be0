"""Write the seeds of each target, small ones: ``python -m tests.fuzz.make_corpus``.

What fuzzing finds is added to them by hand, under the name ``found-...``.
"""

from collections.abc import Iterator

import numpy as np

from edge_app.model_file import metadata_schema as schema
from tests.edge_app.brought_models import ours
from tests.edge_app.test_mutated_pictures import seeds as small_pictures
from tests.edge_app.tiny_models import TinyMetadata, color_graph, tiny_model
from tests.fuzz.targets import CORPUS

LABELS = (
    b"\0red\ngreen\nblue\n",
    b"\x000 red\r\n1: green\r\n2, blue\r\n",
    b'\1["red", "green"]',
    b'\1{"0": "red", "1": "green"}',
    b'\1{"red": 0, "green": 1}',
    b'\1{"labels": [["n01440764", "tench"], {"name": "cat"}]}',
    b'\2index,label\n1,green\n0,"red, dark"\n',
    b"\0" + "größer\n".encode("utf-16"),
    b"\0gr\xf6\xdfer\n",
)
FORM = (
    b"--b0\r\nContent-Disposition: form-data; name={name}; filename={file}\r\n"
    b"Content-Type: image/png\r\n\r\n\x89PNG\r\n--b0--\r\n"
)
FORMS = (
    _plain := FORM.replace(b"{name}", b'"image"').replace(b"{file}", b'"cat.png"'),
    FORM.replace(b"{name}", b'"image"').replace(b"{file}", b'"c\\"%22.png"; filename*=UTF-8\'\'a'),
    FORM.replace(b"{name}", b"other").replace(b"; filename={file}", b""),
    _plain.replace(b"Content-Type: image/png", b"Content-Type: text/plain;\r\n charset=x"),
    _plain.replace(b"--b0--\r\n", b"") + _plain,
    _plain[:-20],
)


def pictures() -> Iterator[bytes]:
    """The small pictures of each format, at full size and reduced."""
    for place, content in enumerate(small_pictures()):
        yield bytes([place % 2]) + content


def models() -> Iterator[bytes]:
    """Of ours, of others with metadata, and without any."""
    lists = [("labels.txt", schema.AssociatedFile.AXIS_LABELS, "")]
    theirs = TinyMetadata(name="net", mean=[127.5], deviation=[127.5], label_files=lists)
    yield ours("net", "int8")
    yield tiny_model(color_graph(), metadata=theirs, files={"labels.txt": b"a\nb\nc"})
    yield tiny_model(color_graph(dtype=np.uint8, scale=1.0, last=""))


def main() -> None:
    """Write all of them."""
    forms = [b"multipart/form-data; boundary=b0\n" + body for body in FORMS]
    forms.append(b'multipart/form-data; boundary="b0"; charset=x\n' + FORMS[0])
    contents = {"picture": pictures(), "model": models(), "labels": LABELS, "form": forms}
    for name, files in contents.items():
        (CORPUS / name).mkdir(parents=True, exist_ok=True)
        for number, content in enumerate(files):
            (CORPUS / name / f"seed-{number:02}").write_bytes(content)


if __name__ == "__main__":
    main()
