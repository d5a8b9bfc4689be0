"""Classify many picture files: which they are, in which order, and how the answers are written."""
