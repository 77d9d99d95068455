"""Changes that old programs survive: split into what expands, what moves rows, what contracts."""
