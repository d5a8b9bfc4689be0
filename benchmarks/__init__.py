"""Measure .tflite models on the machine at hand, through the code that the device runs."""
