"""The exceptions that reach a user: foreseeable faults, told in a sentence.

Programming errors do not belong here; they keep their traceback.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orchestration.disk.faults import sentence


class ScorehouseError(Exception):
    """A foreseeable fault. Its text is one sentence: what, where, why and what to do next."""


class MachineError(ScorehouseError):
    """The machine is to blame: a disk that is full, read-only or broken, missing permissions, a damaged file."""


@contextmanager
def machine_faults_told(place: Path) -> Iterator[None]:
    """Turn whatever the machine refuses meanwhile into a sentence; it names `place` where the error names no file.

    Raises:
        MachineError: It has refused something.
    """
    try:
        yield
    except (ScorehouseError, BrokenPipeError):
        raise
    except Exception as error:
        if told := sentence(error, place):
            raise MachineError(told) from error
        raise
