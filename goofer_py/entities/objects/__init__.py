"""Objects that are no tables, declared beside the entities: views, functions and the like."""

from goofer_py.entities.objects.event_trigger import EventTrigger
from goofer_py.entities.objects.extension import Extension
from goofer_py.entities.objects.grant import Grant
from goofer_py.entities.objects.namespace import Namespace
from goofer_py.entities.objects.policy import Policy
from goofer_py.entities.objects.routine import Function, Procedure
from goofer_py.entities.objects.rule import Rule
from goofer_py.entities.objects.statement import Object
from goofer_py.entities.objects.trigger import Trigger
from goofer_py.entities.objects.type import CompositeType, Domain, EnumType
from goofer_py.entities.objects.view import View

__all__ = [
    "CompositeType",
    "Domain",
    "EnumType",
    "EventTrigger",
    "Extension",
    "Function",
    "Grant",
    "Namespace",
    "Object",
    "Policy",
    "Procedure",
    "Rule",
    "Trigger",
    "View",
]
