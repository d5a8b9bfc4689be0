"""Say what is wrong with this device, its Python and its model, and what to do about it.

It needs the standard library alone, so that it starts where NumPy does not.
"""
