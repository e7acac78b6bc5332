"""Copies of the checkout to which a test adds what a reader of the recipes would add."""

import shutil
import textwrap
from collections.abc import Mapping
from pathlib import Path

from orchestration.settings import PROJECT

PARTS = ("dbt_project", "expectations")


def checkout(folder: Path) -> Path:
    """A copy of all that decides what a build yields."""
    for part in PARTS:
        ignored = shutil.ignore_patterns("target", "logs", "__pycache__")
        shutil.copytree(PROJECT / part, folder / part, ignore=ignored)
    return folder


def add_files(project: Path, files: Mapping[str, str]) -> None:
    """Write files, named from the folder of the checkout; their text may be indented."""
    for name, text in files.items():
        file = project / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")


def add_line(project: Path, name: str, after: str, line: str) -> None:
    """Put a line behind the first one that begins with a text."""
    file = project / name
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    place = next(number for number, found in enumerate(lines, 1) if found.startswith(after))
    file.write_text("".join([*lines[:place], line + "\n", *lines[place:]]), encoding="utf-8")
