"""Tell a change of the times from noise: two results of the same measurement."""
