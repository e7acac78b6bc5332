"""How the command line shows what is going on: one line per stage, with what came of it and the seconds it took."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_NAME, _OUTCOME = 28, 62


class ConsoleReporter:
    """Writes to standard output; the line of a stage is begun when the stage is."""

    @contextmanager
    def stage(self, name: str) -> Iterator[Callable[[str], None]]:
        """A line for a stage."""
        words, began = ["done"], time.monotonic()
        _write(f"{name:<{_NAME}}")
        try:
            yield lambda outcome: words.__setitem__(0, outcome)
        except BaseException:
            words[0] = "failed"
            raise
        finally:
            _write(f"{words[0]:<{_OUTCOME}}{time.monotonic() - began:6.1f} s\n")


def complain(sentence: str) -> None:
    """A sentence about a fault."""
    print(sentence, file=sys.stderr, flush=True)


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
