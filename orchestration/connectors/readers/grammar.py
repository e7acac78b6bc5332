"""The grammar of delimited text, as patterns over bytes: what a field, a record and a run of records are.

A field is quoted as a whole or not at all; a quote inside an unquoted field is a letter like any other. Control
bytes zero and a bare carriage return belong to no unquoted field. A record may end in delimiters too many
with nothing behind them, as for DuckDB's strict parser. Walking over a file belongs to `splitting`.
"""

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Grammar:
    """Patterns for one delimiter and one number of fields.

    Attributes:
        run: As many well-formed records as follow each other.
        record: One well-formed record.
        any_record: One record with any number of fields.
        fields: The fields of a record up to where it stops being well-formed.
        field: One field with the delimiter or line end behind it.
    """

    delimiter: bytes
    width: int
    run: re.Pattern[bytes]
    record: re.Pattern[bytes]
    any_record: re.Pattern[bytes]
    fields: re.Pattern[bytes]
    field: re.Pattern[bytes]


@lru_cache
def grammar(delimiter: str, width: int) -> Grammar:
    """The grammar of records with `width` fields."""
    mark = re.escape(delimiter.encode())
    quoted = rb' *+"' + _many(rb'[^"\0]++|""') + rb'" *+(?=' + mark + rb"|\r?\n)"
    bare = rb' *+(?:[^" ' + mark + rb"\r\n\0][^" + mark + rb"\r\n\0]*+)?"
    field = rb"(?:" + quoted + rb"|" + bare + rb"(?=" + mark + rb"|\r?\n))"
    # A record of a single field must hold something, else every blank line would be one.
    start = rb"(?!\r?\n)" if width == 1 else b""
    record = start + field + rb"(?:" + mark + field + rb"){%d}" % (width - 1) + _many(mark + rb'(?:"")?') + rb"\r?\n"
    return Grammar(
        delimiter=delimiter.encode(),
        width=width,
        run=re.compile(_many(record)),
        record=re.compile(record),
        any_record=re.compile(field + _many(mark + field) + rb"\r?\n"),
        fields=re.compile(_many(field + mark)),
        field=re.compile(field + rb"(?:" + mark + rb"|\r?\n)"),
    )


def _many(pattern: bytes) -> bytes:
    """As many as there are, without looking back.

    Up to Python 3.11.4, such a repetition goes on from where the first that does not fit was given up, instead of from
    where that one began (python/cpython#106052); the second way, which never fits, leads back there.
    """
    return rb"(?:" + pattern + rb"|(?!))*+"
