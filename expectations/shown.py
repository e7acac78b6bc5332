"""The judged file for engines that read no file of DuckDB's: its tables as Parquet, all of one judgement.

Each judgement has a folder of its own, and one link says which is current, since nothing else changes several tables of
such an engine at once.
"""

import shutil
from pathlib import Path

import duckdb

from expectations.files import prepare
from expectations.judged import TABLES
from orchestration.disk.aside import ASIDE, make_folder, put_folder, replace_link
from orchestration.quoting import literal

CURRENT = "current"


def show(judged: Path, folder: Path) -> None:
    """Let `folder`/current have a folder of files for each table, as the judged file has it; nothing where it has.

    Raises:
        JudgementError: The judged file is in use by another process or not a DuckDB file.
    """
    prepare(judged)
    written = folder / f"{judged.stat().st_mtime_ns:x}"  # a judgement is one commit
    link = folder / CURRENT
    if not (written.exists() and link.resolve() == written.resolve()):
        make_folder(folder)
        aside = folder / f"{ASIDE}{written.name}"
        shutil.rmtree(aside, ignore_errors=True)
        _write(judged, aside)
        shutil.rmtree(written, ignore_errors=True)
        put_folder(aside, written)
        replace_link(link, written)
    for old in folder.iterdir():
        if old not in (written, link):
            shutil.rmtree(old)


def _write(judged: Path, folder: Path) -> None:
    with duckdb.connect(judged, read_only=True) as connection:
        for table in TABLES:
            file = folder / table / "rows.parquet"
            file.parent.mkdir(parents=True)
            connection.execute(f"copy {table} to {literal(str(file))} (format parquet)")
