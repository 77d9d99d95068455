"""MY: tables, keys and indexes of MySQL and MariaDB."""

from __future__ import annotations
