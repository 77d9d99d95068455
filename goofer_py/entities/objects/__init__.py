"""Objects that are no tables, declared beside the entities: views, functions and the like."""

from goofer_py.entities.objects.statement import Object
from goofer_py.entities.objects.view import View

__all__ = ["Object", "View"]
