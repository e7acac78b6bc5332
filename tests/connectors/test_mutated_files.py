"""Good files of every format, spoiled at random: no traceback, every row accounted for, no record lost.

`SCOREHOUSE_MUTATIONS=1000 .venv/bin/python -m pytest tests/connectors/test_mutated_files.py` tries more of them.
"""

import os
from pathlib import Path

import duckdb
import pytest
from landing_desk import Desk, rejects
from mutations import spoiled

from orchestration.connectors.landing import Landed
from orchestration.errors import ScorehouseError

COUNT = int(os.environ.get("SCOREHOUSE_MUTATIONS") or 60)


@pytest.mark.parametrize("seed", range(COUNT))
def test_a_spoiled_file_lands_without_a_loss_or_fails_with_a_sentence(desk: Desk, tmp_path: Path, seed: int) -> None:
    file = spoiled(seed, tmp_path)
    try:
        landed = desk.land(file.content, file.name, **file.meta)
    except ScorehouseError as error:
        assert str(error).startswith(file.name)
        assert "were counted" not in str(error)
        assert "\n" not in str(error)
        assert desk.landings() == []
        return
    rejects(landed)  # adds up what landed, was rejected and left out
    there = everything(landed)
    assert [mark for mark in file.marks if mark not in there] == []


def everything(landed: Landed) -> str:
    """All texts of a delivery, whatever became of them."""
    with duckdb.connect() as connection:
        files = sorted(landed.directory.glob("*.parquet"))
        rows = [
            connection.execute(f"from read_parquet('{file}', hive_partitioning = false)").fetchall() for file in files
        ]
    return f"{rows}{landed.manifest['new_columns']}"
