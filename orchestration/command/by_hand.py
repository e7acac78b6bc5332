"""`scorehouse dbt`: dbt's own command line on this home, with the variables of the last build.

For people who work on models. What it means for the next build is decided in `build`.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from orchestration.build import dbt, state, steps
from orchestration.command.console import complain
from orchestration.errors import ScorehouseError
from orchestration.settings import DUCKDB, Settings

FAILED, MISTYPED = 1, 2
_READING = ("compile", "debug", "docs", "list", "ls", "parse", "show", "test")


def run_dbt(settings: Settings, arguments: Sequence[str]) -> int:
    """Run what was typed; the exit code is dbt's.

    Raises:
        ScorehouseError: Nothing was typed, another run is at work, or there is nothing yet to build on.
    """
    typed = list(arguments[1:] if arguments[:1] == ["--"] else arguments)
    if not typed:
        raise ScorehouseError("Say what dbt is to do, as in: scorehouse dbt -- build -s fct_leads+")
    with state.exclusive(settings):
        writes = typed[0] not in _READING
        last = steps.by_hand(settings, writes=writes)
        outcome = dbt.by_hand(settings, with_variables(typed, last, settings.engine))
    if outcome.exception:
        complain(str(outcome.exception))
    if writes:
        print("Nothing is published, and the next scorehouse build starts from nothing.")
    return 0 if outcome.success else MISTYPED if outcome.exception else FAILED


def with_variables(typed: list[str], last: dbt.Told | None, engine: str = DUCKDB) -> list[str]:
    """What was typed with the variables of the last build, unless it names its own, and without colours for a file.

    On another engine than DuckDB from the first day on: the last build need not have been made there.
    """
    names_its_own = any(word == "--vars" or word.startswith("--vars=") for word in typed)
    if last and not names_its_own:
        typed = [*typed, *dbt.variables(last if engine == DUCKDB else replace(last, since=date.min))]
    return typed if sys.stdout.isatty() else [*typed, "--no-use-colors"]
