"""Reader of JSON lines: one object per line, keys matched by name; anything else on a line is a faulty record.

An array of objects is read as if each stood on a line of its own. Nested values land as their JSON text.
"""

from collections.abc import Sequence

import duckdb

from orchestration.connectors.readers.census import LineCensus
from orchestration.connectors.readers.delivered import Delivered, Reading
from orchestration.connectors.readers.header import header_of
from orchestration.connectors.readers.json_arrays import exact, unrolled
from orchestration.connectors.readers.locating import lines_at
from orchestration.connectors.readers.plain import plain_text
from orchestration.connectors.readers.texts import normal_texts
from orchestration.errors import ScorehouseError
from orchestration.quoting import literal

_LARGEST_OBJECT = 16 << 20
_FAULT = """case
    when json is null then 'is not valid JSON'
    when json_type(json) <> 'OBJECT' then 'is not a JSON object'
    when contains(json::varchar, '\\u0000') then 'holds a NUL byte'
end"""


def read_json_lines(reading: Reading) -> Delivered:
    """Open a delivered file of JSON lines. An empty file is a delivery without rows.

    Raises:
        ScorehouseError: The file is broken, in another encoding, or none of its objects has a required column.
    """
    census = LineCensus()
    text = plain_text(reading.path, reading.entity.encoding, reading.workspace, census)
    path, records, line_of = text.path, census.records, None
    if array := unrolled(path, reading.workspace, reading.path.name):
        path, records, line_of = array.path, len(array.lines), array.lines
    parsed = exact(path, reading.workspace)
    scan = (
        f"read_json_objects({literal(str(parsed))}, format = 'newline_delimited', ignore_errors = true, "
        f"maximum_object_size = {_LARGEST_OBJECT})"
    )
    declared = tuple(column.header or column.name for column in reading.entity.columns)
    # Where no line is an object, there is no saying that a column is missing.
    keys = (_keys(reading, scan) if records else ()) or declared
    header = header_of(keys, reading.entity, reading.path.name)
    values = [f"json_extract_string(json, {literal(_pointer(key))})" for key in keys]
    # Letters may be written as \\u200b, which is plain ASCII.
    reading.relate(normal_texts(values, header.names, reading.entity, scan, _FAULT), path.stat().st_size)

    def locate(wanted: Sequence[int]) -> list[tuple[int, str]]:
        found = lines_at(path, wanted)
        return [(line_of[line - 1], text) for line, text in found] if line_of else found

    return Delivered(dict.fromkeys(header.names, "VARCHAR"), header.new, records, locate)


def _keys(reading: Reading, scan: str) -> tuple[str, ...]:
    """Keys of all objects, in the order of their first appearance."""
    keys = f"""
        select name from (
            select unnest(json_keys(json)) as name, generate_subscripts(json_keys(json), 1) as place, number
            from (select json, row_number() over () as number from {scan}) where ({_FAULT}) is null
        ) group by name order by min(number), min((number, place))
    """
    try:
        return tuple(name for (name,) in reading.connection.execute(keys).fetchall())
    except duckdb.Error as error:
        cause = str(error).splitlines()[0]
        raise ScorehouseError(
            f"{reading.path.name} cannot be read as JSON lines ({cause}); deliver it again."
        ) from error


def _pointer(name: str) -> str:
    return "/" + name.replace("~", "~0").replace("/", "~1")
