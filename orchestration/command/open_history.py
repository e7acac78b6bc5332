"""Dagster's SQLite history with its files kept open, for the one run that the command line writes.

Dagster opens a file several times for each event, and asks it each time which tables it has; a build has a thousand
events. Nothing here changes what is written. Whose run it is and when the history is opened belongs to `history`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from threading import Lock
from typing import Any

from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.runs import SqliteRunStorage
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from sqlalchemy import create_engine
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import StaticPool

_PATIENCE = 60  # seconds to wait while Dagster's pages write


class OpenHistory(DagsterSqliteStorage):
    """The history of a folder; opened in place of Dagster's own class of the same configuration."""

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:  # noqa: ANN401 - as the base class has it
        """Open the files as Dagster does, then keep them open."""
        super().__init__(base_dir, inst_data)
        self._run_storage = _OpenRuns(self._run_storage._conn_string)
        self._event_log_storage = _OpenEvents(self._event_log_storage._base_dir)

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> "OpenHistory":  # noqa: ANN401 - as the base class
        """As Dagster makes it from its configuration."""
        return cls.from_local(inst_data=inst_data, **config_value)


class _OpenRuns(SqliteRunStorage):
    @cached_property
    def _engine(self) -> Engine:
        return _kept_open(self._conn_string)

    @cached_property
    def _lock(self) -> Lock:
        return Lock()

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        with self._lock, self._engine.begin() as connection:
            yield connection

    def dispose(self) -> None:
        self._engine.dispose()


class _OpenEvents(SqliteEventLogStorage):
    def __init__(self, base_dir: str) -> None:
        self._engines: dict[str, Engine] = {}
        self._known: dict[str, bool] = {}
        super().__init__(base_dir)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        if shard not in self._engines:
            with super()._connect(shard):  # which makes its tables
                self._engines[shard] = _kept_open(self.conn_string_for_shard(shard))
        with self._db_lock, self._engines[shard].begin() as connection:
            yield connection

    def has_table(self, table_name: str) -> bool:
        return self._once(f"table {table_name}", lambda: super(_OpenEvents, self).has_table(table_name))

    def has_secondary_index(self, name: str) -> bool:
        return self._once(f"index {name}", lambda: super(_OpenEvents, self).has_secondary_index(name))

    def _has_asset_key_col_on_connection(self, conn: Connection, column_name: str) -> bool:
        found = super()._has_asset_key_col_on_connection
        return self._once(f"column {column_name}", lambda: found(conn, column_name))

    def _once(self, question: str, ask: Any) -> bool:  # noqa: ANN401 - a function without arguments
        if not self._known.get(question):
            self._known[question] = bool(ask())
        return self._known[question]

    def dispose(self) -> None:
        super().dispose()
        for engine in self._engines.values():
            engine.dispose()


def _kept_open(address: str) -> Engine:
    arguments = {"check_same_thread": False, "timeout": _PATIENCE}
    return create_engine(address, poolclass=StaticPool, connect_args=arguments)
