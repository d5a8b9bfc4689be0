"""The variants of a converted model: their names, their files, and what each is in words."""

VARIANTS = ("float32", "float16", "dynamic", "int8", "int16x8")
# Those that need calibration images.
CALIBRATED = ("int8", "int16x8")
# The most welcome on a device first.
PREFERENCE = ("int8", "dynamic", "float16", "int16x8", "float32")
MEANING = {
    "float32": "float32 weights and arithmetic",
    "float16": "float16 weights, float32 arithmetic",
    "dynamic": "int8 weights, activations quantized as they come",
    "int8": "full integer: uint8 in, int8 arithmetic, uint8 out",
    "int16x8": "int8 weights, int16 activations, float input",
}


def file_names(name: str) -> dict[str, str]:
    """The file name of each variant: the int8 file bears the plain name."""
    return {
        variant: f"{name}.tflite" if variant == "int8" else f"{name}.{variant}.tflite"
        for variant in VARIANTS
    }
