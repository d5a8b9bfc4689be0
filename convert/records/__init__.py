"""The record of a conversion, and the repetition of its proof."""
