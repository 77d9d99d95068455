"""MySQL and MariaDB databases read as schemas."""

from goofer_py.introspect.mysql.introspector import MySQLIntrospector

__all__ = ["MySQLIntrospector"]
