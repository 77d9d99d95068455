"""Types that do not come with the server: those that somebody made, or an extension brought."""

from __future__ import annotations

from goofer_py.dialects.postgresql.types import parse
from goofer_py.schema import Type

_GIVEN_NAMES = """
    bigint bit boolean box bpchar bytea "char" character cid cidr circle date datemultirange
    daterange inet int2vector int4multirange int4range int8multirange int8range integer interval
    json jsonb jsonpath line lseg macaddr macaddr8 money name numeric nummultirange numrange oid
    oidvector path pg_lsn pg_snapshot point polygon real regclass regcollation regconfig
    regdictionary regnamespace regoper regoperator regproc regprocedure regrole regtype smallint
    text tid time timestamp tsmultirange tsquery tsrange tstzmultirange tstzrange tsvector
    txid_snapshot uuid xid xid8 xml
"""
_GIVEN = frozenset(_GIVEN_NAMES.split())
_GIVEN_CLASSES_NAMES = """
    bpchar_pattern_ops inet_ops jsonb_ops jsonb_path_ops text_pattern_ops
    varchar_pattern_ops
"""
_GIVEN_CLASSES = frozenset(_GIVEN_CLASSES_NAMES.split())


def is_made(type_: Type) -> bool:
    """Whether somebody can drop the type, or drop what brought it."""
    if type_.enum is not None:
        return True
    name = parse(type_.text).name
    words = ("bit varying", "character varying", "double precision")
    return name not in words and name.partition(" ")[0] not in _GIVEN


def as_text(type_: Type) -> Type:
    """Return the type that holds the same values as text."""
    is_array = (type_.text if type_.enum is not None else parse(type_.text).spelled).endswith("[]")
    return Type("text[]" if is_array else "text")


def is_made_class(operator_class: str | None) -> bool:
    """Whether an index names an operator class that may not come with the server."""
    return operator_class is not None and operator_class not in _GIVEN_CLASSES
