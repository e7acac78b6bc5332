"""What differs between two published copies: tables, columns, and rows by the key that their build has tested.

Sets are compared in DuckDB, and nothing is written. How it is told belongs to `diff`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.build.publishing import ABOUT, DATABASE, about
from orchestration.errors import ScorehouseError
from orchestration.quoting import identifier, literal

OLD, NEW = "old", "new"
_SIDES = (OLD, NEW)
_HERE = '"is in this copy"'
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
_FRACTIONS = ("DECIMAL", "DOUBLE", "FLOAT")
# Values of two types of one family are compared as they are, those of any other two types as text.
_FAMILIES = ((*_WHOLE, *_FRACTIONS), ("DATE", "TIMESTAMP"))

Row = tuple[str, ...]
Columns = Mapping[str, str]


@dataclass(frozen=True)
class Wish:
    """How to compare.

    Attributes:
        tables: Only these, with or without their schema; empty compares all.
        ignored: Columns that are not looked at.
        examples: How many rows of each kind are named.
        tolerance: By how much two numbers with fractions may differ and count as equal.
    """

    tables: Sequence[str] = ()
    ignored: Sequence[str] = ()
    examples: int = 3
    tolerance: float = 0.0


@dataclass(frozen=True)
class Copy:
    """A published copy.

    Attributes:
        database: Its file.
        catalog: What DuckDB calls it.
        as_of: The instant it looks from; empty where it does not say so.
        tables: The columns of each table, with their types.
        keys: The tested key of each table, where it says so.
    """

    database: Path
    catalog: str
    as_of: str
    tables: Mapping[str, Columns]
    keys: Mapping[str, Sequence[str]]

    def relation(self, title: str) -> str:
        """A table, quoted for SQL."""
        return ".".join(map(identifier, (self.catalog, *title.split(".", 1))))


@dataclass(frozen=True)
class Rows:
    """How the rows of a table differ; rows are compared by key, or else whole, as bags.

    Attributes:
        key: The columns by which they are paired; empty where they are compared whole.
        why_whole: Why they are.
        alone: Number of rows that only one copy has.
        both: Number of pairs with the same key.
        changed: Number of pairs in which anything else differs.
        changes: In how many of them each column differs, the most frequent first.
        examples: The first rows that only one copy has, each by the values of its key, or else by all its values.
        changed_examples: The first changed pairs: the values of the key, and what differs.
    """

    key: Sequence[str]
    why_whole: str
    alone: Mapping[str, int]
    both: int
    changed: int
    changes: Mapping[str, int]
    examples: Mapping[str, Sequence[Row]]
    changed_examples: Sequence[tuple[Row, Row]]


@dataclass(frozen=True)
class Table:
    """How a table of both copies differs: columns of one copy alone, columns whose type has changed, and rows."""

    title: str
    columns: Mapping[str, Columns]
    retyped: Mapping[str, tuple[str, str]]
    rows: Rows

    @property
    def is_equal(self) -> bool:
        """Whether nothing differs."""
        return not (any(self.columns.values()) or self.retyped or any(self.rows.alone.values()) or self.rows.changed)


@dataclass(frozen=True)
class Comparison:
    """Both copies, the tables that one of them has alone, with their number of rows, and all tables of both."""

    copies: Mapping[str, Copy]
    alone: Mapping[str, Mapping[str, int]]
    tables: Sequence[Table]

    @property
    def is_equal(self) -> bool:
        """Whether nothing differs."""
        return not any(self.alone.values()) and all(table.is_equal for table in self.tables)


def compare(old: Path, new: Path, wish: Wish) -> Comparison:
    """Compare two copies, each given by its folder or its database.

    Raises:
        ScorehouseError: One of them is no published copy, or neither has a table that is wished for.
    """
    with duckdb.connect() as connection:
        first = _opened(connection, OLD, old)
        second = _opened(connection, NEW, new, beside=first)
        copies = {OLD: first, NEW: second}
        titles = _wished(copies, wish)
        alone = {
            side: {
                title: int(_values(connection, f"select count(*) from {copies[side].relation(title)}")[0])
                for title in titles
                if title not in copies[other].tables
            }
            for side, other in (_SIDES, _SIDES[::-1])
        }
        both = [title for title in titles if title in first.tables and title in second.tables]
        return Comparison(copies, alone, [_Pair(connection, copies, title, wish).compared() for title in both])


def _opened(connection: duckdb.DuckDBPyConnection, side: str, given: Path, beside: Copy | None = None) -> Copy:
    database = (given / DATABASE if given.is_dir() else given).resolve()
    if beside and beside.database == database:  # DuckDB attaches no file twice
        return beside
    if not database.is_file():
        raise ScorehouseError(f"{given} is no published copy: name a folder that holds {DATABASE}, or that file.")
    try:
        connection.execute(f"attach {literal(str(database))} as {side} (read_only)")
        found = connection.execute(
            """
            select columns.schema_name || '.' || columns.table_name, columns.column_name, columns.data_type
            from duckdb_columns() as columns semi join duckdb_tables() using (database_name, schema_name, table_name)
            where database_name = ? order by 1, columns.column_index
            """,
            [side],
        ).fetchall()
    except duckdb.Error as error:
        raise ScorehouseError(f"{database} cannot be read: {str(error).splitlines()[0]}") from error
    tables: dict[str, dict[str, str]] = {}
    for title, name, data_type in found:
        tables.setdefault(title, {})[name] = data_type
    try:
        said = about(database.parent) if (database.parent / ABOUT).is_file() else {}
    except ValueError as error:
        raise ScorehouseError(
            f"{database.parent / ABOUT} cannot be read; remove it to compare without keys."
        ) from error
    return Copy(database, side, said.get("as_of", ""), tables, said.get("keys", {}))


def _wished(copies: Mapping[str, Copy], wish: Wish) -> list[str]:
    titles = sorted({title for copy in copies.values() for title in copy.tables})
    known = {name for title in titles for name in (title, title.partition(".")[2])}
    for name in wish.tables:
        if name not in known:
            raise ScorehouseError(f"Neither copy has a table {name}; there are {', '.join(titles) or 'none'}.")
    return [title for title in titles if not wish.tables or {title, title.partition(".")[2]} & {*wish.tables}]


def _values(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[int, ...]:
    """The one row of an aggregate."""
    [row] = connection.execute(query).fetchall()
    return tuple(row)


class _Pair:
    """A table of both copies, in SQL as `old` and `new`."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, copies: Mapping[str, Copy], title: str, wish: Wish
    ) -> None:
        self._connection, self._title, self._wish = connection, title, wish
        self._relations = {side: copy.relation(title) for side, copy in copies.items()}
        self._types = {
            side: {name: kind for name, kind in copy.tables[title].items() if name not in wish.ignored}
            for side, copy in copies.items()
        }
        self._common = [name for name in self._types[OLD] if name in self._types[NEW]]
        self._key = list(copies[NEW].keys.get(title) or copies[OLD].keys.get(title) or ())

    def compared(self) -> Table:
        columns = {
            side: {name: kind for name, kind in types.items() if name not in self._common}
            for side, types in self._types.items()
        }
        types = {name: (self._types[OLD][name], self._types[NEW][name]) for name in self._common}
        retyped = {name: pair for name, pair in types.items() if pair[0] != pair[1]}
        why_whole = self._why_whole()
        return Table(self._title, columns, retyped, self._whole(why_whole) if why_whole else self._by_key())

    def _why_whole(self) -> str:
        """Why rows cannot be paired by key; empty when they can."""
        if not self._key:
            return "no key is known"
        missing = [name for name in self._key if name not in self._common]
        if missing:
            return f"{missing[0]} of the key is not in both"
        for side, relation in self._relations.items():
            columns = ", ".join(map(identifier, self._key))
            twice = f"select 1 from {relation} group by {columns} having count(*) > 1 limit 1"
            if self._connection.execute(twice).fetchone():
                return f"the key {', '.join(self._key)} is not unique in {side}"
        return ""

    def _by_key(self) -> Rows:
        others = [name for name in self._common if name not in self._key]
        differs = {name: f"({self._differs(name)})" for name in others}
        old_alone, new_alone, in_both = (
            f"{NEW}.{_HERE} is null",
            f"{OLD}.{_HERE} is null",
            f"{OLD}.{_HERE} and {NEW}.{_HERE}",
        )
        changed = f"{in_both} and ({' or '.join(differs.values()) or 'false'})"
        asked = (old_alone, new_alone, in_both, changed, *(f"{in_both} and {one}" for one in differs.values()))
        counts = ", ".join(f"count(*) filter (where {condition})" for condition in asked)
        only_old, only_new, both, changed_count, *changes = _values(
            self._connection, f"select {counts} {self._joined()}"
        )
        most_first = sorted(zip(others, changes, strict=True), key=lambda change: (-change[1], change[0]))
        what = ", ".join(f"case when {one} then {self._change(name)} end" for name, one in differs.items())
        return Rows(
            key=self._key,
            why_whole="",
            alone={OLD: only_old, NEW: only_new},
            both=both,
            changed=changed_count,
            changes={name: count for name, count in most_first if count},
            examples={
                OLD: [key for key, _ in self._examples(old_alone, "[]")] if only_old else [],
                NEW: [key for key, _ in self._examples(new_alone, "[]")] if only_new else [],
            },
            changed_examples=self._examples(changed, f"[{what}]") if changed_count else [],
        )

    def _joined(self) -> str:
        sides = [f"(select *, true as {_HERE} from {relation}) as {side}" for side, relation in self._relations.items()]
        on = " and ".join("{} is not distinct from {}".format(*self._comparable(name)) for name in self._key)
        return f"from {sides[0]} full join {sides[1]} on {on}"

    def _examples(self, condition: str, what: str) -> list[tuple[Row, Row]]:
        """The first pairs by key, as text."""
        key = [f"case when new.{_HERE} then new.{name} else old.{name} end" for name in map(identifier, self._key)]
        texts = ", ".join(f"coalesce(({value})::varchar, 'null')" for value in key)
        rows = self._connection.execute(
            f"select [{texts}], list_filter({what}::varchar[], lambda one: one is not null) "
            f"{self._joined()} where {condition} order by {', '.join(key)} limit ?",
            [self._wish.examples],
        ).fetchall()
        return [(tuple(key), tuple(changes)) for key, changes in rows]

    def _whole(self, why: str) -> Rows:
        """Rows as bags: what one copy has more often than the other."""
        if not self._common:
            alone = {
                side: _values(self._connection, f"select count(*) from {r}")[0] for side, r in self._relations.items()
            }
            return Rows((), why, alone, 0, 0, {}, {OLD: [], NEW: []}, [])
        pairs = [self._comparable(name) for name in self._common]
        bags = {
            side: f"select {', '.join(pair[place] for pair in pairs)} from {relation} as {side}"
            for place, (side, relation) in enumerate(self._relations.items())
        }
        more = {OLD: f"({bags[OLD]} except all {bags[NEW]})", NEW: f"({bags[NEW]} except all {bags[OLD]})"}
        alone = {side: _values(self._connection, f"select count(*) from {rows}")[0] for side, rows in more.items()}
        examples = {side: self._whole_rows(more[side]) if alone[side] else [] for side in _SIDES}
        total = _values(self._connection, f"select count(*) from {self._relations[OLD]}")[0]
        return Rows((), why, alone, total - alone[OLD], 0, {}, examples, [])

    def _whole_rows(self, rows: str) -> list[Row]:
        names = [f"c{number}" for number in range(len(self._common))]
        texts = ", ".join(f"coalesce({name}::varchar, 'null')" for name in names)
        found = self._connection.execute(
            f"select [{texts}] from {rows} as alone ({', '.join(names)}) order by all limit ?", [self._wish.examples]
        ).fetchall()
        return [tuple(values) for (values,) in found]

    def _differs(self, name: str) -> str:
        """SQL for whether a column differs; two missing values do not."""
        old, new = self._comparable(name)
        unequal = f"{old} is distinct from {new}"
        if self._wish.tolerance and self._is_fraction(OLD, name) and self._is_fraction(NEW, name):
            return f"{unequal} and not coalesce(abs({old} - {new}) <= {self._wish.tolerance!r}, false)"
        return unequal

    def _change(self, name: str) -> str:
        texts = [f"coalesce({side}.{identifier(name)}::varchar, 'null')" for side in _SIDES]
        return f"{literal(name)} || ' ' || {texts[0]} || ' -> ' || {texts[1]}"

    def _comparable(self, name: str) -> tuple[str, str]:
        """SQL for both values of a column, in a form in which they can be compared."""
        kinds = {self._base(side, name) for side in _SIDES}
        is_alike = self._types[OLD][name] == self._types[NEW][name] or any(kinds <= {*family} for family in _FAMILIES)
        old, new = (f"{side}.{identifier(name)}" for side in _SIDES)
        return (old, new) if is_alike else (f"{old}::varchar", f"{new}::varchar")

    def _is_fraction(self, side: str, name: str) -> bool:
        return self._base(side, name) in _FRACTIONS

    def _base(self, side: str, name: str) -> str:
        """The type without what stands in brackets; a list is a type of its own."""
        kind = self._types[side][name]
        return kind if kind.endswith("]") else kind.partition("(")[0]
