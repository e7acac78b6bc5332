"""Processes that begin where the libraries are imported, which takes a fresh one longer than most commands do.

A clean process imports the libraries, nothing of the product, and forks itself for each order. What it forks becomes
the ordered command: a process with a pid, folder, environment, output and end of its own, which imports the product
from the checkout that it runs in. Whatever depends on how the interpreter starts belongs to a fresh process: see
`command`.
"""

import gc
import json
import logging
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Timer
from typing import NamedTuple

PRODUCT = ("orchestration", "expectations", "simulator")
# Not DuckDB: its threads, which come with the import, would be missing after the fork.
LIBRARIES = ("dbt.cli.main", "dagster", "dagster_dbt", "dagster._core.storage.sqlite_storage", "great_expectations")
# Long enough for a machine that has much else to do: it only ends what hangs.
HANGS = 900
_LONGEST_ORDER = 1_000_000


class Order(NamedTuple):
    """What is to be run: a module with arguments, in a folder, with this environment and no other."""

    module: str
    arguments: Sequence[str]
    folder: str
    environment: Mapping[str, str]


class Forked:
    """A process that is at work or has ended, with those parts of `subprocess.Popen` that tests use."""

    def __init__(self, order: Order) -> None:
        """Start it; its output can be read while it is at work."""
        reading, writing = os.pipe()
        ending, told = os.pipe()
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - read at the end
        message = json.dumps(order).encode()
        socket.send_fds(_forking(), [message], [writing, self._complaints.fileno(), told])
        for handed_over in (writing, told):
            os.close(handed_over)
        self.stdout = os.fdopen(reading, encoding="utf-8")
        self._report = os.fdopen(ending, encoding="utf-8")
        self.pid = int(self._report.readline())
        self.returncode: int | None = None

    def kill(self) -> None:
        """Kill it at once."""
        if self.returncode is None:
            os.kill(self.pid, signal.SIGKILL)

    def communicate(self, timeout: float = HANGS) -> tuple[str, str]:
        """Wait for its end, which comes after `timeout` seconds at the latest; the rest of what it said."""
        hanging = Timer(timeout, self.kill)
        hanging.start()
        with self.stdout, self._report, self._complaints:
            out = self.stdout.read()
            self.returncode = os.waitstatus_to_exitcode(int(self._report.readline()))
            hanging.cancel()
            self._complaints.seek(0)
            return out, self._complaints.read().decode()


@cache
def _forking() -> socket.socket:
    """Where orders go, one message each; the process at the other end lives as long as this one."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _LONGEST_ORDER)
    command = [sys.executable, str(Path(__file__)), str(theirs.fileno())]
    subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    theirs.close()
    return ours


def _next_order(orders: socket.socket) -> Order:
    """Returns in a new process for each order; in this one never."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the keepers
    while True:
        message, handed, *_ = socket.recv_fds(orders, _LONGEST_ORDER, 3)
        if not message:
            sys.exit()
        if not os.fork():
            orders.close()
            _keep(*handed)
            return Order(*json.loads(message))
        for descriptor in handed:
            os.close(descriptor)


def _keep(out: int, err: int, told: int) -> None:
    """Fork once more and report the pid and the end of that process; only there this returns, with its output."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if pid := os.fork():
        os.close(out)
        os.close(err)
        os.write(told, f"{pid}\n".encode())
        os.write(told, f"{os.waitpid(pid, 0)[1]}\n".encode())
        os._exit(0)
    os.close(told)
    for descriptor, number in ((out, 1), (err, 2)):
        os.dup2(descriptor, number)
        os.close(descriptor)


def _become(order: Order) -> None:
    """Go on as `python -m` would."""
    os.environ.clear()
    os.environ.update(order.environment)
    os.chdir(order.folder)
    sys.path[0] = order.folder
    sys.argv[1:] = order.arguments
    runpy.run_module(order.module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    for library in LIBRARIES:
        import_module(library)
    ours = {*PRODUCT, "duckdb"} & {*sys.modules}
    if ours:
        sys.exit(f"Commands would begin with {', '.join(sorted(ours))}, imported from somewhere else or too early.")
    # One adds a handler that prints, unless there is one already, as there is where the product imports it.
    logging.root.handlers.clear()
    gc.freeze()
    _become(_next_order(socket.socket(fileno=int(sys.argv[1]))))
