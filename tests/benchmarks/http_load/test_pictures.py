"""The pictures that are uploaded."""

import io

import pytest
from PIL import Image

from benchmarks.http_load.pictures import SIZES, form, make_picture


@pytest.fixture(scope="module")
def pictures():
    return {name: make_picture(name) for name in SIZES}


def test_sizes_and_formats_are_those_of_the_table(pictures):
    for name, picture in pictures.items():
        height, width, image_format = SIZES[name]
        image = Image.open(io.BytesIO(picture.content))
        assert (image.format, image.size) == (image_format, (width, height))
        assert picture.title == f"{image_format} {width} x {height}"


@pytest.mark.parametrize("name", ["jpeg-0.5mp", "jpeg-12mp"])
def test_a_jpeg_is_as_hard_to_compress_as_photographs(pictures, name):
    picture = pictures[name]

    assert 1.1 < 8 * len(picture.content) / (picture.width * picture.height) < 2.5


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(pictures):
    assert make_picture("png-32").content == pictures["png-32"].content
    assert make_picture("png-32", seed=1).content != pictures["png-32"].content


def test_flask_reads_the_form(pictures):
    from flask import Flask, request

    body, content_type = form(pictures["png-32"])
    with Flask(__name__).test_request_context(
        "/", method="POST", data=body, content_type=content_type
    ):
        assert request.files["image"].read() == pictures["png-32"].content
