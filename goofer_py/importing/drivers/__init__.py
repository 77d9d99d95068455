"""Programs that the Python of somebody's project runs: they import nothing of goofer."""
