"""The history of runs that `scorehouse ui` shows, as the command line writes it.

Which jobs leave runs there belongs to `session`.
"""

import logging
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, redirect_stderr
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.disk.aside import replace_text
from orchestration.settings import Settings

if TYPE_CHECKING:
    import dagster as dg

_UNFINISHED = ("STARTING", "STARTED", "CANCELING")
BY_HAND = {"scorehouse/started_by": "command line"}
_ITS_OWN = "Exception while writing logger call to event log"


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
    unheard: Any = WithoutDagsters(sys.stderr)
    with _unsynced(), redirect_stderr(unheard), dg.DagsterInstance.from_ref(ref) as instance:
        _close_orphans(instance)
        yield instance


def close_runs_of_pages(settings: Settings) -> None:
    """Close what Dagster's pages have started, once all their processes have ended: it would wait for them for ever."""
    prepare_home(settings)
    if not _may_have_unfinished(Path(os.environ["DAGSTER_HOME"]) / "history" / "runs.db"):
        return
    import dagster as dg

    statuses = [dg.DagsterRunStatus(name) for name in _UNFINISHED]
    with dg.DagsterInstance.get() as history:
        for run in history.get_runs(filters=dg.RunsFilter(statuses=statuses)):
            if not BY_HAND.items() <= run.tags.items():
                history.report_run_failed(run, "Dagster's pages were ended before this run was finished.")


def _may_have_unfinished(file: Path) -> bool:
    """Whether Dagster has to be asked, whose import takes seconds; always where its history is kept elsewhere."""
    if not file.exists():
        return True
    with closing(sqlite3.connect(file)) as runs:
        query = f"select count(*) from runs where status in ({', '.join('?' * len(_UNFINISHED))})"
        return bool(runs.execute(query, _UNFINISHED).fetchone()[0])


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


class WithoutDagsters:
    """A stream without what Dagster says of its history, which is no data; what ends a run is told in a sentence."""

    def __init__(self, stream: Any) -> None:  # noqa: ANN401 - whatever stands in the place of standard error
        """Stand before a stream."""
        self._stream = stream

    def write(self, text: str) -> int:
        """Pass on what others write."""
        return len(text) if text.startswith(_ITS_OWN) else int(self._stream.write(text))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the stream has
        """In all else it is the stream."""
        return getattr(self._stream, name)
