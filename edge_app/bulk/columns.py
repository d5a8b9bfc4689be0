"""Which columns of a Parquet file hold the pictures, and their names."""

from dataclasses import dataclass

import pyarrow.parquet as pq

NAMES = ("path", "name", "file_name", "filename", "file", "key", "__key__", "id")


@dataclass(frozen=True)
class PictureColumns:
    """Names of columns, with a dot before a field of a structure: ``image.bytes``.

    ``name`` is None where no column names the pictures.
    """

    content: str
    name: str | None

    @property
    def all(self) -> list[str]:
        """What to read."""
        return [self.content, *([self.name] if self.name else [])]


def picture_columns(table: pq.ParquetFile) -> PictureColumns:
    """The one column of bytes, and the first of text that is called as names are.

    That is what our own tables have, ``bytes`` and ``path``, and the data sets of Hugging Face
    (``image.bytes`` and ``image.path``: https://huggingface.co/docs/datasets/image_dataset).

    Raises ValueError: none or several columns of bytes.
    """
    leaves = [table.schema.column(i) for i in range(len(table.schema))]
    leaves = [leaf for leaf in leaves if not leaf.max_repetition_level]
    leaves = [leaf for leaf in leaves if leaf.physical_type == "BYTE_ARRAY"]
    contents = [leaf.path for leaf in leaves if leaf.logical_type.type == "NONE"]
    if len(contents) != 1:
        found = f"{len(contents)} columns of bytes ({', '.join(contents)})" if contents else "none"
        raise ValueError(f"it has {found}, expected one column of bytes, each a picture file")
    texts = {leaf.path for leaf in leaves if leaf.logical_type.type == "STRING"}
    found_names = (t for name in NAMES for t in sorted(texts) if t.rpartition(".")[2] == name)
    return PictureColumns(contents[0], next(found_names, None))
