"""Keras models, ours and others', as the conversion wants them."""
