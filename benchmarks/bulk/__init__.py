"""What a job over an archive costs beside one process, and whether it says the same."""
