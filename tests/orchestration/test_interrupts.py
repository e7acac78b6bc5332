"""Ctrl-C, as a terminal sends it: to the command and to whatever it has started."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from command import Command

from orchestration.settings import PROJECT, Settings


@pytest.mark.parametrize(
    ("stage", "seconds"),
    [
        ("Building everything", 0.2),
        pytest.param("Judging", 0.5, marks=pytest.mark.thorough),
        pytest.param("Judging", 2, marks=pytest.mark.thorough),
    ],
)
def test_a_run_that_is_interrupted_says_so_in_one_sentence(
    stage: str, seconds: float, installed: Command, tmp_path: Path, may_build: None
) -> None:
    command = replace(installed, settings=Settings(tmp_path / "home", installed.settings.project))
    process = command.start("run", afresh=True)
    assert process.stdout is not None
    read = ""
    while stage not in read:
        read += process.stdout.read(1)
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
