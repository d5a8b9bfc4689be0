"""Peak memory, time to the first answer and installed size: our app beside TensorFlow."""
