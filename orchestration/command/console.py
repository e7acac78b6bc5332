"""How the command line shows what is going on: one line per stage, with what came of it and the seconds it took.

The seconds are those since the line before, or since the process began, so that together they are the time of a run.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_NAME, _OUTCOME = 28, 62
# Until here the process was starting, and has done nothing but compute.
_told_until = [time.monotonic() - time.process_time()]


class ConsoleReporter:
    """Writes to standard output; the line of a stage is begun when the stage is."""

    @contextmanager
    def stage(self, name: str) -> Iterator[Callable[[str], None]]:
        """A line for a stage."""
        words = ["done"]
        _write(f"{name:<{_NAME}}")
        try:
            yield lambda outcome: words.__setitem__(0, outcome)
        except BaseException:
            words[0] = "failed"
            raise
        finally:
            ended = time.monotonic()
            _write(f"{words[0]:<{_OUTCOME}}{ended - _told_until.pop():6.1f} s\n")
            _told_until.append(ended)


def complain(sentence: str) -> None:
    """A sentence about a fault."""
    print(sentence, file=sys.stderr, flush=True)


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
