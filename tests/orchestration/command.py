"""The command `scorehouse` as users start it: a process of its own, with a home of its own.

Most begin where the libraries are imported (`forked`). What depends on how the interpreter starts, such as which thread
Ctrl-C finds, is tried on a fresh process; so is everything where forking after importing is not safe.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import may_build
from forked import HANGS, Forked, Order

from orchestration.build import publishing as publish
from orchestration.settings import Settings

_BUILDING = ("run", "build", "demo")
_MODULE = "orchestration.command.cli"


@dataclass(frozen=True)
class Command:
    """`scorehouse` of one checkout on one home, with the extracts of one source in one folder."""

    settings: Settings
    extracts: Path
    source: str = "simulator"

    @property
    def environment(self) -> dict[str, str]:
        own = {
            "SCOREHOUSE_HOME": str(self.settings.home),
            f"SCOREHOUSE_EXTRACTS_{self.source.upper()}": str(self.extracts),
        }
        return {**{name: value for name, value in os.environ.items() if name != "DAGSTER_HOME"}, **own}

    def start(self, *arguments: str, afresh: bool = False) -> "Forked | subprocess.Popen[str]":
        """A process that is still running; `afresh`, it imports everything itself and has a session of its own."""
        if arguments[0] in _BUILDING:
            may_build.refuse_unless_allowed()
        folder = self.settings.project
        if not afresh and sys.platform == "linux":
            return Forked(Order(_MODULE, arguments, str(folder), self.environment))
        return subprocess.Popen(
            [sys.executable, "-m", _MODULE, *arguments],
            cwd=folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=afresh,
        )

    def run(self, *arguments: str, afresh: bool = False) -> subprocess.CompletedProcess[str]:
        """A process that has ended."""
        process = self.start(*arguments, afresh=afresh)
        out, err = process.communicate(timeout=HANGS)
        assert process.returncode is not None
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def copy(self, home: Path, extracts: Path | None = None) -> "Command":
        """The same installation somewhere else."""
        shutil.copytree(self.settings.home, home, symlinks=True)
        return replace(self, settings=Settings(home, self.settings.project), extracts=extracts or self.extracts)

    def marts(self) -> dict[str, int]:
        """A fingerprint of the rows of every published mart, whatever their order."""
        folder = publish.current(self.settings)
        assert folder is not None
        with duckdb.connect(folder / publish.DATABASE, read_only=True) as connection:
            names = connection.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
            return {name: _fingerprint(connection, name) for (name,) in names}


def _fingerprint(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    # When a delivery was landed is the platform's clock, and the one thing that may differ.
    columns = [column for column, *_ in connection.execute(f"describe {name}").fetchall() if column != "landed_at"]
    quoted = ", ".join(f'"{column}"' for column in columns)
    row = connection.execute(f"select coalesce(sum(hash({quoted})), 0) from {name}").fetchone()
    assert row is not None
    return int(row[0])
