"""How much accuracy a net keeps when its pictures are not as clean as those it learned from."""
