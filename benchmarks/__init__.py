"""How fast goofer is beside its peers: `python -m benchmarks` measures and prints a table."""
