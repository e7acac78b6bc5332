"""What dbt-spark and the project's hooks send, one statement each: which part of it is DuckDB's, said to Spark.

dbt-spark writes Spark's own words around a query: `create ... as`, a test's count. The query is the project's and is
translated; a statement without one is Spark's already. What is corrected is said in `meaning`, what refused in `traps`.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from engines.dialect.errors import DialectError
from engines.dialect.meaning import CORRECTIONS, RANK, Correction
from engines.dialect.traps import refuse

_COMMENT = r"(?:\s|/\*.*?\*/|--[^\n]*(?:\n|$))*"
_QUERY = rf"(?={_COMMENT}(?:with\b|select\b|from\b|\())"
# The head may name a table, a format and a place, but no query.
_HEAD = re.compile(rf"{_COMMENT}(?:create\b(?:(?!\b(?:select|with)\b).)*?\bas\b)?{_QUERY}", re.I | re.S)
_TEXT = re.compile(r"\bvarchar\b(?!\s*\()", re.I)


def in_sparks_words(statement: str, columns_of: Callable[[str], Sequence[str]]) -> str:
    """A statement as Spark understands it, with the answer that DuckDB would give.

    Args:
        statement: What dbt would send.
        columns_of: The names of the columns of a query of Spark's; asked only where a translation shows more columns
            than it should.

    Raises:
        DialectError: It holds a construct that has no counterpart of equal meaning, or does not parse.
    """
    head = _HEAD.match(statement)
    if not head:
        return _TEXT.sub("string", statement)
    query = translated(statement[head.end() :].strip().rstrip(";"))
    if RANK in query:
        columns = columns_of(query)
        wanted = [column for column in columns if not column.startswith(RANK)]
        if wanted != [*columns]:
            query = f"select {', '.join(f'`{column}`' for column in wanted)} from (\n{query}\n) as shown"
    return f"{statement[: head.end()]}\n{query}"


@lru_cache(maxsize=1024)
def translated(query: str, corrections: tuple[Correction, ...] = CORRECTIONS) -> str:
    """A query in DuckDB's SQL, in Spark's.

    Raises:
        DialectError: It holds a construct that has no counterpart of equal meaning, or does not parse.
    """
    tree = parsed(query)
    refuse(tree)
    holder = exp.Subquery(this=tree)  # so that a correction can put another query in the place of the whole
    for correct in corrections:
        correct(holder)
    return str(holder.this.sql("spark", pretty=True))


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
