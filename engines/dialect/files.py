"""Files that DuckDB reads by a function, as a table of Spark's over the place where they lie.

Nothing is copied, and dropping the table leaves the files. It is made anew by each run, so that it has the columns that
the files have by then.
"""

from sqlglot import exp

from engines.dialect.errors import DialectError
from engines.dialect.statements import parsed

SCHEMA = "files"


def table_over(name: str, reads: str) -> tuple[str, str]:
    """Two statements in Spark's words that make a table over files.

    Args:
        name: The table, as it stands in Spark's SQL.
        reads: How DuckDB reads them: `read_parquet(path, ...)`, or `read_json(path, columns = {...})`.

    Raises:
        DialectError: They are read in another way.
    """
    function, columns = _call(reads), ""
    if isinstance(function, exp.ReadParquet):
        form, arguments = "parquet", function.expressions
    elif isinstance(function, exp.Anonymous) and function.name.lower() == "read_json":
        form, arguments = "json", function.expressions
        columns = f"({', '.join(_columns(arguments))}) "
    else:
        raise DialectError(f"{reads} is not known to Spark: read files by read_parquet or read_json.")
    place = arguments[0].sql("spark")
    return f"drop table if exists {name}", f"create table {name} {columns}using {form} location {place}"


def place_of(reads: str) -> str:
    """The path or pattern of the files, from how DuckDB reads them."""
    function = _call(reads)
    return str(function.expressions[0].name) if function else ""


def _call(reads: str) -> exp.Expr | None:
    table = parsed(f"select * from {reads}").find(exp.Table)
    return table.this if table else None


def _columns(arguments: list[exp.Expr]) -> list[str]:
    said = {option.this.name: option.expression for option in arguments if isinstance(option, exp.EQ)}
    if "columns" not in said:
        raise DialectError(
            "read_json is read by Spark only where its columns are named: columns = {name: 'type', ...}."
        )
    return [
        f"{column.name} {exp.DataType.build(column.expression.name, dialect='duckdb').sql('spark')}"
        for column in said["columns"].expressions
    ]
