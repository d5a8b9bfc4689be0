"""What a file answers, beside its Keras model, and where it differs."""
