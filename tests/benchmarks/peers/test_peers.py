"""The peers answer, and answer the same as our app: else a comparison would mean nothing."""

import io
import subprocess
import sys

import numpy as np
import pytest

from benchmarks.candidates import recorded_temperature
from benchmarks.http_load.pictures import form, make_picture
from edge_app import Classifier
from edge_app.confidence import with_temperature
from edge_app.images import decode_image
from edge_app.predictions import Prediction


@pytest.fixture(scope="module")
def picture():
    return make_picture("png-32")


@pytest.fixture(scope="module")
def expected(root, picture):
    """The class and its probability by our app, from the float model, as Keras, its parent, has it.

    The temperature that the conversion folded into the file is taken out again.
    """
    classifier = Classifier(root / "models/cifar10-resnet8.float32.tflite")
    probabilities = classifier.probabilities(decode_image(picture.content))
    temperature = recorded_temperature(root / "models/cifar10-resnet8.keras")
    (keras,) = with_temperature(probabilities[np.newaxis], 1 / temperature)
    index = int(keras.argmax())
    return Prediction(classifier.labels[index], index, float(keras[index]))


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
