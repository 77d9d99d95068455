"""Pictures of schemas and of changes: what is drawn, where, and in which form."""
