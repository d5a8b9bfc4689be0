"""The whole way once, on pictures that the project draws itself: train, convert, prove, serve."""

import io
import json
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from edge_app import Classifier
from tests.drawing import CLASS_NAMES, draw_shape


@pytest.fixture
def server(converted, root: Path) -> Iterator[str]:
    """The address of a real server that answers with the int8 file of the pipeline."""
    command = [sys.executable, "-m", "edge_app", "serve", "--port", "0"]
    command += ["--model", str(converted.folder / "shapes-shapes.tflite")]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        address = re.search(r"http://[\d.:]+/", process.stdout.readline()).group()
        yield address
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0


@pytest.fixture(scope="module")
def pictures() -> list[tuple[str, np.ndarray]]:
    """Eighty pictures that no room has seen, with their class names."""
    random = np.random.default_rng(2024)
    return [(name, draw_shape(name, random)) for name in CLASS_NAMES * 20]


def test_a_net_that_was_trained_converted_and_proven_answers_over_http(
    server: str, pictures: list[tuple[str, np.ndarray]], converted
) -> None:
    classifier = Classifier(converted.folder / "shapes-shapes.tflite")
    right = 0
    for name, pixels in pictures:
        stream = io.BytesIO()
        Image.fromarray(pixels).save(stream, "PNG")
        request = urllib.request.Request(
            server + "api/v1/classify",
            data=stream.getvalue(),
            headers={"Content-Type": "image/png"},
        )
        with urllib.request.urlopen(request, timeout=20) as response:
            (result,) = json.loads(response.read())["results"]
        best = classifier.classify(pixels).predictions[0]
        assert result["prediction"] == best.label
        assert result["confidence"] == pytest.approx(best.probability, abs=1e-6)
        right += result["prediction"] == name
    assert right > 0.9 * len(pictures)


def test_a_larger_picture_of_the_same_shape_gets_the_same_answer(converted, pictures) -> None:
    """What the device sees of a picture of another size is what training showed it."""
    classifier = Classifier(converted.folder / "shapes-shapes.tflite")
    right = 0
    for name, pixels in pictures:
        large = np.asarray(Image.fromarray(pixels).resize((256, 256), Image.Resampling.BICUBIC))
        right += classifier.classify(large).predictions[0].label == name
    assert right > 0.9 * len(pictures)
