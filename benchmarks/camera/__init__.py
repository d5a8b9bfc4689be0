"""The camera: how soon a frame has its label, what the loop costs, and what viewers cost it."""
