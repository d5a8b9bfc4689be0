"""What a model file is, for programs: all that can be said, also of one that cannot be used."""

from dataclasses import dataclass
from typing import Any

from edge_app.classifier import Classifier
from edge_app.model_file.file_facts import FileFacts
from edge_app.model_file.parts import TensorPart


@dataclass(frozen=True)
class Examined:
    """A file, and what became of it here.

    ``classifier`` is None where the app refuses it, and ``error`` says why. ``runtime`` is such as
    "ai-edge-litert 2.3.0" where one runs the graph, None where none does, and ``runtime_error``
    says why.
    """

    facts: FileFacts
    classifier: Classifier | None
    error: str
    runtime: str | None
    runtime_error: str

    @property
    def name(self) -> str:
        """The name that the model gives itself, or else that of its file."""
        info = self.facts.info
        return (info.name if info else "") or self.facts.path.stem

    @property
    def labels(self) -> tuple[str, ...]:
        """The class names as they are used, or as far as the file itself has them."""
        if self.classifier is not None:
            return self.classifier.labels
        return self.facts.info.labels if self.facts.info else ()

    @property
    def labels_source(self) -> str | None:
        """Where they come from."""
        if self.classifier is not None:
            return self.classifier.label_choice.source
        return "the file" if self.labels else None

    @property
    def inputs(self) -> list[TensorPart]:
        """The tensors that the graph takes."""
        parts = self.facts.parts
        return [parts.tensors[place] for place in parts.inputs] if parts else []

    @property
    def outputs(self) -> list[TensorPart]:
        """The tensors that it gives."""
        parts = self.facts.parts
        return [parts.tensors[place] for place in parts.outputs] if parts else []


def description_json(examined: Examined) -> dict[str, Any]:
    """The fields that ``edge-app info --json`` prints; null for what is not known."""
    facts = examined.facts
    return {
        "model": examined.name,
        "file": str(facts.path),
        "bytes": facts.bytes,
        "sha256": facts.sha256,
        **_stated(examined),
        "input": _input(examined),
        "output": _output(examined),
        "labels": list(examined.labels),
        "labels_source": examined.labels_source,
        "quantization": facts.quantization,
        "tensor_types": facts.types,
        "operators": facts.operators,
        "custom_operators": list(facts.custom_operators),
        "multiply_accumulates": facts.cost.multiply_accumulates if facts.cost else None,
        "variant": facts.variant,
        "test": measured(facts.entry),
        "runtime": examined.runtime,
        "runtime_error": examined.runtime_error or None,
        "usable": examined.classifier is not None,
        "error": examined.error or None,
    }


def measured(entry: dict[str, Any]) -> dict[str, Any] | None:
    """Accuracy on the test images and agreement with the Keras model, as a record's ``entry`` has
    them: correct, count, value, low and high of a 95 % interval. None where it has none."""
    test = entry.get("test") or {}
    found = {key: test.get(key) for key in ("accuracy", "agreement")}
    return found if found["accuracy"] else None


def _stated(examined: Examined) -> dict[str, Any]:
    info = examined.facts.info
    thresholds = info.thresholds if info else None
    return {
        "description": info.description if info else "",
        "version": info.version if info else "",
        "author": info.author if info else "",
        "license": info.license if info else "",
        "thresholds": None if thresholds is None else list(thresholds),
    }


def _input(examined: Examined) -> dict[str, Any] | None:
    tensor = _tensor(examined.inputs)
    if tensor is None or examined.classifier is None:
        return tensor
    rule = examined.classifier.input.rule
    black, white = rule.normalization.range
    return {
        **tensor,
        "black": black,
        "white": white,
        "mean": list(rule.normalization.mean),
        "standard_deviation": list(rule.normalization.standard_deviation),
        "source": rule.source,
    }


def _output(examined: Examined) -> dict[str, Any] | None:
    tensor = _tensor(examined.outputs)
    if tensor is None or examined.classifier is None:
        return tensor
    rule = examined.classifier.output_rule
    return {**tensor, "kind": rule.kind, "reason": rule.reason}


def _tensor(tensors: list[TensorPart]) -> dict[str, Any] | None:
    if not tensors:
        return None
    first = tensors[0]
    return {
        "dtype": first.type,
        "shape": list(first.shape),
        "scale": first.scale,
        "zero_point": first.zero_point,
        "count": len(tensors),
    }
