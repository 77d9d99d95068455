"""Checks of the data before and after runs: whether what should hold does hold."""
