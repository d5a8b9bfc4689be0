"""Hyperparameter search: many short trainings of one recipe with different settings."""
