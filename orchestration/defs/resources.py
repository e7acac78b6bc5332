"""What the assets are handed: the settings of this installation, and whom to tell how it goes.

Tests and the command line swap both.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

import dagster as dg

from orchestration.errors import ScorehouseError

WAREHOUSE_POOL = "warehouse"


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
def sentences() -> Iterator[None]:
    """Turn a foreseeable fault into a failure that shows its sentence and is not tried again."""
    try:
        yield
    except ScorehouseError as error:
        raise dg.Failure(description=str(error), allow_retries=False) from None
