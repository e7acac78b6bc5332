"""`scorehouse ui` ends when it is told to, with all that it has started, and says nothing alarming when it starts."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from command import Command

from orchestration.command import history, ui
from orchestration.errors import ScorehouseError
from orchestration.settings import Settings

STARTS, ENDS = 240, 90  # seconds, on a machine that is busy


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def in_group(leader: int) -> list[str]:
    """What still runs of a group of processes; those in brackets have let go of all they had."""
    listed = subprocess.run(["ps", "-eo", "pgid,stat,args"], capture_output=True, text=True, check=True).stdout
    rows = [line.split(maxsplit=2) for line in listed.splitlines()[1:]]
    return [args for group, stat, args in rows if group == str(leader) and stat[0] != "Z" and args[0] != "["]


def group_of_pages(parent: int) -> int:
    listed = subprocess.run(["ps", "-eo", "ppid,pid"], capture_output=True, text=True, check=True).stdout
    [child] = [pid for ppid, pid in (line.split() for line in listed.splitlines()[1:]) if ppid == str(parent)]
    return int(child)


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/server_info", timeout=5) as page:
            return int(page.status) == 200
    except (URLError, OSError):
        return False


@pytest.mark.parametrize(
    ("number", "is_serving"),
    [pytest.param(signal.SIGINT, True, marks=pytest.mark.thorough), (signal.SIGTERM, False)],
)
def test_the_pages_end_with_all_their_processes_also_where_they_were_started_in_the_background(
    installed: Command, tmp_path: Path, port: int, number: signal.Signals, is_serving: bool
) -> None:
    command = [sys.executable, "-m", "orchestration.command.cli", "ui", "--port", str(port)]
    environment = {**installed.environment, "SCOREHOUSE_HOME": str(tmp_path / "home")}
    # As a shell does with what it starts in the background.
    started = subprocess.Popen(
        ["sh", "-c", 'trap "" INT; exec "$@"', "sh", *command],
        cwd=installed.settings.project,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    until = time.monotonic() + STARTS
    read = ""
    assert started.stdout is not None
    while "Launching Dagster services" not in read:
        read += started.stdout.readline()
    leader = group_of_pages(started.pid)
    while is_serving and not answers(port):
        assert time.monotonic() < until
        time.sleep(0.5)
    os.kill(started.pid, number)
    said, _ = started.communicate(timeout=ENDS)
    assert started.returncode == 0, said
    assert in_group(leader) == []
    assert not re.search("warning|Traceback", read + said, re.IGNORECASE), read + said


def test_a_port_that_is_taken_is_told_in_a_sentence(tmp_path: Path, port: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        with pytest.raises(ScorehouseError, match=rf"Port {port} cannot be used \(Address already in use\); end what"):
            ui.serve(Settings(tmp_path), port)


def test_a_run_of_the_pages_that_was_cut_off_is_closed_and_one_of_the_command_line_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import dagster as dg

    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    settings = Settings(tmp_path)
    history.prepare_home(settings)
    with dg.DagsterInstance.get() as instance:
        for run_id, tags in (("a" * 36, {}), ("b" * 36, history.BY_HAND)):
            run = dg.DagsterRun("build", run_id=run_id, status=dg.DagsterRunStatus.STARTED, tags=tags)
            instance.add_run(run)
        history.close_runs_of_pages(settings)
        found = {run.run_id[0]: run.status for run in instance.get_runs()}
    assert found == {"a": dg.DagsterRunStatus.FAILURE, "b": dg.DagsterRunStatus.STARTED}
