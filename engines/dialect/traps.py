"""What Spark answers differently and no correction mends: refused, with the construct and what to write instead.

SQLGlot passes on what it does not know, so a function is trusted only once it is listed in `SAME`; each that is listed
has been asked of both engines in the tests.
"""

import re
from collections.abc import Callable, Iterator

from sqlglot import exp

from engines.dialect.errors import DialectError

# Functions with equal answers, by SQLGlot's names; those of engine.sql in Spark's words, and what `meaning` corrects.
SAME = frozenset(
    """
    abs and arg_max arg_min array array_append array_contains avg bround case cast coalesce concat_ws count
    current_timezone date_diff date_trunc dense_rank element_at exists explode extract first_value floor
    from_utc_timestamp generate_series greatest if lag last_value lead least left length logical_and logical_or
    lower make_interval map map_entries map_from_arrays max min months_between nullif or pad percentile raise_error
    rank read_json read_parquet regexp_full_match regexp_like regexp_replace replace right round row_number sequence
    sha2 sign split_part sqrt sum time_to_str timestamp_trunc to_utc_timestamp translate trim try_cast
    unix_timestamp upper xxhash64
    """.split()  # noqa: SIM905 - a list of words
)
Trap = Callable[[exp.Expr], str]


def refuse(tree: exp.Expr) -> None:
    """Look at a parsed statement before it is translated.

    Raises:
        DialectError: It holds one of the traps.
    """
    for told in found(tree):
        raise DialectError(told)


def found(tree: exp.Expr) -> Iterator[str]:
    """A sentence for each trap in a statement."""
    for node in tree.walk():
        yield from (told for trap in TRAPS if (told := trap(node)))


def _unproven_function(node: exp.Expr) -> str:
    if not isinstance(node, exp.Func):
        return ""
    name = node.name.lower() if isinstance(node, exp.Anonymous) else node.sql_name().lower()
    return "" if name in SAME else f"{_said(node)} is not known to answer the same on Spark; put it into engine.sql"


def _first_match(node: exp.Expr) -> str:
    if not isinstance(node, exp.RegexpReplace) or getattr(node.args.get("modifiers"), "name", "") == "g":
        return ""
    return f"{_said(node)} replaces the first match in DuckDB and every one in Spark; say every, with 'g'"


def _reference_before_a_word(node: exp.Expr) -> str:
    said = node.args.get("replacement") if isinstance(node, exp.RegexpReplace) else None
    if said is None or not re.search(r"\\\d\w", said.name):
        return ""
    return f"{_said(node)} puts a letter or digit right behind what is found, where engines read another group"


def _form_of_a_date(node: exp.Expr) -> str:
    if not isinstance(node, exp.TimeToStr) or re.fullmatch(r"(%[YmdHMS]|[-: /.])*", node.args["format"].name):
        return ""
    return f"{_said(node)} has a form that engines write differently; use %Y, %m, %d, %H, %M and %S"


def _element_by_column(node: exp.Expr) -> str:
    if not isinstance(node, exp.Bracket) or all(isinstance(place, exp.Literal) for place in node.expressions):
        return ""
    return f"{_said(node)} counts from 1 in DuckDB and from 0 in Spark; use the macro element"


def _tuple_in_query(node: exp.Expr) -> str:
    if not isinstance(node, exp.In) or not isinstance(node.this, exp.Tuple) or not node.args.get("query"):
        return ""
    return f"{_said(node)} compares a struct in one engine and columns in the other; write exists"


def _all_but_some(node: exp.Expr) -> str:
    if not isinstance(node, exp.Star) or not (node.args.get("except_") or node.args.get("replace")):
        return ""
    return f"{_said(node)} is not known to every engine; name the columns"


def _day_of_week(node: exp.Expr) -> str:
    if not isinstance(node, exp.Extract) or node.name.lower() not in ("dow", "dayofweek", "epoch"):
        return ""
    return f"{_said(node)} counts differently in Spark; use isodow or a macro of engine.sql"


def _number_as_text(node: exp.Expr) -> str:
    if not isinstance(node, exp.Cast) or not node.to.is_type("text", "varchar") or not isinstance(node.this, exp.Div):
        return ""
    cure = "cast it to a decimal and use decimal_text"
    return f"{_said(node)} is written in another form by Spark where it is large or small; {cure}"


def _column_or_sum(node: exp.Expr) -> str:
    select = node.parent_select if isinstance(node, exp.Column) and not node.table else None
    if select is None or all(outer is not select.args.get("having") for outer in _around(node)):
        return ""
    shown = [said.this for said in select.selects if isinstance(said, exp.Alias) and said.alias == node.name]
    if not any(column.name == node.name for value in shown for column in value.find_all(exp.Column) if value != column):
        return ""
    return f"{_said(node)} in HAVING is a column to DuckDB and what is selected to Spark; put its table before it"


def _looked_up_as_a_value(node: exp.Expr) -> str:
    if not isinstance(node, exp.In) or not node.args.get("query"):
        return ""
    for outer in _around(node):
        if isinstance(outer, exp.Where | exp.Having | exp.Join | exp.Qualify | exp.Filter):
            return ""
        if isinstance(outer, exp.Select):
            break
    return f"{_said(node)} asks another table for a value, which engines do only in conditions; join it"


def _around(node: exp.Expr) -> Iterator[exp.Expr]:
    while node.parent is not None:
        node = node.parent
        yield node


TRAPS: tuple[Trap, ...] = (
    _unproven_function,
    _first_match,
    _reference_before_a_word,
    _form_of_a_date,
    _element_by_column,
    _tuple_in_query,
    _all_but_some,
    _day_of_week,
    _number_as_text,
    _column_or_sum,
    _looked_up_as_a_value,
)


def _said(node: exp.Expr) -> str:
    text = node.sql("duckdb")
    return text if len(text) <= 80 else f"{text[:77]}..."
