"""What a model file says of itself, and whether it can be believed: read without running it."""
