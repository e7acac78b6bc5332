"""The rows in which two finished builds differ: in the warehouse, the judged file and the published copy."""

import duckdb
from warehouse_home import Kept

# The platform's own instant of landing is not about the data, and what a build made anew is about the build.
OF_THE_BUILD = frozenset({"landed_at", "changed_as_of", "is_made_now", "judged_content"})
# So is what nobody has seen before it; together with what is kept of earlier ones it is the mart, which is compared.
MADE_ANEW = {
    "kpi.kpi_changed_periods",
    "kpi.kpi_changed_stocks",
    "kpi.kpi_customer_activity",
    "kpi.kpi_score_changes__new",
    "intermediate.int_score_changes__kept",
}
# A day of which nothing is left, such as one on which a deal was to close, stays noted where it was there before.
LEFT_OUT = dict.fromkeys(("kpi.kpi_changed_days", "kpi.kpi_stock_days"), "fingerprint is null")


def differing(one: Kept, other: Kept, ignored: frozenset[str] = OF_THE_BUILD) -> dict[str, tuple]:
    """The tables that do not hold the same rows, with how many rows only one of the two holds."""
    found = {}
    for kind in ("warehouse", "judged", "published"):
        with duckdb.connect() as connection:
            for alias, kept in (("one", one), ("other", other)):
                connection.execute(f"attach '{getattr(kept, kind)}' as {alias} (read_only)")
            columns = {alias: columns_of(connection, alias, ignored) for alias in ("one", "other")}
            assert columns["one"].keys() == columns["other"].keys()
            assert len(columns["one"]) >= 5
            for table, names in columns["one"].items():
                assert names == columns["other"][table]
                counts = rows_of_one_alone(connection, table, names, f"not ({LEFT_OUT.get(table, 'false')})")
                if counts != (0, 0):
                    found[f"{kind}: {table}"] = counts
    return found


def columns_of(connection: duckdb.DuckDBPyConnection, database: str, ignored: frozenset[str]) -> dict[str, list[str]]:
    rows = connection.execute(f"""
        select columns.schema_name || '.' || columns.table_name, columns.column_name
        from duckdb_columns() as columns semi join duckdb_tables() using (database_name, schema_name, table_name)
        where database_name = '{database}' order by 1, 2
    """).fetchall()
    tables: dict[str, list[str]] = {}
    for table, column in rows:
        if table in MADE_ANEW:
            continue
        tables.setdefault(table, [])
        if column not in ignored:
            tables[table].append(f'"{column}"')
    return tables


def rows_of_one_alone(
    connection: duckdb.DuckDBPyConnection, table: str, columns: list[str], condition: str
) -> tuple[int, int]:
    # Nearly all tables are equal, and adding up hashes tells so in a tenth of the time.
    sums = [
        connection.execute(f"select count(*), sum(hash({', '.join(columns)})) from {rows}").fetchall()
        for rows in (f"{database}.{table} where {condition}" for database in ("one", "other"))
    ]
    if sums[0] == sums[1]:
        return 0, 0
    one, other = (
        f"select {', '.join(columns)} from {database}.{table} where {condition}" for database in ("one", "other")
    )
    counts = [
        connection.execute(f"select count(*) from ({left} except all {right})").fetchall()[0][0]
        for left, right in ((one, other), (other, one))
    ]
    return counts[0], counts[1]
