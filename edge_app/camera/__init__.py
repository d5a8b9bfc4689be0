"""Live frames: where they come from, what is seen in them, and how that is shown."""
