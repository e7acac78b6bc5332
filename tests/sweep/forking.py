"""Runs of the command without the seconds that imports take: a process imports all once and forks for each run.

Nothing but imports is shared, so a run does what a process of its own does: the same `main`, and the exit handlers of
Python at its end. Started as a script in a checkout, it answers one line of JSON with one; `Runs` is who asks.
"""

import atexit
import gc
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import threading
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

sys.path.append(str(Path(__file__).parent))
from injection import Fault, hand_over, supervise  # beside this file, whoever starts it

_IMPORTED = (
    "orchestration.command.cli",
    "orchestration.command.daily",
    "orchestration.command.open_history",
    "orchestration.command.summary",
    "orchestration.build.events",
    "orchestration.definitions",
    "expectations.runner",
    "expectations.validation",
    "great_expectations",
    "dbt.cli.main",
    "dbt.adapters.duckdb.connections",
    "dagster._core.instance.ref",
    "dbt.runners",
    "upath.core",
)


@dataclass(frozen=True)
class Ran:
    """How a run ended, what it printed, what it did below its home, and at which operations faults fired."""

    code: int
    out: str
    err: str
    operations: list[str]
    fired: list[str]
    seconds: float


class Runs:
    """The process that forks, of one checkout."""

    def __init__(self, checkout: Path, environment: dict[str, str]) -> None:
        """Start it; the first run waits for the imports."""
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).resolve())],
            cwd=checkout,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, home: Path, *arguments: str, fault: Fault | None = None) -> Ran:
        """Run the command on a home."""
        assert self._process.stdin
        assert self._process.stdout
        asked = {"home": str(home), "arguments": arguments, "fault": asdict(fault) if fault else None}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return Ran(**json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        """End it."""
        self._process.communicate()


def main() -> None:
    """Answer what is asked on standard input."""
    sys.path.insert(0, str(Path.cwd()))
    for name in _IMPORTED:
        import_module(name)
    gc.freeze()
    for line in sys.stdin:
        print(json.dumps(_answer(json.loads(line))), flush=True)


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    ours, theirs = socket.socketpair()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        before = _seconds()
        process = os.fork()
        if not process:
            ours.close()
            _child(asked, theirs, out.fileno(), err.fileno())
        theirs.close()
        _, [listener, *_], *_ = socket.recv_fds(ours, 1, 1)
        ours.close()
        try:
            fault = Fault(**asked["fault"]) if asked["fault"] else None
            watched = supervise(listener, process, asked["home"], fault)
        finally:
            os.close(listener)
        code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        texts = [_read(file) for file in (out, err)]
    told = dict(zip(("out", "err"), texts, strict=True))
    return {"code": code, "seconds": _seconds() - before, **told, **asdict(watched)}


def _child(asked: dict[str, Any], supervisor: socket.socket, out: int, err: int) -> NoReturn:
    code = 70
    try:
        for descriptor, stream in ((os.open(os.devnull, os.O_RDONLY), 0), (out, 1), (err, 2)):
            os.dup2(descriptor, stream)
        os.environ["SCOREHOUSE_HOME"] = asked["home"]
        from orchestration.command.cli import main as command

        listener = hand_over()
        socket.send_fds(supervisor, [b"listener"], [listener])
        os.close(listener)
        supervisor.close()
        code = command(asked["arguments"])
    except BaseException:
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
        code = 1
    finally:
        # As a process ends, but for the engines' threads: those of the parent are not here, and cannot be waited for.
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _read(file: Any) -> str:  # noqa: ANN401 - a temporary file has no public type
    file.seek(0)
    return str(file.read().decode("utf-8", "replace"))


def _seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
