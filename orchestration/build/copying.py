"""The public marts, and how each gets from the warehouse into a copy: as a table and as Parquet, in parts.

A mart of a long history is copied by month. A part that the copy before holds with the same rows is taken from there.
Which models are public, and by which date each is copied, is said in `dbt_project`; when, in `publish`.
"""

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from orchestration.build.reading import Relation, relation_of
from orchestration.quoting import identifier, literal

PARQUET = "parquet"
_NEVER = "0001-01-01"
_TESTS_OF_KEYS = ("unique", "unique_combination")


@dataclass(frozen=True)
class Mart:
    """A public model.

    Attributes:
        schema: Where it is.
        name: What it is called there.
        description: What it says about itself.
        month_of: The date column by whose months it is copied; empty where it is copied as one.
        key: The columns that no two rows have alike, as a test says; empty where none does.
        columns: What its columns say about themselves, those that lead to a dimension with its name, by column.
        named_by: The column that names one of its rows, with `company` where it has that; empty for no dimension.
        joins: The dimension that each of its columns leads to, by column: see `docs/naming.md`.
        company_in: The column that has the company by which dimensions are joined; empty where none does.
        views_by: Codes of which each combination has a view of its own, so that a plain sum is right.
        types: The declared types of its columns, by column.
    """

    schema: str
    name: str
    description: str
    month_of: str = ""
    key: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    named_by: str = ""
    joins: Mapping[str, str] = field(default_factory=dict)
    company_in: str = ""
    views_by: tuple[str, ...] = ()
    types: Mapping[str, str] = field(default_factory=dict)

    @property
    def relation(self) -> Relation:
        """Where its rows are."""
        return Relation(self.schema, self.name, self.types)

    @property
    def title(self) -> str:
        """Schema and name, as a query names it."""
        return f"{self.schema}.{self.name}"

    @property
    def table(self) -> str:
        """The same, quoted for SQL."""
        return self.relation.table

    @property
    def month(self) -> str:
        """SQL for the first day of the month that a row belongs to."""
        return _month(self.day)

    @property
    def day(self) -> str:
        """SQL for the date by whose month a row is copied."""
        return identifier(self.month_of) if self.month_of else "null::date"


# What a copy holds of a mart: the first day of each month, with the number and the fingerprint of its rows.
Parts = dict[str, list[str]]


def public_marts(manifest: Mapping[str, Any]) -> list[Mart]:
    """The models that the project offers to everybody."""
    keys = _tested_keys(manifest)
    public = {
        unique_id: node
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and node.get("access") == "public"
    }
    dimensions = {
        node["config"]["meta"]["named_by"]: f"{node['schema']}.{node['name']}"
        for node in public.values()
        if "named_by" in node["config"]["meta"]
    }
    return sorted(
        (_mart(node, keys.get(unique_id, ()), dimensions) for unique_id, node in public.items()),
        key=lambda mart: mart.title,
    )


def _mart(node: Mapping[str, Any], key: tuple[str, ...], dimensions: Mapping[str, str]) -> Mart:
    meta, title = node["config"]["meta"], f"{node['schema']}.{node['name']}"
    columns = {name: column["description"] for name, column in node.get("columns", {}).items()}
    joins = {
        column: dimension
        for column in columns
        for own, dimension in dimensions.items()
        # What stands before the dimension's own id is the role: parent_account_id.
        if f"_{column}".endswith(f"_{own}") and (dimension, own) != (title, column)
    }
    return Mart(
        node["schema"],
        node["name"],
        node["description"],
        meta.get("month_of", ""),
        key,
        columns | {column: f"{columns[column]} Joins {dimension}." for column, dimension in joins.items()},
        meta.get("named_by", ""),
        joins,
        "company" if "company" in columns else meta.get("company_in", ""),
        tuple(meta.get("views_by", ())),
        relation_of(node).types,
    )


