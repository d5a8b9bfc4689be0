"""The operators that a model needs and TFLite lacks, read off its converter's error."""

import re

# As in `TF Select ops: Erf, IRFFT` and `Custom ops: Erfinv`: the converter's two lists of names.
NOT_BUILT_IN = re.compile(r"^\s*(?:TF Select|Custom) ops: (.+)$", re.MULTILINE)
# As in `Quantization to 16x8-bit not yet supported for op: 'ELU'.`
NOT_IN_INTEGERS = re.compile(r"not yet supported for op: '(\w+)'")


def refusal(message: str) -> str:
    """What the ``message`` of TFLite's converter means for its user, in a sentence or two."""
    if names := _names(NOT_BUILT_IN, message):
        return (
            "The model needs operators that TFLite does not have built in: "
            f"{', '.join(names)}. A device has the built-in ones only: replace the layers that "
            "need them, and train again."
        )
    if names := _names(NOT_IN_INTEGERS, message):
        return (
            "TFLite does not have these operators with integers of this kind: "
            f"{', '.join(names)}. Choose another variant."
        )
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    return f"TFLite cannot express this model: {lines[0] if lines else 'it gives no reason'}"


def _names(pattern: re.Pattern[str], message: str) -> list[str]:
    return sorted({name.strip() for found in pattern.findall(message) for name in found.split(",")})
