"""SQLAlchemy tables read as the schema that one dialect would have."""
