"""The card of a converted model: what it is for, how good it is, and what it gets wrong."""
