"""Which engine dbt builds on, made ready for it and let go of afterwards.

DuckDB needs nothing. How statements are said to another engine belongs to `engines`.
"""

from orchestration.errors import ScorehouseError
from orchestration.settings import DUCKDB, SPARK, Settings


def make_ready(settings: Settings) -> None:
    """Let dbt find the engine of this installation.

    Raises:
        ScorehouseError: There is no such engine, it is not said how to reach it, or its extra is not installed.
    """
    if settings.engine == DUCKDB:
        return
    if settings.engine != SPARK:
        raise ScorehouseError(f"SCOREHOUSE_ENGINE is {settings.engine!r}; say {DUCKDB} or {SPARK}.")
    if not settings.connection:
        raise ScorehouseError(
            "SCOREHOUSE_ENGINE is spark, but SCOREHOUSE_SPARK does not say where: sc://host:port, thrift://host:port "
            "or a master such as spark://host:port."
        )
    from engines.dialect.errors import DialectError
    from engines.registering import register

    try:
        register()
    except DialectError as error:
        raise ScorehouseError(str(error)) from error


def let_go(settings: Settings) -> None:
    """Hold no file of DuckDB's open any more."""
    if settings.engine == DUCKDB:
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager

        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]


def refuse_to_run_on(settings: Settings) -> None:
    """Judging and publishing read DuckDB's files, so a whole run is made by DuckDB alone.

    Raises:
        ScorehouseError: The engine is another one.
    """
    if settings.engine != DUCKDB:
        raise ScorehouseError(
            f"SCOREHOUSE_ENGINE is {settings.engine}, on which models are built by scorehouse dbt -- build; leave it "
            "out to judge and publish."
        )
