"""Folders that take long to make: made by whichever worker needs one first, and kept between runs where that is asked.

With SCOREHOUSE_TEST_HOME=/some/folder they are made there and stay; one that other code has made is made again.
"""

import fcntl
import hashlib
import inspect
import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from orchestration.settings import PROJECT

KEPT = "SCOREHOUSE_TEST_HOME"
_CODE = ("dbt_project", "expectations", "orchestration", "simulator", "tests")
_SUFFIXES = (".py", ".sql", ".yml", ".yaml", ".csv", ".txt", ".toml")
_WRITTEN_BY_RUNS = {"target", "logs", "__pycache__"}
# What else decides what comes out: the size of the simulated company, and where the real data are.
_VARIABLES = ("SCOREHOUSE_TRUTH_RECORDS", "SCOREHOUSE_REAL_DATA")


def made_once(folder: Path, make: Callable[[Path], object]) -> Path:
    """The folder, made by whichever worker comes first; the others wait for it."""
    done, made_by = folder.with_name(f"{folder.name}.done"), fingerprint(make)
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists() or done.read_text() != made_by:
            done.unlink(missing_ok=True)
            shutil.rmtree(folder, ignore_errors=True)
            make(folder)
            done.write_text(made_by)
    return folder


def fingerprint(make: Callable[[Path], object]) -> str:
    """Changes with the product, with what the tests have in common, and with the file that says how it is made."""
    file = Path(inspect.getsourcefile(make) or "")
    return hashlib.sha256(f"{_of_the_code()} {file.read_text(encoding='utf-8')}".encode()).hexdigest()


@cache
def _of_the_code(project: Path = PROJECT) -> str:
    digest = hashlib.sha256(repr([os.environ.get(name) for name in _VARIABLES]).encode())
    for file in _files(project):
        digest.update(f"{file.relative_to(project)} {hashlib.sha256(file.read_bytes()).hexdigest()}".encode())
    return digest.hexdigest()


def _files(project: Path) -> Iterator[Path]:
    """The files that decide what comes out; of the tests those that hold no test."""
    yield from sorted(file for file in project.glob("*.*") if file.suffix in _SUFFIXES)
    for folder in _CODE:
        for file in sorted((project / folder).rglob("*")):
            is_code = file.suffix in _SUFFIXES and not _WRITTEN_BY_RUNS & {*file.relative_to(project).parts}
            if is_code and not file.name.startswith("test_"):
                yield file
