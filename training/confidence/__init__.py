"""How far a net's probabilities can be believed, and below which of them it is not sure."""
