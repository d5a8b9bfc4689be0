"""Run models and the app on an emulated Raspberry Pi, and count what an inference costs there."""
