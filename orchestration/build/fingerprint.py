"""One hash over everything but data that decides what a build yields: models, macros, seeds, rules, settings.

Two builds with the same fingerprint, extracts and as_of give the same rows.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from orchestration.settings import Settings

_WRITTEN_BY_DBT = ("target", "logs", "dbt_packages")
_SUFFIXES = (".sql", ".yml", ".csv")


def code_fingerprint(settings: Settings) -> str:
    """Hash of the dbt project, the expectations, the engine and where it is, and the variables that reach a figure."""
    digest = hashlib.sha256(os.environ.get("SCOREHOUSE_SALT", "").encode())
    # Of the connection only the place: what stands behind it may be a password that changes every day.
    digest.update(f"{settings.engine}{settings.connection.partition(';')[0]}{settings.tables}".encode())
    for file in code_files(settings.project):
        digest.update(file.relative_to(settings.project).as_posix().encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def code_files(project: Path) -> Iterator[Path]:
    """The files of a checkout that decide what a build yields; all of them text."""
    dbt = project / "dbt_project"
    for top in sorted(dbt.iterdir()):
        if top.is_dir() and top.name not in _WRITTEN_BY_DBT:
            yield from sorted(file for file in top.rglob("*") if file.suffix in _SUFFIXES)
        elif top.suffix in _SUFFIXES:
            yield top
    yield from sorted((project / "expectations").glob("*.py"))
