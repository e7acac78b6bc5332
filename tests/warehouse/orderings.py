"""Orderings in a statement, and whether they are total: what comes first must not be left to chance.

The engine's own parser gives the tree of a statement. From the tested keys of the relations that it reads, its groups,
its distincts and the first rows it takes, follows by what the rows of each of its parts can be told apart. An ordering,
with the partition it is in, is total where it contains one of those keys, or ends with a hash of the row. Beyond that,
the key of the statement itself or of what it reads is believed; but not of rows as they are delivered, which may
repeat, unless the first of each has been taken.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import duckdb

Tree = Any
Key = frozenset[str]


class Rows:
    """What is known of a relation: its keys, and whether it holds rows as they are delivered."""

    def __init__(self, keys: Iterable[Key] = (), *, raw: bool = False) -> None:
        """Know nothing else."""
        self.keys, self.raw = frozenset(keys), raw


# Whose result depends on which of two equal rows comes first; sums, counts and extremes over whole groups do not.
_BY_PLACE = {"WINDOW_ROW_NUMBER", "WINDOW_LAG", "WINDOW_LEAD", "WINDOW_FIRST_VALUE", "WINDOW_LAST_VALUE"}
_PICKS = {"max_by", "min_by", "arg_max", "arg_min"}
_BY_CHANCE = {"first", "last", "any_value", "arbitrary", "string_agg", "group_concat", "list", "array_agg"}
_SIDES = ("left", "right")


class Statement:
    """One statement, walked through for what it leaves to chance."""

    def __init__(self, sql: str, read: Mapping[str, Rows], believed: Iterable[Key]) -> None:
        """Walk through `sql`.

        `read` says what is known of relations by name; `believed` are keys of rows that are no longer raw.
        """
        self.chances: list[str] = []
        self._believed = frozenset(believed)
        with duckdb.connect() as connection:
            (text,) = connection.execute("select json_serialize_sql(?::varchar)", [sql]).fetchone() or ("{}",)
        parsed = json.loads(text)
        assert not parsed.get("error"), parsed.get("error_message")
        self._query(parsed["statements"][0]["node"], read)

    def _query(self, node: Tree, known: Mapping[str, Rows]) -> Rows:
        known = dict(known)
        for entry in node["cte_map"]["map"]:
            known[entry["key"].lower()] = self._query(entry["value"]["query"]["node"], known)
        if node["type"] == "SELECT_NODE":
            return self._select(node, known)
        sides = [self._query(node[side], known) for side in ("left", "right") if side in node]
        return Rows(raw=any(side.raw for side in sides))

    def _select(self, node: Tree, known: Mapping[str, Rows]) -> Rows:
        rows = self._source(node["from_table"], known)
        groups = _columns(node["group_expressions"])
        for expression in _walk([node["select_list"], node["qualify"], node["where_clause"]]):
            if expression.get("class") == "SUBQUERY":
                self._query(expression["subquery"]["node"], known)
            elif expression.get("class") == "WINDOW":
                self._window(expression, Rows([*rows.keys, groups], raw=rows.raw and not groups) if groups else rows)
            elif expression.get("class") == "FUNCTION":
                self._function(expression, rows, groups)
        first = _first_rows(node["qualify"])
        raw = rows.raw and not first and not node["group_expressions"]
        alike = _constants(node["where_clause"])
        keys = {key - alike for key in rows.keys}
        if node["group_expressions"]:
            keys = {groups} if len(groups) == len(node["group_expressions"]) else set()
        names = _names(node["select_list"])
        kept = {_renamed(key, names) for key in (keys | {first} if first else keys)} - {None}
        if any(modifier["type"] == "DISTINCT_MODIFIER" for modifier in node["modifiers"]):
            kept.add(frozenset(name for _, name in names if name != "*"))
        return Rows((key for key in kept if key is not None), raw=raw)

    def _source(self, table: Tree, known: Mapping[str, Rows]) -> Rows:
        if table["type"] == "BASE_TABLE":
            return known.get(table["table_name"].lower(), Rows())
        if table["type"] == "SUBQUERY":
            return self._query(table["subquery"]["node"], known)
        if table["type"] != "JOIN":
            return Rows()
        left, right = (self._source(table[side], known) for side in ("left", "right"))
        sides = (
            node[side] for node in _walk(table["condition"]) if node.get("type") == "COMPARE_EQUAL" for side in _SIDES
        )
        equal = _columns(sides) | frozenset(table["using_columns"])
        joined = (
            left.keys if any(key <= equal for key in right.keys) else {a | b for a in left.keys for b in right.keys}
        )
        return Rows(joined, raw=left.raw or right.raw)

    def _window(self, window: Tree, rows: Rows) -> None:
        orders = [order["expression"] for order in window["orders"]]
        frame = f"{window['start']} {window['end']}"
        if window["type"] not in _BY_PLACE and (not orders or "ROWS" not in frame):
            return
        if window["type"] == "WINDOW_ROW_NUMBER" and not orders and not window["partitions"]:
            return  # the place in the order of delivery
        self._unless_total([*window["partitions"], *orders], rows, window["function_name"])

    def _function(self, call: Tree, rows: Rows, groups: Key) -> None:
        name = call["function_name"]
        if name in _PICKS:
            by = call["children"][1]
            self._unless_total(by.get("children") or [by], rows, name, groups)
        elif name in _BY_CHANCE and not call["order_bys"]["orders"]:
            self.chances.append(f"{name}() takes rows in no order")

    def _unless_total(self, expressions: list[Tree], rows: Rows, function: str, groups: Key = frozenset()) -> None:
        if any(node.get("function_name") == "hash" for node in _walk(expressions)):
            return
        names = _columns(expressions) | groups
        if not any(key <= names for key in (rows.keys if rows.raw else rows.keys | self._believed)):
            told = ", ".join(sorted(names))
            self.chances.append(f"{function}() goes by {told}, and several rows can have the same")


def _constants(where: Tree) -> Key:
    """Columns that are the same in all rows."""
    if not where:
        return frozenset()
    parts = where["children"] if where["type"] == "CONJUNCTION_AND" else [where]
    equal = [part for part in parts if part["type"] == "COMPARE_EQUAL" and part["right"]["class"] == "CONSTANT"]
    return _columns(part["left"] for part in equal)


def _first_rows(qualify: Tree) -> Key | None:
    """By what rows are told apart of which only the first in each partition stays."""
    if not qualify or qualify.get("type") != "COMPARE_EQUAL":
        return None
    window = qualify["left"]
    if window.get("type") != "WINDOW_ROW_NUMBER":
        return None
    return _columns(window["partitions"])


def _renamed(key: Key, names: list[tuple[str, str]]) -> Key | None:
    told: dict[str, str] = {}
    for origin, name in names:
        told.setdefault(origin, name)
    if "*" in told:
        return frozenset(told.get(column, column) for column in key)
    return frozenset(told[column] for column in key) if key <= told.keys() else None


def _names(select_list: list[Tree]) -> list[tuple[str, str]]:
    """The columns that are handed on, with what they are called then."""
    found = []
    for expression in select_list:
        if expression["class"] == "STAR":
            found.append(("*", "*"))
        elif column := _column(expression):
            found.append((column, (expression["alias"] or column).lower()))
        elif expression["alias"]:
            found.append(("", expression["alias"].lower()))
    return found


def _columns(expressions: Iterable[Tree]) -> Key:
    return frozenset(name for name in map(_column, expressions) if name)


def _column(expression: Tree) -> str | None:
    if expression.get("class") == "CAST":
        return _column(expression["child"])
    names = expression.get("column_names")
    return names[-1].lower() if names else None


def _walk(node: Tree) -> Iterator[Tree]:
    """All nodes below one, but not into subqueries, whose columns are their own."""
    if isinstance(node, list):
        for item in node:
            yield from _walk(item)
    elif isinstance(node, dict):
        yield node
        for name, value in node.items():
            if name != "subquery":
                yield from _walk(value)
