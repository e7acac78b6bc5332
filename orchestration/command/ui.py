"""`scorehouse ui`: Dagster's pages with all the processes they consist of, which end when this one is told to.

`dagster dev` alone does not end where it was started in the background, and leaves its processes where it is killed.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress

from orchestration.command import history
from orchestration.errors import ScorehouseError
from orchestration.settings import Settings

PATIENCE = 15  # seconds that Dagster has to end its processes itself
# Its successor is a package of its own, with fifteen others, and says the same here.
_OLD_COMMAND = "Function `dev_command` is superseded"
_TO_END = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def serve(settings: Settings, port: int) -> int:
    """Serve the pages until a signal comes, which is 0, or until Dagster ends with a code of its own.

    Raises:
        ScorehouseError: Somebody else serves on this port.
    """
    _refuse_taken(port)
    history.prepare_home(settings)
    told: list[int] = []
    for number in _TO_END:  # before Dagster starts: a process in the background hands down that it ignores them
        signal.signal(number, lambda number, _frame: told.append(number))
    pages = _start(settings, port)
    try:
        while not told and pages.poll() is None:
            time.sleep(0.2)
        return 0 if told else int(pages.returncode)
    finally:
        _end(pages, port)
        history.close_runs_of_pages(settings)


def _refuse_taken(port: int) -> None:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError as error:
            raise ScorehouseError(
                f"Port {port} cannot be used ({error.strerror}); end what uses it, or name another one with --port."
            ) from error


def _start(settings: Settings, port: int) -> "subprocess.Popen[bytes]":
    """Dagster as the leader of a group, started beside its settings: elsewhere it warns of those in the checkout."""
    words = ["-m", "orchestration.definitions", "-d", str(settings.project), "--port", str(port)]
    return subprocess.Popen(
        [sys.executable, "-W", f"ignore:{_OLD_COMMAND}", "-m", "dagster", "dev", *words],
        cwd=os.environ["DAGSTER_HOME"],
        env={**os.environ, "SCOREHOUSE_HOME": str(settings.home)},
        start_new_session=True,
    )


def _end(pages: "subprocess.Popen[bytes]", port: int) -> None:
    """Have Dagster end its processes once it serves, and end by force what is left of them then.

    Nothing runs before that, and a signal that comes while it launches is lost, or told in a traceback.
    """
    if _answers(port):
        pages.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            pages.wait(PATIENCE)
    with suppress(ProcessLookupError):
        os.killpg(pages.pid, signal.SIGKILL)
    pages.wait()


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False
