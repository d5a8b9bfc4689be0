"""A Keras model as the bytes of a TFLite file that says what it is."""
