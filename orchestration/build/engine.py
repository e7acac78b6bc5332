"""Which engine holds the warehouse: made ready for dbt and for a judgement, and let go of afterwards.

DuckDB needs nothing. How statements are said to another engine belongs to `engines`, how its rows are read to
`reading`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.errors import ScorehouseError
from orchestration.settings import DELTA, DUCKDB, ICEBERG, SPARK, Settings

if TYPE_CHECKING:
    from engines.sessions import Spark


def make_ready(settings: Settings, *, connects: bool) -> None:
    """Let dbt find the engine of this installation, and there what was judged.

    Args:
        settings: Where things are.
        connects: Whether dbt is going to connect to it.

    Raises:
        ScorehouseError: There is no such engine, it is not said how to reach it, its extra is not installed, or it does
            not answer.
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
    from engines.registering import register
    from engines.sessions import Spark
    from expectations.shown import show

    with faults_told():
        register()
        if connects:
            Spark(settings.connection).knock()
            show(settings.judged, settings.judged_shown)


def let_go(settings: Settings) -> None:
    """Hold no file of DuckDB's open any more."""
    if settings.engine == DUCKDB:
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager

        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]


def adds(settings: Settings) -> bool:
    """Whether rows of its tables can be changed; where they cannot, each build is one from nothing."""
    return settings.engine == DUCKDB or settings.tables in (DELTA, ICEBERG)


def warehouse(settings: Settings) -> "Path | Spark":
    """What holds the canonical relations: DuckDB's file, or how to reach another engine."""
    if settings.engine == DUCKDB:
        return settings.warehouse
    from engines.sessions import Spark

    return Spark(settings.connection)


def refuse_thrift(settings: Settings) -> None:
    """A Thrift server takes dbt's statements alone, so that a whole run would end in the middle.

    Raises:
        ScorehouseError: The engine is reached by Thrift.
    """
    if settings.engine != DUCKDB and settings.connection.startswith("thrift:"):
        raise ScorehouseError(
            "SCOREHOUSE_SPARK is a Thrift server, on which scorehouse dbt builds models; to judge and publish, let it "
            "be sc://host:port of Spark Connect or a master such as spark://host:port."
        )


@contextmanager
def faults_told() -> Iterator[None]:
    """Tell a fault of another engine as one of the installation.

    Raises:
        ScorehouseError: There was one.
    """
    from engines.dialect.errors import DialectError
    from expectations.errors import JudgementError

    try:
        yield
    except (DialectError, JudgementError) as error:
        raise ScorehouseError(str(error)) from error
