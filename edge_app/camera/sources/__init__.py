"""The kinds of sources: cameras, streams, files, and one that is drawn."""
