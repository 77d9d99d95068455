"""Work on many databases, one after the other or side by side."""
