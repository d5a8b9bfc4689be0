"""The upload API under load, beside its own ceiling and beside the tutorial's way."""
