"""Observers of runs, and how databases stand, for those who watch: metrics, messages, status."""
