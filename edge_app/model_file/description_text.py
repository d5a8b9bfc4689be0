"""The same for people: one line for each matter, without what is not known."""

from typing import Any

from edge_app.model_file.description import Examined, measured
from edge_app.model_file.parts import TensorPart
from edge_app.model_file.summary import input_words, label_words, output_words, sure_words

NAME_WIDTH = 14


def description_text(examined: Examined) -> str:
    """The lines that ``edge-app info`` prints."""
    lines = {**_about_file(examined), **_about_graph(examined), **_about_use(examined)}
    return "\n".join(f"{name:<{NAME_WIDTH}}{value}" for name, value in lines.items() if value)


def _about_file(examined: Examined) -> dict[str, str]:
    facts, info = examined.facts, examined.facts.info
    return {
        "model": examined.name,
        "file": str(facts.path),
        "size": f"{facts.bytes:,} bytes",
        "sha256": facts.sha256,
        "description": info.description if info else "",
        "version": info.version if info else "",
        "author": info.author if info else "",
        "licence": info.license if info else "",
    }


def _about_graph(examined: Examined) -> dict[str, str]:
    facts, loaded, labels = examined.facts, examined.classifier, examined.labels
    return {
        "input": _tensors(examined.inputs, input_words(loaded) if loaded else ""),
        "output": _tensors(examined.outputs, output_words(loaded) if loaded else "", sep="; "),
        "labels": label_words(labels, examined.labels_source or "nowhere") if labels else "",
        "sure": sure_words(labels, facts.info.thresholds) if facts.info else "",
        "quantization": facts.quantization or "",
        "tensors": ", ".join(f"{count} {name}" for name, count in facts.types.items()),
        "operators": ", ".join(_operator(examined, *item) for item in facts.operators.items()),
        "cost": _cost(examined),
        "accuracy": _accuracy(measured(facts.entry)),
    }


def _about_use(examined: Examined) -> dict[str, str]:
    usable = "can be used" if examined.classifier is not None else f"no: {examined.error}"
    runtime = f"{examined.runtime} runs it" if examined.runtime else ""
    return {"runtime": runtime or f"none runs it: {examined.runtime_error}", "edge-app": usable}


def _tensors(tensors: list[TensorPart], words: str, *, sep: str = ", ") -> str:
    """The first of them, what is known of it, and how many more there are."""
    if not tensors:
        return ""
    first = tensors[0]
    said = f"{first.type} {first.shape}"
    if first.scale is not None:
        said += f", scale {first.scale:g}, zero point {first.zero_point}"
    more = f" and {len(tensors) - 1} more" if len(tensors) > 1 else ""
    return said + more + (f"{sep}{words}" if words else "")


def _operator(examined: Examined, name: str, count: int) -> str:
    mark = " (custom)" if name in examined.facts.custom_operators else ""
    return f"{count} {name}{mark}"


def _cost(examined: Examined) -> str:
    cost = examined.facts.cost
    if cost is None or not cost.multiply_accumulates:
        return ""
    return f"{cost.multiply_accumulates:,} multiply-accumulates, most of them {cost.arithmetic}"


def _accuracy(test: dict[str, Any] | None) -> str:
    if test is None:
        return ""
    accuracy, agreement = test["accuracy"], test["agreement"]
    said = (
        f"{100 * accuracy['value']:.2f} % of {accuracy['count']} test images "
        f"(95 % interval {100 * accuracy['low']:.2f} to {100 * accuracy['high']:.2f} %)"
    )
    if not agreement:
        return said
    return f"{said}; the Keras model's own answer for {100 * agreement['value']:.2f} %"
