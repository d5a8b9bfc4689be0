import io
import zipfile
from pathlib import Path

import pytest

from edge_app import Classifier, ModelFileError
from edge_app.model_file.info import read_model_info


@pytest.fixture(scope="module")
def content(classifier: Classifier) -> bytes:
    return classifier.path.read_bytes()


def test_the_labels_stand_in_the_file_as_a_zip_entry(classifier: Classifier) -> None:
    with zipfile.ZipFile(classifier.path) as archive:
        assert archive.read("labels.txt").decode().split() == list(classifier.labels)


def test_the_file_tells_its_name_and_what_it_is(content: bytes) -> None:
    info = read_model_info(content)
    assert info.name == "cifar10-resnet8"
    assert "10 classes" in info.description
    assert info.resize_rule == "center-crop-bilinear"


def test_an_unknown_resize_rule_is_refused(content: bytes) -> None:
    changed = content.replace(b"center-crop-bilinear", b"center-crop-fourier!")
    with pytest.raises(ModelFileError, match="resize rule 'center-crop-fourier!'"):
        read_model_info(changed)


def test_a_model_without_metadata_says_nothing(content: bytes) -> None:
    info = read_model_info(content.replace(b"TFLITE_METADATA", b"SOMETHING_OTHER"))
    assert (info.name, info.normalization, info.is_ours) == ("", None, False)


def test_a_model_that_lost_its_label_file_says_so(content: bytes, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        start = min(entry.header_offset for entry in archive.infolist())
    path = tmp_path / "cut.tflite"
    path.write_bytes(content[:start])
    assert read_model_info(content[:start]).labels == ()
    with pytest.raises(ModelFileError, match=r"names the label file labels\.txt, which is not in"):
        Classifier(path)


def test_damaged_metadata_raises_nothing_but_the_projects_error(content: bytes) -> None:
    start = content.index(b"M001") - 4
    for offset in range(start, start + 400):
        damaged = bytearray(content)
        damaged[offset] ^= 0xFF
        try:
            read_model_info(bytes(damaged))
        except ModelFileError:
            continue
