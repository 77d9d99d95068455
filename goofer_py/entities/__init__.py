"""Entities: the classes and tables that a program declares, and how they are read.

SQLAlchemy and SQLModel classes need nothing from here. Dataclasses and pydantic models become
entities by `@entity`, and say what their types do not by `Annotated[..., Field(...)]`.
"""

from goofer_py.entities.annotations import Check, Field, ForeignKey, Index, Unique
from goofer_py.entities.decorator import entity

__all__ = ["Check", "Field", "ForeignKey", "Index", "Unique", "entity"]
