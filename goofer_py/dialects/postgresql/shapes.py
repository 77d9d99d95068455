"""The comment by which schemas of views are known to be goofer's own."""

SHAPE_MARK = "goofer: programs of one version see by this the schema "


def shape_mark(schema: str) -> str:
    """Return the comment on a schema that shows `schema` to programs of one version."""
    return SHAPE_MARK + schema
