"""The proof as a table of text."""

from convert.proof import Proof
from training.evaluation import Accuracy


def proof_table(part: str, proof: Proof, sizes: dict[str, int]) -> str:
    """Accuracy, its 95 % interval, drop in points, agreement with Keras, and size in bytes.

    ``sizes`` holds the bytes of each variant's file.
    """
    lines = [
        f"{proof.keras.count} {part} images:",
        f"  {'':8}  accuracy  95 % interval   drop  agreement     bytes",
        f"  {'keras':8}  {_percent(proof.keras.value)}  {_interval(proof.keras)}",
    ]
    for name, comparison in proof.variants.items():
        lines.append(
            f"  {name:8}  {_percent(comparison.accuracy.value)}  {_interval(comparison.accuracy)}"
            f"  {comparison.accuracy_drop_points:5.2f}  {_percent(comparison.agreement.value):>9}"
            f"  {sizes[name]:>8,}"
        )
    return "\n".join(lines)


def _interval(accuracy: Accuracy) -> str:
    return f"{f'{100 * accuracy.low:.2f}-{100 * accuracy.high:.2f}':>13}"


def _percent(share: float) -> str:
    return f"{100 * share:6.2f} %"