def _tested_keys(manifest: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The shortest key that a test has for each model; one that looks at some rows only is none."""
    keys: dict[str, tuple[str, ...]] = {}
    for node in manifest["nodes"].values():
        test, model = node.get("test_metadata") or {}, node.get("attached_node")
        if model and test.get("name") in _TESTS_OF_KEYS and not node["config"].get("where"):
            given = test["kwargs"]
            key = tuple(given.get("columns") or [given["column_name"]])
            keys[model] = min(keys.get(model, key), key, key=lambda one: (len(one), one))
    return keys


@dataclass(frozen=True)
class Before:
    """The copy before, as far as a mart is concerned.

    Attributes:
        folder: Where its files are; None where nothing is taken from it.
        parts: What it holds of the mart.
        is_at_hand: The database of the new copy holds these parts already; otherwise it is empty.
    """

    folder: Path | None
    parts: Parts
    is_at_hand: bool


def copy(connection: duckdb.DuckDBPyConnection, mart: Mart, folder: Path, before: Before) -> Parts:
    """Copy a mart of the attached warehouse.

    Args:
        connection: The database of the copy, with the warehouse attached as `warehouse`.
        mart: What to copy.
        folder: The copy's folder.
        before: The copy before; its files serve again where their part has not changed.

    Returns:
        The parts it holds now.
    """
    found = _parts(connection, mart)
    kept = [part for part in found if found[part] == before.parts.get(part)]
    if not (before.is_at_hand and found == before.parts):
        changed = sorted((found | before.parts).keys() - kept)
        _write_table(connection, mart, changed if kept and before.is_at_hand else [])
        if mart.views_by:
            _write_views(connection, mart)
    _write_parquet(connection, mart, folder / PARQUET, sorted(found.keys() - kept))
    if before.folder:
        _link_parquet(mart, before.folder / PARQUET, folder / PARQUET, kept)
    return found


def _parts(connection: duckdb.DuckDBPyConnection, mart: Mart) -> Parts:
    """What there is of each part, also of an empty mart; the same rows in another order are the same."""
    # By day first: a few thousand days are turned into months faster than millions of rows.
    days = (
        f"select {mart.day} as day, count(*) as row_count, sum(hash(rows_of)) as content "
        f"from warehouse.{mart.table} as rows_of group by 1"
    )
    parts = f"select {_month('day')}::varchar, sum(row_count)::varchar, sum(content)::varchar"
    found = connection.execute(f"{parts} from ({days}) group by 1 order by 1").fetchall()
    return {month: [count, content] for month, count, content in found or [(_NEVER, "0", "")]}


def _write_table(connection: duckdb.DuckDBPyConnection, mart: Mart, changed: Sequence[str]) -> None:
    """Write the parts that have come, changed or gone; without any, the whole table."""
    rows = f"select * from warehouse.{mart.table}"
    if changed:
        connection.execute(f"delete from {mart.table} where {_is_in(mart, changed)}", [changed])
        connection.execute(f"insert into {mart.table} {rows} where {_is_in(mart, changed)}", [changed])
    else:
        connection.execute(f"create schema if not exists {identifier(mart.schema)}")
        connection.execute(f"create or replace table {mart.table} as {rows}")
        _describe(connection, mart)


def _describe(connection: duckdb.DuckDBPyConnection, mart: Mart) -> None:
    """Say what a new table and its columns are, and of a dimension, by which columns it is joined."""
    if mart.named_by:
        connection.execute(f"alter table {mart.table} add primary key ({', '.join(map(identifier, mart.key))})")
    said = [f"comment on table {mart.table} is {literal(mart.description)}"]
    for name, text in mart.columns.items():
        said.append(f"comment on column {mart.table}.{identifier(name)} is {literal(text)}")
    _at_once(connection, said)


def _write_views(connection: duckdb.DuckDBPyConnection, mart: Mart) -> None:
    """One view for each combination of codes: kpi_values__person_month has the months of people."""
    codes, views = ", ".join(map(identifier, mart.views_by)), []
    for found in connection.execute(f"select distinct {codes} from {mart.table} order by all").fetchall():
        view = f"{identifier(mart.schema)}.{identifier('_'.join([mart.name + '_', *found]))}"
        condition = " and ".join(
            f"{identifier(name)} = {literal(code)}" for name, code in zip(mart.views_by, found, strict=True)
        )
        rows = f"select * exclude ({codes}) from {mart.table} where {condition}"
        views.append(f"create or replace view {view} as {rows}")
        views.append(f"comment on view {view} is {literal(f'{mart.description} Those of {condition}.')}")
    _at_once(connection, views)


def _at_once(connection: duckdb.DuckDBPyConnection, statements: Sequence[str]) -> None:
    """In one transaction: each of a thousand by itself would wait for the disk by itself."""
    connection.begin()
    for statement in statements:
        connection.execute(statement)
    connection.commit()


def _write_parquet(connection: duckdb.DuckDBPyConnection, mart: Mart, folder: Path, parts: Sequence[str]) -> None:
    """A mart copied by month is a folder of folders, month=2026-03 and so on; any other is one file."""
    if not parts:
        return
    rows, given, target, form = f"select * from {mart.table}", [], _parquet(mart, folder, parts[0]), "format parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    if mart.month_of and connection.execute(f"{rows} limit 1").fetchone():
        month = f"case when {identifier(mart.month_of)} is null then 'none' else strftime({mart.month}, '%Y-%m') end"
        rows = f"select *, {month} as month from {mart.table} where {_is_in(mart, parts)}"
        given, target, form = [parts], folder / mart.name, f"{form}, partition_by (month), overwrite_or_ignore"
    connection.execute(f"copy ({rows}) to {literal(str(target))} ({form})", given)


def _link_parquet(mart: Mart, source: Path, target: Path, parts: Sequence[str]) -> None:
    """Let the same files stand in both copies: files of a copy are never changed."""
    for part in parts:
        first = _parquet(mart, source, part)
        for file in first.parent.glob("*.parquet" if mart.month_of else first.name):
            linked = _parquet(mart, target, part).with_name(file.name)
            linked.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(file, linked)
            except OSError:  # a file system without hard links
                shutil.copy(file, linked)


def _parquet(mart: Mart, folder: Path, part: str) -> Path:
    """The file of a part; further ones, of a large month, lie beside it."""
    month = "none" if part == _NEVER else part[:7]
    return (
        folder / mart.name / f"month={month}" / "data_0.parquet" if mart.month_of else folder / f"{mart.name}.parquet"
    )


def _is_in(mart: Mart, parts: Sequence[str]) -> str:
    """SQL for whether a row belongs to one of the parts, a parameter; what lies before the first need not be read."""
    first = min(parts)
    bound = "" if first == _NEVER else f"{mart.day} >= {literal(first)}::date and "
    return f"{bound}{mart.month} in (select unnest(?::date[]))"


def _month(day: str) -> str:
    """SQL for the first day of a day's month; for no day, the first of all days."""
    return f"coalesce(date_trunc('month', {day})::date, {literal(_NEVER)}::date)"
