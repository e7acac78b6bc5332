"""Asking beside storing: Great Expectations works in a thread of its own.

Most of its time is Python's, most of storing's is the engine's, so one need not wait for the other. Importing it takes
seconds and happens there too, and only once there is something to ask.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from expectations.batches import Batch
from expectations.engine import Engine

if TYPE_CHECKING:
    from expectations.validation import Finding, Validation


class Asking:
    """What is asked of Great Expectations on one engine, in the order in which it is asked."""

    def __init__(self, engine: Engine) -> None:
        """Ask nothing yet."""
        self._engine = engine
        self._worker = ThreadPoolExecutor(1, "asking")
        self._validation: Validation | None = None
        self._answers: dict[str, Future[dict[str, Finding]]] = {}

    def ask(self, batch: Batch) -> None:
        """Have a batch judged by every rule of its suite."""
        self._answers[batch.suite.name] = self._worker.submit(self._findings, batch)

    def answer(self, batch: Batch) -> Mapping[str, "Finding"]:
        """What came of it by rule id, once it is known; nothing where nothing was asked."""
        asked = self._answers.get(batch.suite.name)
        return asked.result() if asked else {}

    def close(self) -> None:
        """Let go of the engine; what has not begun is not begun."""
        self._worker.shutdown(cancel_futures=True)
        if self._validation:
            self._validation.close()

    def _findings(self, batch: Batch) -> dict[str, "Finding"]:
        return self._opened().findings(batch.suite, batch.table)

    def _opened(self) -> "Validation":
        from expectations.validation import Validation

        self._validation = self._validation or Validation(self._engine)
        return self._validation


@contextmanager
def asking(engine: Engine) -> Iterator[Asking]:
    """An `Asking` that lets go of the engine whatever happens."""
    asked = Asking(engine)
    try:
        yield asked
    finally:
        asked.close()
