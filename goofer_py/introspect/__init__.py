"""Live databases read as schemas, and scratch copies to ask the server with."""
