"""Data set to Keras model and training record."""
