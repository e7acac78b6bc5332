"""SQL that turns delivered values into declared types, or into null where that is impossible.

Only pure functions that build expressions. Deciding what happens to a value that does not cast belongs to `sorting`.
"""

from collections.abc import Sequence

from orchestration.connectors.declarations.shapes import Column, Entity
from orchestration.quoting import literal

_CLOCK_TYPES = ("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")
_ZONED = "TIMESTAMP WITH TIME ZONE"


def present(expression: str, missing: Sequence[str]) -> str:
    """The text, or null where it is empty or a word that means missing."""
    words = ", ".join(literal(word) for word in ("", *missing))
    return f"case when {expression} not in ({words}) then {expression} end"


def cast(expression: str, delivered_type: str, column: Column, entity: Entity, time_zone: str) -> str:
    """The value of `expression` as the column's declared type; null where it does not cast.

    Numbers take digits, sign, point and exponent only; an integer may end in .0 but is never rounded. Instants with
    an offset, which only Parquet can deliver as such, become local time of the source's zone.
    """
    declared = column.data_type
    if declared in ("date", "timestamp") and delivered_type == _ZONED:
        return f"cast(timezone({literal(time_zone)}, {expression}) as {declared})"
    if delivered_type == declared.upper() or (declared in ("date", "timestamp") and delivered_type in _CLOCK_TYPES):
        return f"try_cast({expression} as {declared})"
    text = expression if delivered_type == "VARCHAR" else f"cast({expression} as varchar)"
    if declared == "varchar":
        return text
    if declared in ("date", "timestamp"):
        form = entity.date_format if declared == "date" else entity.timestamp_format
        return _clock(text, form, declared)
    if declared == "boolean":
        return f"try_cast({text} as boolean)"
    digits = r"[+-]?[0-9]+(\.0*)?" if declared in ("integer", "bigint") else r"[+-]?[0-9]*\.?[0-9]*([eE][+-]?[0-9]+)?"
    return f"case when regexp_full_match({text}, '{digits}') then try_cast({text} as {declared}) end"


def expectation(column: Column, entity: Entity) -> str:
    """What a value of the column has to be, in words: `an integer`, `a date written %Y-%m-%d`."""
    forms = {"date": entity.date_format, "timestamp": entity.timestamp_format}
    written = f" written {forms[column.data_type]}" if column.data_type in forms else ""
    return f"{'an' if column.data_type[0] in 'aeiou' else 'a'} {column.data_type}{written}"


def _clock(text: str, form: str, declared: str) -> str:
    parsed = f"try_cast(try_strptime({text}, {literal(form)}) as {declared})"
    if "%Y" not in form:
        return parsed
    # The parser takes 26 for the year 26; a year has four digits.
    return f"case when regexp_matches({text}, '[0-9]{{4}}') then {parsed} end"
