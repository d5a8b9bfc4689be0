"""The variants of a converted model: their names, and those of their files."""

VARIANTS = ("float32", "float16", "dynamic", "int8", "int16x8")
# Those that need calibration images.
CALIBRATED = ("int8", "int16x8")
# The most welcome on a device first.
PREFERENCE = ("int8", "dynamic", "float16", "int16x8", "float32")


def file_names(name: str) -> dict[str, str]:
    """The file name of each variant: the int8 file bears the plain name."""
    return {
        variant: f"{name}.tflite" if variant == "int8" else f"{name}.{variant}.tflite"
        for variant in VARIANTS
    }
