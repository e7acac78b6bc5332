"""One command of dbt inside this process, with everything it writes below the home.

Inside the process because a dbt of its own would outlive a killed run and keep the warehouse locked. Which command is
said in `parsing` and `dbt`.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.build.engine import let_go, make_ready
from orchestration.settings import Settings

if TYPE_CHECKING:
    from dbt.cli.main import dbtRunnerResult
    from dbt.contracts.graph.manifest import Manifest

_QUIET = ("--log-level", "none", "--log-level-file", "warn", "--no-use-colors")


def target_folder(settings: Settings) -> Path:
    """Where dbt keeps its compiled SQL."""
    return settings.home / "dbt" / "target"


def log_file(settings: Settings) -> Path:
    """The log that dbt keeps."""
    return settings.home / "dbt" / "dbt.log"


def invoke(
    settings: Settings,
    arguments: Sequence[str],
    manifest: "Manifest | None" = None,
    output: Sequence[str] = _QUIET,
    home: Path | None = None,
) -> "dbtRunnerResult":
    """Run a command; afterwards this process holds no file of DuckDB's open.

    Args:
        settings: Where things are.
        arguments: What dbt's command line would be given.
        manifest: The parsed project; dbt parses it where it is not given.
        output: What dbt prints and logs, in its own options.
        home: What the project reads as its home, where it is another one.
    """
    from dbt.adapters.factory import reset_adapters
    from dbt.cli.main import dbtRunner

    from orchestration.build import contexts, events

    command, *options = arguments  # an option given twice counts as it is given last
    project = str(settings.project / "dbt_project")
    places = ["--project-dir", project, "--profiles-dir", project]
    written = ["--target-path", str(target_folder(settings)), "--log-path", str(log_file(settings).parent)]
    log_file(settings).parent.mkdir(parents=True, exist_ok=True)
    events.drop_unheard()
    contexts.make_plain()
    said = {
        "SCOREHOUSE_HOME": str(home or settings.home),
        "SCOREHOUSE_RUNS_DBT": "yes",
        "SCOREHOUSE_ENGINE": settings.engine,
        "SCOREHOUSE_SPARK": settings.connection,
        "SCOREHOUSE_SPARK_TABLES": settings.tables,
    }
    make_ready(settings, connects=command != "parse")
    with _environment(**said):
        try:
            return dbtRunner(manifest).invoke([command, *places, *written, *output, *options])
        finally:
            let_go(settings)
            reset_adapters()  # type: ignore[no-untyped-call]


@contextmanager
def _environment(**said: str) -> Iterator[None]:
    """The project reads its paths from SCOREHOUSE_HOME, and refuses whoever does not say that Scorehouse runs it."""
    before = {name: os.environ.get(name) for name in said}
    os.environ.update(said)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
