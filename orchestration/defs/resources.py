"""What the assets are handed beside the settings: whom to tell how it goes, and whom to ask what a build has to do.

Tests and the command line put others in their place.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Protocol

import dagster as dg

from orchestration.build import state
from orchestration.build import steps as building
from orchestration.build.plan import Plan
from orchestration.errors import ScorehouseError, machine_faults_told
from orchestration.settings import Settings

WAREHOUSE_POOL = "warehouse"
# An hour in all: the longest build should be over by then.
WAITS, SECONDS_BETWEEN = 120, 30


class Planner(Protocol):
    """Says what a build has to do; the command line has asked already when it starts one."""

    def __call__(self, settings: Settings, *, full: bool, as_of: datetime | None) -> Plan:
        """The plan for such an order."""
        ...


class Reporter(Protocol):
    """Somebody who wants to know which stage is running and what came of it."""

    def stage(self, name: str) -> AbstractContextManager[Callable[[str], None]]:
        """Announce a stage; what it yields takes the words for its outcome."""
        ...


class LogReporter:
    """Writes each finished stage to Dagster's log."""

    @contextmanager
    def stage(self, name: str) -> Iterator[Callable[[str], None]]:
        """Log the stage when it ends."""
        outcome, began = [""], time.monotonic()
        yield lambda words: outcome.__setitem__(0, words)
        dg.get_dagster_logger().info(f"{name}: {outcome[0] or 'done'} in {time.monotonic() - began:.1f} s")


@contextmanager
def sentences(home: Path) -> Iterator[None]:
    """Turn a foreseeable fault into a failure that shows its sentence and is not tried again."""
    try:
        with machine_faults_told(home):
            yield
    except ScorehouseError as error:
        raise dg.Failure(description=str(error), allow_retries=False) from None


@contextmanager
def step_of_build(settings: Settings, build_id: str) -> Iterator[None]:
    """A step alone in its home; a foreseeable fault is told as in `sentences`, and later by `scorehouse status`.

    While another process is at work there, such as the daily command, the step waits: that is no fault of its assets.
    """
    with sentences(settings.home):
        try:
            with state.exclusive(settings), machine_faults_told(settings.home):
                yield
        except state.OccupiedError:
            raise dg.RetryRequested(max_retries=WAITS, seconds_to_wait=SECONDS_BETWEEN) from None
        except ScorehouseError as error:
            with suppress(OSError):  # a disk that is full has no room for the reason either
                building.note_failure(settings, build_id, str(error))
            raise
