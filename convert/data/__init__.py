"""The images of a conversion: those that judge, and those that calibrate."""
