"""What travels to a device, and what does not."""

import argparse
import io
import json
import tarfile

import pytest

from benchmarks.candidates import find_models
from benchmarks.remote.measure import read_options
from benchmarks.remote.parcel import pack


@pytest.fixture(scope="module")
def nets(tmp_path_factory):
    """A model file with a record, labels, and a file that has nothing to do with it."""
    folder = tmp_path_factory.mktemp("home") / "nets"
    folder.mkdir()
    for name in ("net.int8.tflite", "net.json", "labels.txt", "diary.txt"):
        (folder / name).write_text(name)
    return folder


@pytest.fixture(scope="module")
def unpacked(nets, tmp_path_factory):
    """The parcel for that model, unpacked."""
    options = argparse.Namespace(
        run=print,
        models=[nets],
        threads=[1],
        labels=nets / "labels.txt",
        tflite_runtime=None,
        device="user@host",
        device_python="python3",
        ssh_config=None,
        output=nets,
        json=False,
    )
    folder = tmp_path_factory.mktemp("device")
    with tarfile.open(fileobj=io.BytesIO(pack(options, find_models([nets])))) as archive:
        archive.extractall(folder, filter="data")
    return folder


def test_the_wheel_the_benchmarks_and_the_lock_file_travel(unpacked):
    assert len(list(unpacked.glob("edge_image_classifier-*.whl"))) == 1
    for name in ("benchmarks/remote/there.py", "requirements/device.txt"):
        assert (unpacked / name).is_file()
    assert not (unpacked / "benchmarks/results").exists()


def test_a_model_travels_with_its_record_and_labels_and_nothing_else(unpacked):
    (folder,) = (unpacked / "models").glob("*/*")

    assert folder.name == "nets"
    assert {path.name for path in folder.iterdir()} == {"net.int8.tflite", "net.json", "labels.txt"}


def test_the_order_names_no_user_host_or_folder_of_this_machine(unpacked, nets):
    text = (unpacked / "options.json").read_text()

    assert json.loads(text).keys() == {"models", "threads", "labels", "tflite_runtime"}
    assert "user@host" not in text
    assert str(nets.parent) not in text


def test_the_order_is_read_as_it_was_given(unpacked):
    options = read_options(unpacked / "options.json")

    (model,) = options.models
    assert (unpacked / model).read_text() == "net.int8.tflite"
    assert (unpacked / options.labels).read_text() == "labels.txt"
    assert (options.threads, options.tflite_runtime) == ([1], None)
