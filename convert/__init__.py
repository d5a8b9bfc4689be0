"""Keras model to TFLite files, with the proof that nothing was lost on the way."""
