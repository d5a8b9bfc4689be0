"""The peers answer, and answer the same as our app: else a comparison would mean nothing."""

import io
import subprocess
import sys

import pytest

from benchmarks.http_load.pictures import form, make_picture
from edge_app import Classifier


@pytest.fixture(scope="module")
def picture():
    return make_picture("png-32")


@pytest.fixture(scope="module")
def expected(root, picture):
    """The class and its probability by our app, from the float model: Keras is its parent."""
    classifier = Classifier(root / "models/cifar10-resnet8.float32.tflite")
    return classifier.classify(picture.content, top=1).predictions[0]


def test_the_tutorial_answers_as_our_app_does(root, picture, expected):
    from benchmarks.peers.tutorial_app import create_app

    body, content_type = form(picture)
    client = create_app(str(root / "models/cifar10-resnet8.keras")).test_client()

    answer = client.post("/predict", data=body, content_type=content_type).get_json()

    assert answer["index"] == expected.index
    assert answer["probability"] == pytest.approx(expected.probability, abs=1e-4)


def test_the_tutorial_takes_pictures_of_any_size_and_mode(root):
    from PIL import Image

    from benchmarks.peers.tutorial_app import create_app

    buffer = io.BytesIO()
    Image.new("LA", (90, 50)).save(buffer, "PNG")
    client = create_app(str(root / "models/cifar10-resnet8.keras")).test_client()

    answer = client.post("/predict", data={"image": (io.BytesIO(buffer.getvalue()), "a.png")})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("script", "model"),
    [
        ("keras_answer.py", "cifar10-resnet8.keras"),
        ("tf_lite_answer.py", "cifar10-resnet8.float32.tflite"),
    ],
)
def test_tensorflow_answers_once_as_our_app_does(root, tmp_path, picture, expected, script, model):
    path = tmp_path / "picture.png"
    path.write_bytes(picture.content)

    done = subprocess.run(
        [sys.executable, root / "benchmarks/peers" / script, root / "models" / model, path],
        capture_output=True,
        check=True,
    )

    assert int(done.stdout.split()[0]) == expected.index
