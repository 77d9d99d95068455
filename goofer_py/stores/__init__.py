"""The databases goofer migrates: how to reach them and run statements on them."""
