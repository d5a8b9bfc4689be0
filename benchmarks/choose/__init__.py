"""Which model, runtime and number of threads to use on this machine."""
