"""The history of runs that `scorehouse ui` shows, as the command line writes it.

Which jobs leave runs there belongs to `session`.
"""

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from orchestration.disk.aside import replace_text
from orchestration.settings import Settings

if TYPE_CHECKING:
    import dagster as dg

BY_HAND = {"scorehouse/started_by": "command line"}


def prepare_home(settings: Settings) -> None:
    """Point Dagster to its place below the home, with the project's settings beside its history."""
    if os.environ.get("DAGSTER_HOME"):
        return
    home = settings.home / "dagster"
    text = (settings.project / "dagster.yaml").read_text(encoding="utf-8")
    file = home / "dagster.yaml"
    if not file.exists() or file.read_text(encoding="utf-8") != text:
        replace_text(file, text)
    os.environ["DAGSTER_HOME"] = str(home)


@contextmanager
def opened(settings: Settings) -> Iterator["dg.DagsterInstance"]:
    """The instance with the history of runs; runs of dead processes are closed on the way. Needs the home's lock."""
    import dagster as dg
    from dagster._core.instance.ref import InstanceRef

    prepare_home(settings)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    ref = InstanceRef.from_dir(os.environ["DAGSTER_HOME"])
    if ref.storage_data and ref.storage_data.class_name == "DagsterSqliteStorage":
        open_files = {"module_name": "orchestration.command.open_history", "class_name": "OpenHistory"}
        ref = ref._replace(storage_data=ref.storage_data._replace(**open_files))
    with _unsynced(), dg.DagsterInstance.from_ref(ref) as instance:
        _close_orphans(instance)
        yield instance


def _close_orphans(history: "dg.DagsterInstance") -> None:
    """A killed process leaves its run as started, and such a run would occupy the warehouse for ever."""
    import dagster as dg

    started = dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED], tags=BY_HAND)
    for run in history.get_runs(filters=started):
        history.report_run_failed(run, "The process that worked on this run has ended without finishing it.")


@contextmanager
def _unsynced() -> Iterator[None]:
    """Let the history's SQLite files reach the disk when the system pleases.

    Every event is a transaction of its own; waiting for the disk each time takes longer than landing. What a power
    failure could cost is history, no data.
    """
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    def unsynced(connection: object, _record: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("pragma synchronous = off")

    event.listen(Engine, "connect", unsynced)
    try:
        yield
    finally:
        event.remove(Engine, "connect", unsynced)
