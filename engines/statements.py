"""What dbt-spark and the project's hooks send, one statement each: which part of it is DuckDB's, said to Spark.

dbt-spark writes Spark's own words around a query: `create ... as`, a test's count. The query is the project's and is
translated; a statement without one is Spark's already. What is corrected is said in `meaning`, what refused in `traps`.
"""

import re
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from engines.errors import DialectError
from engines.meaning import CORRECTIONS, Correction
from engines.traps import refuse

_COMMENT = r"(?:\s|/\*.*?\*/|--[^\n]*(?:\n|$))*"
_QUERY = rf"(?={_COMMENT}(?:with\b|select\b|from\b|\())"
# The head may name a table, a format and a place, but no query.
_HEAD = re.compile(rf"{_COMMENT}(?:create\b(?:(?!\b(?:select|with)\b).)*?\bas\b)?{_QUERY}", re.I | re.S)
_TEXT = re.compile(r"\bvarchar\b(?!\s*\()", re.I)


def in_sparks_words(statement: str) -> str:
    """A statement as Spark understands it, with the answer that DuckDB would give.

    Raises:
        DialectError: It holds a construct that has no counterpart of equal meaning, or does not parse.
    """
    head = _HEAD.match(statement)
    if not head:
        return _TEXT.sub("string", statement)
    query = statement[head.end() :].strip().rstrip(";")
    return f"{statement[: head.end()]}\n{translated(query)}"


@lru_cache(maxsize=1024)
def translated(query: str, corrections: tuple[Correction, ...] = CORRECTIONS) -> str:
    """A query in DuckDB's SQL, in Spark's.

    Raises:
        DialectError: It holds a construct that has no counterpart of equal meaning, or does not parse.
    """
    tree = parsed(query)
    refuse(tree)
    for correct in corrections:
        correct(tree)
    return tree.sql("spark", pretty=True)


def parsed(query: str) -> exp.Expr:
    """The tree of a query in DuckDB's SQL.

    Raises:
        DialectError: It does not parse.
    """
    try:
        return sqlglot.parse_one(query, read="duckdb")
    except SqlglotError as error:
        reason = str(error).splitlines()[0].rstrip(".")
        raise DialectError(f"The statement cannot be read in order to translate it: {reason}.") from error
