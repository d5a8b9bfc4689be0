import hashlib
import json
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from ai_edge_litert.interpreter import OpResolverType

from convert.export.metadata import add_metadata
from convert.export.tflite import to_float32
from convert.proof import golden as module
from convert.proof.golden import choose_golden_samples
from edge_app import Classifier, ModelFileError
from edge_app.model_file.golden_samples import replay
from edge_app.runtime import Runtime
from tests.convert.small_models import features, image

NAME = "cifar10-resnet8"
FILES = {"int8": f"{NAME}.tflite", "float32": f"{NAME}.float32.tflite"}


@pytest.fixture(scope="module", params=FILES)
def classifier(request: pytest.FixtureRequest, root: Path) -> Classifier:
    return Classifier(root / "models" / FILES[request.param])


@pytest.fixture(scope="module")
def golden(classifier: Classifier) -> dict[str, Any]:
    return choose_golden_samples(classifier, seed=1)


def ask_again(golden: dict[str, Any], classifier: Classifier, ask: Any = None) -> None:
    replay(
        golden,
        ask or classifier.probabilities,
        labels=classifier.labels,
        input_size=classifier.input_size,
    )


def test_a_few_pictures_of_several_classes_are_chosen(golden: dict[str, Any]) -> None:
    samples = golden["samples"]
    assert len(samples) == 5
    assert len({sample["classes"][0] for sample in samples}) >= 3
    assert golden["clear"]
    for sample in samples:
        first, second, *_ = sample["probabilities"]
        assert first - second >= 0.4


def test_every_class_has_its_turn_before_one_comes_again() -> None:
    answers = np.eye(3, dtype=np.float32)[[0, 0, 0, 1, 2, 1]]
    assert module._classes_in_turn(list(range(6)), answers) == [0, 3, 4, 1, 5, 2]


def test_the_record_is_small_and_ready_for_json(golden: dict[str, Any]) -> None:
    assert json.loads(json.dumps(golden)) == golden
    assert len(json.dumps(golden)) < 2000


def test_the_same_seed_gives_the_same_samples(
    classifier: Classifier, golden: dict[str, Any]
) -> None:
    assert choose_golden_samples(classifier, seed=1) == golden
    assert choose_golden_samples(classifier, seed=2) != golden


def test_other_kernels_of_the_same_arithmetic_pass(
    classifier: Classifier, golden: dict[str, Any]
) -> None:
    for kernels in (OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES, OpResolverType.BUILTIN_REF):
        other = module._with_kernels(classifier, kernels)
        ask_again(golden, other)


def test_the_tolerance_is_measured_and_leaves_the_labels_no_choice(
    classifier: Classifier, golden: dict[str, Any]
) -> None:
    tolerance = golden["tolerance"]
    if "float32" in classifier.path.name:
        assert tolerance == pytest.approx(0.01, abs=1e-3)
    else:
        assert 8 / 256 < tolerance < 40 / 256
    for sample in golden["samples"]:
        assert sample["probabilities"][0] - sample["probabilities"][1] > 2 * tolerance


def test_other_kernels_are_really_asked(classifier: Classifier) -> None:
    """They round differently; were they the same, no tolerance would be measured."""
    kernels = OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
    other = module._with_kernels(classifier, kernels)
    pictures = np.random.default_rng(0).integers(0, 256, (20, 32, 32, 3), np.uint8)
    assert any(
        not np.array_equal(classifier.probabilities(picture), other.probabilities(picture))
        for picture in pictures
    )


@pytest.mark.parametrize("fault", ["colours swapped", "values halved", "upside down"])
def test_a_wrong_preprocessing_is_found(
    classifier: Classifier, golden: dict[str, Any], fault: str
) -> None:
    faults = {
        "colours swapped": lambda picture: picture[:, :, ::-1],
        "values halved": lambda picture: picture // 2,
        "upside down": lambda picture: picture[::-1],
    }
    with pytest.raises(ModelFileError, match="answers otherwise"):
        ask_again(
            golden,
            classifier,
            lambda picture: classifier.probabilities(np.ascontiguousarray(faults[fault](picture))),
        )


def test_damaged_weights_are_found_at_the_start(
    classifier: Classifier, golden: dict[str, Any], tmp_path: Path
) -> None:
    content = bytearray(classifier.path.read_bytes())
    start = len(content) // 2
    for place in range(start, start + 2048):
        content[place] ^= 0x80
    path = tmp_path / classifier.path.name
    path.write_bytes(content)
    entry = {"file": path.name, "sha256": hashlib.sha256(content).hexdigest()}
    record = {"variants": {"any": {**entry, "golden_samples": golden}}}
    (tmp_path / f"{NAME}.json").write_text(json.dumps(record))
    with pytest.raises(ModelFileError, match=r"answers otherwise than where it was made"):
        Classifier(path)


def test_a_net_that_is_never_sure_gets_its_best_and_says_so(classifier: Classifier) -> None:
    class Unsure:
        """A real classifier whose probabilities are flattened: no class leads by much."""

        def __init__(self, inner: Classifier) -> None:
            self.path, self.runtime, self.input_size = inner.path, inner.runtime, inner.input_size
            self.inner = inner

        def probabilities(self, picture: np.ndarray) -> np.ndarray:
            flattened = self.inner.probabilities(picture) ** 0.1
            return flattened / flattened.sum()

        def with_runtime(self, runtime: Runtime) -> "Unsure":
            return Unsure(self.inner.with_runtime(runtime))

    golden = choose_golden_samples(Unsure(classifier), seed=1)
    assert not golden["clear"]
    assert len(golden["samples"]) == 5


def test_kernels_that_lack_an_operator_are_left_out(tmp_path: Path) -> None:
    """TFLite's reference kernels do not know ELU."""
    model = net_with_elu()
    path = tmp_path / "elu.tflite"
    texts = {"name": "elu", "description": "", "version": "1", "labels": list("abcd")}
    path.write_bytes(add_metadata(to_float32(model), **texts))
    classifier = Classifier(path)
    with pytest.raises(ValueError, match="ELU"):
        module._with_kernels(classifier, OpResolverType.BUILTIN_REF)
    golden = choose_golden_samples(classifier, seed=1)
    assert golden["tolerance"] >= module.LEAST_TOLERANCE
    ask_again(golden, classifier)


def net_with_elu() -> keras.Model:
    x = image()
    elu = keras.layers.ELU()(features(x))
    return keras.Model(x, keras.layers.Dense(4, activation="softmax")(elu))
