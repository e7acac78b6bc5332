"""Judging single values of a source's declaration: each check returns the value or says what to write instead.

A `Place` knows where the value stands, so that every complaint names file and key.
Which keys exist belongs to `declaration`.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from orchestration.errors import ScorehouseError

DELIMITERS = (",", ";", "|")
ENCODINGS = ("utf-8", "utf-16", "gb18030", "gbk", "latin-1", "cp1252")
SIMPLE_TYPES = ("varchar", "bigint", "integer", "double", "boolean", "date", "timestamp")
RESERVED_COLUMNS = ("delivered_in", "extract_date", "revision")
_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")
_PROBES = (datetime(2026, 3, 2, 10, 11, 12), datetime(2031, 11, 28, 22, 11, 12), datetime(1999, 12, 31, 12, 0, 0))
_DECIMAL = re.compile(r"decimal\(([0-9]{1,2}),([0-9]{1,2})\)")


@dataclass(frozen=True)
class Place:
    """Where in a declaration something stands: file, and the path of keys to it."""

    file: Path
    path: str

    def at(self, key: str) -> "Place":
        """The place of `key` below this one."""
        return Place(self.file, f"{self.path}.{key}" if self.path else key)

    def refuse(self, fault: str, remedy: str) -> NoReturn:
        """Raise the one sentence about a fault at this place."""
        raise ScorehouseError(f"{self.file.name}: {self.path} {fault}; {remedy}.")


def identifier(value: object, place: Place, remedy: str = "") -> str:
    """A plain name: a lower-case letter, then letters, digits and underscores; `remedy` says what else to do."""
    if not isinstance(value, str) or not _IDENTIFIER.fullmatch(value):
        plain = f"use a lower-case letter followed by a-z, 0-9 and _{remedy}"
        place.refuse(f"is {value!r}, which is not a plain name", plain)
    return value


def text(value: object, place: Place) -> str:
    """A text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        place.refuse(f"is {value!r}, which is not a text", "write a text in quotes")
    return value


def id_spaces(value: object, place: Place) -> None:
    """Whose ids a source speaks: for kinds of ids, the name of another source. Which there are, the contracts say."""
    for kind, source in mapping(value, place).items():
        identifier(kind, place)
        identifier(source, place.at(str(kind)))


def one_of(value: object, allowed: Collection[str], place: Place) -> str:
    """One of the allowed words."""
    if value not in allowed:
        place.refuse(f"is {value!r}, which is unknown", f"use one of {', '.join(allowed)}")
    return str(value)


def texts(value: object, place: Place) -> tuple[str, ...]:
    """A list of texts, as a tuple."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        place.refuse(f"is {value!r}, which is not a list of texts", 'write a list such as ["?", "NULL"]')
    return tuple(value)


def encoding(value: object, place: Place) -> str:
    """One of the known encodings, by its usual name."""
    if isinstance(value, str) and value.lower() in ENCODINGS:
        return value.lower()
    return one_of(value, ENCODINGS, place)


def delimiter(value: object, place: Place) -> str:
    """What separates the columns of a CSV file; a TSV file has its own."""
    if value not in DELIMITERS:
        place.refuse(
            f"is {value!r}, which is no delimiter",
            f"use one of {' '.join(DELIMITERS)} in quotes, or format: tsv for tabs",
        )
    return str(value)


def zone(value: object, place: Place) -> str:
    """A time zone of the IANA database."""
    try:
        return ZoneInfo(text(value, place)).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        place.refuse(f"is {value!r}, which is not a time zone", "use a name such as Asia/Shanghai or UTC")


def cutoff(value: object, place: Place) -> time:
    """A wall time written "HH:MM"."""
    if isinstance(value, str) and re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
        return time.fromisoformat(value)
    place.refuse(f"is {value!r}, which is not a time of day", 'write hours and minutes in quotes, such as "09:30"')


def day(value: object, place: Place) -> date:
    """A date, written 2026-03-02."""
    try:
        return value if type(value) is date else date.fromisoformat(str(value))
    except ValueError:
        place.refuse(f"is {value!r}, which is not a date", "write it as 2026-03-02")


def clock_format(value: object, place: Place) -> str:
    """A strptime format without an offset: it must read back what it writes, and lose neither day nor half of it."""
    written = text(value, place)
    try:
        read = [datetime.strptime(instant.strftime(written), written) for instant in _PROBES]
        readable = "%" in written and not re.search("%[zZ]", written)
    except ValueError:
        read, readable = [], False
    if not readable:
        place.refuse(
            f"is {value!r}, which is not a date format", "use strptime letters without offset, such as %Y-%m-%d"
        )
    if [instant.date() for instant in read] != [instant.date() for instant in _PROBES]:
        place.refuse(f"is {value!r}, which does not tell year, month and day", "use letters for all three: %Y-%m-%d")
    if "%I" in written and [instant.hour for instant in read] != [instant.hour for instant in _PROBES]:
        place.refuse(f"is {value!r}, which does not tell morning from afternoon", "add %p, or use %H")
    return written


def data_type(value: object, place: Place) -> str:
    """A known data type; decimals hold at most 38 digits."""
    written = value.lower().replace(" ", "") if isinstance(value, str) else ""
    decimal = _DECIMAL.fullmatch(written)
    if written in SIMPLE_TYPES or (decimal and 1 <= int(decimal[1]) <= 38 and int(decimal[2]) <= int(decimal[1])):
        return written
    place.refuse(f"is {value!r}, which is unknown", f"use one of {', '.join(SIMPLE_TYPES)} or decimal(18,2)")


def row_number(value: object, place: Place) -> int:
    """The number of a line or row, from 1."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        place.refuse(f"is {value!r}, which is not the number of a row", "write it as a number from 1")
    return value


def share(value: object, place: Place) -> float:
    """A share from 0 up to, not including, 1."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1:
        place.refuse(f"is {value!r}, which is not a share", "use a number from 0 (off) to below 1, such as 0.15")
    return float(value)


def yes_or_no(value: object, place: Place) -> bool:
    """YAML's true or false."""
    if not isinstance(value, bool):
        place.refuse(f"is {value!r}, which is not a yes or no", "use true or false")
    return value


def mapping(value: object, place: Place) -> Mapping[str, Any]:
    """A YAML mapping."""
    if not isinstance(value, dict):
        place.refuse("is not a mapping", "write key: value pairs below it")
    return value


def items(value: object, place: Place) -> list[Mapping[str, Any]]:
    """A YAML list of mappings that is not empty."""
    if not isinstance(value, list) or not value:
        place.refuse("is missing or not a list", "list at least one entry, each beginning with '- name:'")
    return [mapping(item, place) for item in value]


def keys(meta: Mapping[str, Any], required: Collection[str], optional: Collection[str], place: Place) -> None:
    """Refuse a meta mapping that lacks a required key or holds an unknown one."""
    for key in required:
        if key not in meta:
            place.refuse(f"lacks the key {key}", "add it")
    for key in meta:
        if key not in required and key not in optional:
            known = ", ".join(sorted({*required, *optional}))
            place.refuse(f"holds the unknown key {key}", f"remove it or use one of {known}")
