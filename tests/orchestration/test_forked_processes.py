"""What the tests start by forking is a process like any other, and begins without anything of the product."""

import signal
from pathlib import Path

from forked import Forked, Order


def forked(folder: Path, program: str, *arguments: str) -> Forked:
    (folder / "told.py").write_text(program, encoding="utf-8")
    return Forked(Order("told", arguments, str(folder), {"ONLY": "this"}))


def test_it_has_a_pid_folder_environment_output_and_end_of_its_own(tmp_path: Path) -> None:
    program = """
import os, sys

print(os.getpid(), os.getcwd(), dict(os.environ), sys.argv[1:], __name__)
print("no", file=sys.stderr)
sys.exit(3)
"""
    process = forked(tmp_path, program, "a", "b c")
    said = f"{process.pid} {tmp_path} {{'ONLY': 'this'}} ['a', 'b c'] __main__\n"
    assert (*process.communicate(), process.returncode) == (said, "no\n", 3)


def test_it_can_be_killed_while_it_is_at_work(tmp_path: Path) -> None:
    process = forked(tmp_path, "import time\n\nprint('at work', flush=True)\ntime.sleep(600)\n")
    assert process.stdout.readline() == "at work\n"
    process.kill()
    assert (*process.communicate(), process.returncode) == ("", "", -signal.SIGKILL)


def test_it_imports_the_product_itself_and_from_its_own_folder(tmp_path: Path) -> None:
    for name in ("orchestration", "expectations"):
        (tmp_path / f"{name}.py").write_text("", encoding="utf-8")
    program = """
import logging, sys

print(*{"orchestration", "expectations", "simulator", "duckdb"} & {*sys.modules}, *logging.root.handlers)
import expectations, orchestration

print(expectations.__file__, orchestration.__file__)
"""
    out, err = forked(tmp_path, program).communicate()
    assert (out, err) == (f"\n{tmp_path / 'expectations.py'} {tmp_path / 'orchestration.py'}\n", "")
