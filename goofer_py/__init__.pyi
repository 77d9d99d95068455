from goofer_py.checks.checks import Checks as Checks
from goofer_py.checks.functions import check as check
from goofer_py.entities import Field as Field
from goofer_py.entities import entity as entity
from goofer_py.entities.objects import CompositeType as CompositeType
from goofer_py.entities.objects import Domain as Domain
from goofer_py.entities.objects import EnumType as EnumType
from goofer_py.entities.objects import EventTrigger as EventTrigger
from goofer_py.entities.objects import Extension as Extension
from goofer_py.entities.objects import Function as Function
from goofer_py.entities.objects import Grant as Grant
from goofer_py.entities.objects import Namespace as Namespace
from goofer_py.entities.objects import Object as Object
from goofer_py.entities.objects import Policy as Policy
from goofer_py.entities.objects import Procedure as Procedure
from goofer_py.entities.objects import Rule as Rule
from goofer_py.entities.objects import Trigger as Trigger
from goofer_py.entities.objects import View as View
from goofer_py.generate.generator import MigrationGenerator as MigrationGenerator
from goofer_py.many.databases import Databases as Databases
from goofer_py.many.tenants import Tenants as Tenants
from goofer_py.migrate.at_start import migrate_at_start as migrate_at_start
from goofer_py.migrate.embedded import ListSource as ListSource
from goofer_py.migrate.embedded import PackageSource as PackageSource
from goofer_py.migrate.migration import Migration as Migration
from goofer_py.migrate.migrator import Migrator as Migrator
from goofer_py.registry import SchemaRegistry as SchemaRegistry
from goofer_py.seeds.seeder import Seeder as Seeder

__all__ = [
    "Checks",
    "CompositeType",
    "Databases",
    "Domain",
    "EnumType",
    "EventTrigger",
    "Extension",
    "Field",
    "Function",
    "Grant",
    "ListSource",
    "Migration",
    "MigrationGenerator",
    "Migrator",
    "Namespace",
    "Object",
    "PackageSource",
    "Policy",
    "Procedure",
    "Rule",
    "SchemaRegistry",
    "Seeder",
    "Tenants",
    "Trigger",
    "View",
    "__version__",
    "check",
    "entity",
    "migrate_at_start",
]

__version__: str
