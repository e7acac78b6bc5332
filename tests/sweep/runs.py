"""Runs of the command whose operations on files another process watches, and lets fail."""

import os
import socket
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import uuid4

from tests.sweep.injection import Fault, supervise

sys.path.append(str(Path(__file__).parents[1] / "orchestration"))  # as for pytest, so that both fork from one process
from forked import HANGS, Forked, Order

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Ran:
    """How a run ended, what it printed, what it did below its home, and at which operations faults fired."""

    code: int
    out: str
    err: str
    operations: list[str]
    fired: list[str]


@dataclass(frozen=True)
class Runs:
    """Runs of one checkout."""

    checkout: Path
    environment: dict[str, str]

    def run(self, home: Path, *arguments: str, fault: Fault | None = None) -> Ran:
        """Run the command on a home."""
        name = uuid4().hex
        with socket.socket(socket.AF_UNIX) as door:
            door.bind(f"\0{name}")
            door.listen()
            door.settimeout(HANGS)
            environment = self.environment | {"SCOREHOUSE_HOME": str(home)}
            order = (name, str(self.checkout), *arguments)
            process = Forked(Order("tests.sweep.watched", order, str(_ROOT), environment))
            with door.accept()[0] as asking:
                _, [listener, *_], *_ = socket.recv_fds(asking, 1, 1)
        try:
            watched = supervise(listener, process.pid, str(home), fault)
        finally:
            os.close(listener)
        out, err = process.communicate()
        assert process.returncode is not None
        return Ran(process.returncode, out, err, **asdict(watched))
