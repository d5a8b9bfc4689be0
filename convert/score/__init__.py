"""How good any TFLite classifier is on the test images of a data set."""
