"""From a folder of photos to a proven file for the device, in one command."""
