"""One migration over several databases: its own, and others of the program by name."""
