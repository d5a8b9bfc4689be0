"""Measure on another machine, which needs an SSH server and Python, and bring the result home."""
