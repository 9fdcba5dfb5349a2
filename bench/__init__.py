"""Measures: one script per published figure, each prints a table."""
