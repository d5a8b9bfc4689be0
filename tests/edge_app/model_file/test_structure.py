import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from edge_app import Classifier
from edge_app.model_file.structure import check_structure
from tests.edge_app.tiny_models import color_graph, tiny_model

# Loads the damaged copies of a model, one after another; a crash of the interpreter ends it.
PROGRAM = """
import sys
import numpy as np
from edge_app import Classifier, ModelFileError

content, path = open(sys.argv[1], "rb").read(), sys.argv[2]
for seed in range(250):
    random = np.random.default_rng(seed)
    damaged = bytearray(content)
    for _ in range(random.integers(1, 4)):
        damaged[random.integers(8, len(damaged))] = random.integers(0, 256)
    with open(path, "wb") as file:
        file.write(damaged)
    try:
        classifier = Classifier(path, input_range="0,1")
        classifier.classify(np.zeros((8, 8, 3), np.uint8))
    except ModelFileError:
        pass
print("survived")
"""


def test_sound_models_pass(classifier: Classifier) -> None:
    check_structure(classifier.path.read_bytes())
    for last in ("SOFTMAX", "LOGISTIC", ""):
        check_structure(tiny_model(color_graph(last=last)))


def test_a_number_that_names_nothing_is_found() -> None:
    for field, value in (("inputs", [9]), ("outputs", [-2])):
        graph = color_graph()
        setattr(graph, field, value)
        with pytest.raises(ValueError, match="a tensor that it does not have"):
            check_structure(tiny_model(graph))
    graph = color_graph()
    graph.tensors[0].shape = (1, -8, 8, 3)
    with pytest.raises(ValueError, match="a negative size"):
        check_structure(tiny_model(graph))


def test_parts_that_overlap_are_read_only_so_often() -> None:
    """One table of tensors, named 2,000 times by each of 2,000 subgraphs that are one as well."""
    many = 2000
    # Model: fields 0..2, of which field 2 leads to a vector of offsets to one subgraph.
    vtable = struct.pack("<HHHHHH", 10, 8, 0, 0, 4, 0)
    content = struct.pack("<I", 16) + vtable
    content += struct.pack("<iI", 12, 4)  # The model, and the distance to its subgraphs.
    subgraph = len(content) + 4 + 4 * many + 8
    places = range(len(content) + 4, len(content) + 4 + 4 * many, 4)
    content += struct.pack("<I", many) + b"".join(struct.pack("<I", subgraph - p) for p in places)
    content += struct.pack("<HHHH", 6, 8, 4, 0)
    content += struct.pack("<iI", 8, 4) + struct.pack("<I", many)
    tensor = len(content) + 4 * many + 4
    places = range(len(content), len(content) + 4 * many, 4)
    content += b"".join(struct.pack("<I", tensor - p) for p in places)
    content += struct.pack("<HHi", 4, 4, 4)
    with pytest.raises(ValueError, match="too many tables or numbers"):
        check_structure(content)


def test_no_damage_ends_the_process(tmp_path: Path, root: Path) -> None:
    """Without the check, one in twenty of these copies crashes tflite-runtime, or it never ends."""
    path = tmp_path / "net.tflite"
    path.write_bytes(tiny_model(color_graph()))
    (tmp_path / "labels.txt").write_text("red\ngreen\nblue\n")
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM, path, tmp_path / "damaged.tflite"],
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 0, result.stderr[-500:]
    assert result.stdout == "survived\n"
