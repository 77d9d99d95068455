from goofer_py.entities import Field as Field
from goofer_py.entities import entity as entity
from goofer_py.entities.objects import Object as Object
from goofer_py.entities.objects import View as View
from goofer_py.generate.generator import MigrationGenerator as MigrationGenerator
from goofer_py.migrate.migrator import Migrator as Migrator
from goofer_py.registry import SchemaRegistry as SchemaRegistry

__all__ = [
    "Field",
    "MigrationGenerator",
    "Migrator",
    "Object",
    "SchemaRegistry",
    "View",
    "__version__",
    "entity",
]

__version__: str
