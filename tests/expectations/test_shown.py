"""The judged tables as Parquet for other engines: those of one judgement, or those of the one before."""

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest
from small_warehouse import Warehouse

from expectations import runner, shown
from expectations.judged import TABLES
from expectations.rules import SUITES
from expectations.runner import judge

ORDERS = "int_orders__versioned"


@pytest.fixture(autouse=True)
def one_suite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "SUITES", tuple(suite for suite in SUITES if suite.relation == ORDERS))


def judged_anew(warehouse: Warehouse) -> None:
    """One more order without an account."""
    warehouse.add(ORDERS, account_id=None)
    judge(warehouse.path, warehouse.judged, full=True)


def rows(folder: Path, table: str) -> list[tuple[Any, ...]]:
    return duckdb.sql(f"select * from read_parquet('{folder}/current/{table}/*.parquet') order by all").fetchall()


def test_each_judgement_is_shown_as_a_whole_and_the_one_before_is_gone(warehouse: Warehouse, tmp_path: Path) -> None:
    folder = tmp_path / "judged"
    for times in (1, 2):
        judged_anew(warehouse)
        shown.show(warehouse.judged, folder)
        assert len(rows(folder, "failures")) == times
        assert {table: rows(folder, table) for table in TABLES} == {
            table: warehouse.held(f"from {table} order by all") for table in TABLES
        }
        assert len(list(folder.iterdir())) == 2  # the judgement and the link


def test_what_is_shown_already_is_not_written_again(warehouse: Warehouse, tmp_path: Path) -> None:
    folder = tmp_path / "judged"
    judged_anew(warehouse)
    shown.show(warehouse.judged, folder)
    before = (folder / "current" / "failures" / "rows.parquet").stat().st_mtime_ns
    shown.show(warehouse.judged, folder)
    assert (folder / "current" / "failures" / "rows.parquet").stat().st_mtime_ns == before


def test_before_any_judgement_all_tables_are_shown_without_rows(tmp_path: Path) -> None:
    shown.show(tmp_path / "judged.duckdb", tmp_path / "judged")
    assert [table for table in TABLES if rows(tmp_path / "judged", table)] == []


def test_what_dies_while_it_is_written_leaves_the_judgement_before(
    warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "judged"
    judged_anew(warehouse)
    shown.show(warehouse.judged, folder)
    judged_anew(warehouse)
    with monkeypatch.context() as patch:
        patch.setattr(shown, "TABLES", [*TABLES, "one that is not there"])
        with pytest.raises(duckdb.Error):
            shown.show(warehouse.judged, folder)
    assert len(rows(folder, "failures")) == 1
    shown.show(warehouse.judged, folder)
    assert len(rows(folder, "failures")) == 2


def test_a_link_that_was_removed_is_made_again(warehouse: Warehouse, tmp_path: Path) -> None:
    folder = tmp_path / "judged"
    judged_anew(warehouse)
    shown.show(warehouse.judged, folder)
    (folder / "current").unlink()
    shutil.rmtree(next(folder.iterdir()))
    shown.show(warehouse.judged, folder)
    assert len(rows(folder, "failures")) == 1
