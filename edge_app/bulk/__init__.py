"""Classify an archive of pictures on many cores or machines: a Ray Data job that can be resumed."""
