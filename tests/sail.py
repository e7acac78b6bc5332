"""A server of Sail on loopback, which speaks Spark's protocol without a JVM: started and ended by the tests."""

import importlib.util
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

_NEEDED = ("pysail", "pyspark", "dbt.adapters.spark")
_DEADLINE = 30
_SERVE = """
import sys
from pysail.spark import SparkConnectServer
server = SparkConnectServer("127.0.0.1", int(sys.argv[1]))
server.start(background=True)
sys.stdin.read()
"""


def skip_without_the_extra() -> None:
    """Skip the test where Spark's extra is not installed."""
    missing = [name for name in _NEEDED if not _is_there(name)]
    if missing:
        pytest.skip(f"{', '.join(missing)} not installed: pip install -c constraints.txt -e '.[spark,sail]'")


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The connection to a server that keeps its tables below a folder; it ends with this process, too."""
    folder.mkdir(parents=True, exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (
        (folder / "server.log").open("w") as log,
        subprocess.Popen(
            [sys.executable, "-c", _SERVE, str(port)], cwd=folder, stdin=subprocess.PIPE, stdout=log, stderr=log
        ) as server,
    ):
        try:
            _wait_for(port, server)
            # Without a session of one name the catalogue is gone with each command of dbt.
            yield f"sc://127.0.0.1:{port}/;session_id={uuid4()}"
        finally:
            _end_session()
            server.kill()


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    """A client waits for ever for a server that is not there."""
    until = time.monotonic() + _DEADLINE
    while server.poll() is None and time.monotonic() < until:
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail(f"Sail did not answer within {_DEADLINE} seconds; see server.log in its folder.")


def _end_session() -> None:
    """The session of this process would be taken for that of the next server, and knocks on at this one for minutes."""
    if connect := sys.modules.get("pyspark.sql.connect.session"):
        session = connect.SparkSession._get_default_session()
        if session:
            session.stop()


def _is_there(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False
