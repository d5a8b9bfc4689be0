"""How fast a training step is on this machine, by net, back end, compiler and threads."""
