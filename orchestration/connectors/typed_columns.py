"""SQL over the columns of one delivery: their typed values, and the tests and reasons for values that do not cast.

Expressions for single values belong to `casts`, running anything to `sorting`.
"""

from collections.abc import Sequence
from functools import cached_property

from orchestration.connectors.declarations.casts import cast, doubt, may_fail, said_of_misfit
from orchestration.connectors.declarations.shapes import Column, Entity
from orchestration.connectors.readers.delivered import Delivered, Reading
from orchestration.connectors.readers.no_record import IS_EMPTY, IS_HEADER, left_out_sql
from orchestration.quoting import identifier, literal
from orchestration.spelling import spelled


def nothing(entity: Entity, new_columns: Sequence[str] = ()) -> str:
    """A SELECT of no row with the columns as they land: declared ones, then new ones as text."""
    types = {column.name: column.data_type for column in entity.columns} | dict.fromkeys(new_columns, "varchar")
    return f"select {', '.join(f'null::{kind} as {identifier(name)}' for name, kind in types.items())} limit 0"


class Typing:
    """Expressions over the relation `delivered` of one reading."""

    def __init__(self, reading: Reading, delivered: Delivered, *, is_strict: bool) -> None:
        """Type the delivered columns as their entity declares them; how strictly is said by `cast`."""
        self._entity, self._new, self._header = reading.entity, delivered.new_columns, delivered.header
        self._may_hold_totals = delivered.may_hold_totals
        self._types, self._time_zone = delivered.types, reading.source.time_zone
        self._place = {name: f"c{number}" for number, name in enumerate(delivered.types)}
        self._casts = {
            column.name: cast(
                self._place[column.name],
                delivered.types[column.name],
                column,
                reading.entity,
                reading.source.time_zone,
                is_strict=is_strict,
            )
            for column in reading.entity.columns
            if column.name in self._place
        }

    @cached_property
    def fallible(self) -> dict[str, Column]:
        """The delivered columns whose values may fail to cast, by name."""
        return {
            column.name: column
            for column in self._entity.columns
            if column.name in self._place and may_fail(self._types[column.name], column, self._entity)
        }

    @property
    def typed(self) -> str:
        """The columns whose values may fail to cast, typed, as `t0`, `t1` ..., behind a comma."""
        return "".join(f", {self._casts[name]} as t{number}" for number, name in enumerate(self.fallible))

    @property
    def misfits(self) -> dict[str, str]:
        """Of those columns tests over `typed` for a value that is there but does not cast."""
        return {name: f"{self._place[name]} is not null and t{n} is null" for n, name in enumerate(self.fallible)}

    @property
    def doubt(self) -> str:
        """Test over `typed` whether a value needs a strict cast."""
        found = (
            doubt(self._place[name], f"t{number}", self._types[name], column, self._entity)
            for number, (name, column) in enumerate(self.fallible.items())
        )
        return " or ".join(filter(None, found)) or "false"

    @property
    def values(self) -> str:
        """All columns as they land: declared ones in declared order, then new ones as text."""
        declared = [
            f"{self._casts.get(column.name, f'null::{column.data_type}')} as {identifier(column.name)}"
            for column in self._entity.columns
        ]
        return ", ".join([*declared, *(f"{self._place[name]}::varchar as {identifier(name)}" for name in self._new)])

    @property
    def keys(self) -> str:
        """The typed columns of the key as `k0`, `k1` ..."""
        return ", ".join(f"{self._casts[name]} as k{number}" for number, name in enumerate(self._entity.key))

    @property
    def key_text(self) -> str:
        """The key as one text; null where a part is missing, does not cast, or the whole record cannot be read."""
        parts = " || ', ' || ".join(f"({self._casts[name]})::varchar" for name in self._entity.key)
        return f"case when fault is null then {parts} end"

    @property
    def other_fault(self) -> str:
        """Test for a faulty record or a missing key."""
        return " or ".join(["fault is not null", *(f"{self._place[name]} is null" for name in self._entity.key)])

    @property
    def no_record(self) -> str:
        """Why a row is no record, in plain words; null when it is one."""
        places = list(self._place.values())
        header = f"when {self._repeats_header(places)} then {literal(IS_HEADER)} " if any(self._header) else ""
        total = f"else {left_out_sql(places)} " if self._may_hold_totals else ""
        return (
            f"case when fault is not null then null "
            f"when coalesce({', '.join(f'cast({place} as varchar)' for place in places)}, '') = '' "
            f"then {literal(IS_EMPTY)} {header}{total}end"
        )

    @property
    def row(self) -> str:
        """All that a row says as one value, to tell exact repeats from other rows of the same key."""
        new = (f"{self._place[name]}::varchar" for name in self._new)
        return f"row({', '.join([*self._casts.values(), *new])})"

    def _repeats_header(self, places: Sequence[str]) -> str:
        """Test for a row that is the header once more, in any case; of most rows it looks at one length alone."""
        names = dict(zip(places, map(spelled, self._header), strict=True))
        first = next((place for place, name in names.items() if name), places[0])
        same = " and ".join(
            f"lower({place}) is not distinct from {f'lower({literal(name)})' if name else 'null'}"
            for place, name in names.items()
        )
        return f"case when length({first}) = {len(names[first])} then {same} end"

    @property
    def reason(self) -> str:
        """Why a row is rejected, in plain words; null when it is not."""
        missing = ", ".join(
            f"case when {self._place[name]} is null then {literal(name)} end" for name in self._entity.key
        )
        key = f"'key is missing: ' || nullif(concat_ws(', ', {missing}), '')"
        return f"coalesce(fault, nullif(concat_ws('; ', {', '.join([*map(self.misfit, self.fallible), key])}), ''))"

    def does_not_cast(self, name: str) -> str:
        """Test for a value that is there but does not cast."""
        return f"{self._place[name]} is not null and {self._casts[name]} is null"

    def misfit(self, name: str) -> str:
        """Column, value and what is wrong with it, in plain words; null where it casts."""
        place = self._place[name]
        said = said_of_misfit(place, self._types[name], self.fallible[name], self._entity, self._time_zone)
        shown = f"{literal(name + ' ')} || left({place}::varchar, 50)"
        return f"case when {self.does_not_cast(name)} then {shown} || {said} end"
