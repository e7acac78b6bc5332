"""A small real warehouse with the judged relations as they are declared, in which a test plants what it needs."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb
from answers import right
from declared import columns_of

from expectations.rules import SUITES

DAY = "2026-03-02"
# What a clean row says where the type alone does not tell: when it was, who answers for it, that it is the newest.
CLEAN: dict[str, object] = {
    "source": "crm",
    "entity": "orders",
    "accountable_id": "ann",
    "extract_date": "2026-03-03",
    "is_first_version": True,
    "is_deleted": False,
    "superseded_date": None,
    "updated_by_id": None,
    "updated_at": None,
}
BY_TYPE = {"varchar": "x", "boolean": True, "date": DAY, "timestamp": f"{DAY} 09:00:00"}
Row = dict[str, Any]


def clean_row(relation: str) -> Row:
    """A row that every rule of the relation passes, as far as one row can be asked by all of them."""
    row = {column: CLEAN.get(column, BY_TYPE.get(type_, 1)) for column, type_ in columns_of(relation).items()}
    for suite in SUITES:
        for rule in suite.rules if suite.relation == relation else ():
            row |= right(rule.asked, row)
    return row


def _table(relation: str) -> str:
    columns = ", ".join(f"{name} {type_}" for name, type_ in columns_of(relation).items())
    return f"create table intermediate.{relation} ({columns})"


class Warehouse:
    """A DuckDB file like the one dbt builds; a row is clean but for the values a test names."""

    def __init__(self, folder: Path) -> None:
        """Create `folder`/warehouse.duckdb with empty relations."""
        self.path = folder / "warehouse.duckdb"
        self.judged = folder / "judged.duckdb"
        self._rows = 0
        self._clean = {suite.relation: clean_row(suite.relation) for suite in SUITES}
        self.run("create schema intermediate", *map(_table, self._clean))

    def run(self, *statements: str) -> None:
        """Run statements in the warehouse."""
        with duckdb.connect(self.path) as connection:
            for statement in statements:
                connection.execute(statement)

    def add(self, relation: str, **values: object) -> str:
        """Add one row and return its record id."""
        return self.add_all([(relation, values)])[-1]

    def add_all(self, rows: Iterable[tuple[str, Mapping[str, object]]]) -> list[str]:
        """Add rows, each with what it says otherwise than a clean one; return their record ids."""
        ids = []
        with duckdb.connect(self.path) as connection:
            for relation, values in rows:
                self._rows += 1
                row = self._clean[relation] | {"record_id": f"r{self._rows}"} | dict(values)
                places = ", ".join("?" * len(row))
                connection.execute(
                    f"insert into intermediate.{relation} ({', '.join(row)}) values ({places})", list(row.values())
                )
                ids.append(str(row["record_id"]))
        return ids

    def change(self, relation: str, record_id: str, extract_date: str, **values: object) -> None:
        """Add the next version of a record; unless it is a tombstone, it supersedes those before it."""
        if not values.get("is_deleted"):
            self.run(
                f"update intermediate.{relation} set superseded_date = '{extract_date}' "
                f"where record_id = '{record_id}' and superseded_date is null"
            )
        self.add(relation, record_id=record_id, extract_date=extract_date, is_first_version=False, **values)

    def add_clean(self, *relations: str) -> None:
        """Add one clean row to some relations, or to every one."""
        self.add_all((relation, {}) for relation in relations or self._clean)

    def held(self, query: str) -> list[tuple[Any, ...]]:
        """What the judged file answers."""
        with duckdb.connect(self.judged, read_only=True) as connection:
            return connection.execute(query).fetchall()
