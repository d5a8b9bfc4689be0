"""Calibrated probabilities in the files, and the thresholds below which an answer is not sure."""
