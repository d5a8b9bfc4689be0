"""All measurements of this machine in one run: a page, an index, and the few figures first."""
