"""Ctrl-C, as a terminal sends it: to the command and to whatever it has started."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command import Command

from orchestration.settings import PROJECT, Settings


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.2, 4, 9])
def test_a_run_that_is_interrupted_says_so_in_one_sentence(seconds: float, delivered: Path, tmp_path: Path) -> None:
    command = Command(Settings(tmp_path / "home", PROJECT), delivered)
    process = subprocess.Popen(
        [sys.executable, "-m", "orchestration.command.cli", "run"],
        cwd=PROJECT,
        env=command.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    while not process.stdout.readline().startswith("Building everything"):
        pass
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert err == "Interrupted; start the same command again to go on.\n"
    assert process.returncode == 130


def test_the_command_line_starts_no_thread_before_ctrl_c_is_kept_from_it() -> None:
    program = """
import sys
import orchestration.command.cli

print("duckdb" in sys.modules)  # a native thread comes with it
"""
    ended = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert ended.stdout == "False\n"


def test_an_interrupt_that_reaches_two_threads_is_told_once() -> None:
    program = """
import time
from threading import Thread
from orchestration.command.interrupts import end

def tell():
    print("told", flush=True)
    time.sleep(0.2)

Thread(target=end, args=[tell]).start()
end(tell)
"""
    ended = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (ended.stdout, ended.stderr, ended.returncode) == ("told\n", "", 130)
