"""Accuracy against cost: the shipped models beside references and published nets."""
