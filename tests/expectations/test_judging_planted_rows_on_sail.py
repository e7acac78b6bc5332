"""Planted rows, judged day by day on a Spark engine without a JVM: the judged file is what DuckDB makes it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sail
from small_warehouse import Warehouse

from engines.sessions import Spark
from expectations import runner
from expectations.errors import JudgementError
from expectations.judged import TABLES
from expectations.rules import SUITES
from expectations.runner import judge

ORDERS, FIELD_DAYS, CASES = "int_orders__versioned", "int_days__expected", "int_cases__versioned"
UNDELIVERED = "int_columns__undelivered"
SECOND, THIRD = "2026-03-04", "2026-03-05"
Day = Callable[[Warehouse], object]


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spark]:
    sail.skip_without_the_extra()
    with sail.serving(tmp_path_factory.mktemp("sail")) as connection:
        yield Spark(connection)


@pytest.fixture(autouse=True)
def few_suites(monkeypatch: pytest.MonkeyPatch) -> None:
    """A suite with versions, one that can be restated, and one that nothing happens to; all rules are of this year."""
    few = [suite for suite in SUITES if suite.relation in (ORDERS, FIELD_DAYS, CASES)]
    lasting = [tuple(replace(rule, valid_from=date(2026, 1, 1)) for rule in suite.rules) for suite in few]
    suites = tuple(replace(suite, rules=rules) for suite, rules in zip(few, lasting, strict=True))
    monkeypatch.setattr(runner, "SUITES", suites)


def first_day(warehouse: Warehouse) -> None:
    warehouse.add_clean(ORDERS, CASES)
    warehouse.add_all((ORDERS, {"record_id": record, "account_id": None}) for record in ("o1", "o2"))
    warehouse.add(FIELD_DAYS, record_id="ann|day", is_reported=False)
    # Nobody can be asked for what an old file does not deliver, nor for anything of last year.
    warehouse.run(
        f"create table intermediate.{UNDELIVERED} (entity varchar, column_name varchar, source varchar, "
        "delivered_in varchar)",
        f"insert into intermediate.{UNDELIVERED} values ('orders', 'account_id', 'crm', 'year''s first'), "
        "('cases', 'entered_by_id', 'crm', 'year''s first')",
    )
    warehouse.add(ORDERS, account_id=None, delivered_in="year's first")
    warehouse.add(CASES, entered_by_id=None, delivered_in="year's first")
    warehouse.add(CASES, entered_by_id=None)
    warehouse.add(ORDERS, account_id=None, event_date="2025-12-31")


def second_day(warehouse: Warehouse) -> None:
    """An order is repaired, another deleted, a day is reported at last, and a source is new."""
    warehouse.change(ORDERS, "o1", SECOND, account_id="a1")
    warehouse.change(ORDERS, "o2", SECOND, account_id=None, is_deleted=True)
    warehouse.change(FIELD_DAYS, "ann|day", SECOND, is_reported=True)
    warehouse.add(ORDERS, source="o'shop", account_id=None, extract_date="2026-01-01")


def restated(warehouse: Warehouse) -> None:
    """By a leave that is told afterwards another one answers for a day, and no extract is new but that of an order."""
    warehouse.run(f"update intermediate.{FIELD_DAYS} set accountable_id = 'bob' where record_id = 'ann|day'")
    warehouse.add(ORDERS, account_id=None, extract_date=THIRD)


def show(warehouse: Warehouse, spark: Spark, folder: Path) -> None:
    """Let Spark have the relations that the warehouse has."""
    session = spark.session()
    session.sql("create schema if not exists intermediate")
    with duckdb.connect(warehouse.path, read_only=True) as connection:
        for relation in (ORDERS, FIELD_DAYS, CASES, UNDELIVERED):
            (folder / relation).mkdir(parents=True)
            connection.execute(f"copy intermediate.{relation} to '{folder / relation / 'rows.parquet'}'")
            session.sql(f"drop table if exists intermediate.{relation}")
            session.sql(f"create table intermediate.{relation} using parquet location '{folder / relation}'")


def held(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What the judged tables hold, but for the hash of what was judged, which is the engine's own."""
    with duckdb.connect(file, read_only=True) as connection:
        hidden = {"watermarks": "* replace (judged_content is null as judged_content)"}
        return {
            table: connection.execute(f"select {hidden.get(table, '*')} from {table} order by all").fetchall()
            for table in TABLES
        }


def test_day_by_day_the_judged_tables_are_those_of_duckdb(warehouse: Warehouse, spark: Spark, tmp_path: Path) -> None:
    there, told = tmp_path / "there.duckdb", []
    days: Sequence[Day] = (first_day, second_day, lambda one: one.add(FIELD_DAYS, extract_date=THIRD), restated)
    for number, happens in enumerate(days):
        happens(warehouse)
        show(warehouse, spark, tmp_path / str(number))
        here = judge(warehouse.path, warehouse.judged, full=not number)
        assert judge(spark, there, full=not number, progress=told.append) == here
        assert held(there) == held(warehouse.judged)
    tables = held(there)
    assert all(tables.values())
    assert {source for _, source, *_ in tables["failures"]} == {"crm", "o'shop"}
    # All versions again, for what was judged of one says something else.
    assert [sentence for sentence in told if sentence.startswith("Judging days")][-1].endswith(" 3 records")


def test_a_value_that_moves_to_a_column_without_one_is_told_by_what_rows_say(spark: Spark, tmp_path: Path) -> None:
    from expectations.spark import OnSpark

    with duckdb.connect() as connection:
        engine = OnSpark(connection, spark.session(), tmp_path)
        said = [
            engine.rows(f"select {engine.content(['a', 'b'])} from (select {values}) as rows_of")[0][0]
            for values in ("'x' as a, cast(null as varchar) as b", "cast(null as varchar) as a, 'x' as b")
        ]
    assert said[0] != said[1]


def test_a_relation_that_is_not_there_is_not_assessed_on_spark_either(spark: Spark, tmp_path: Path) -> None:
    spark.session().sql(f"drop table if exists intermediate.{FIELD_DAYS}")
    verdicts = judge(spark, tmp_path / "judged.duckdb", full=True)
    [reason] = {verdict.reason for verdict in verdicts if verdict.suite == "days"}
    assert reason == f"intermediate.{FIELD_DAYS} is not in the warehouse."


def test_what_spark_refuses_is_told_in_a_sentence_and_leaves_the_earlier_judgement(
    warehouse: Warehouse, spark: Spark, tmp_path: Path
) -> None:
    first_day(warehouse)
    show(warehouse, spark, tmp_path / "shown")
    judged = tmp_path / "judged.duckdb"
    judge(spark, judged, full=True)
    before = held(judged)
    (tmp_path / "shown" / ORDERS / "rows.parquet").write_bytes(b"no Parquet")
    with pytest.raises(JudgementError, match="Spark could not do it: "):
        judge(spark, judged, full=True)
    assert held(judged) == before
    assert not (tmp_path / "judging").exists()


def test_a_home_that_spark_sees_under_another_path_is_told_before_anything_is_kept(
    warehouse: Warehouse, spark: Spark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_day(warehouse)
    show(warehouse, spark, tmp_path / "shown")
    monkeypatch.chdir(tmp_path)  # where the server is not
    with pytest.raises(JudgementError, match="rows into judging/001, and 0 are found there"):
        judge(spark, Path("judged.duckdb"), full=True)
    assert not any(held(tmp_path / "judged.duckdb").values())


@pytest.mark.parametrize(
    ("connection", "told"),
    [
        ("sc://127.0.0.1:9", "No Spark answers at 127.0.0.1:9"),
        ("thrift://127.0.0.1:10000", "A Thrift server builds models alone"),
    ],
)
def test_a_spark_that_cannot_judge_is_told_in_a_sentence(tmp_path: Path, connection: str, told: str) -> None:
    sail.skip_without_the_extra()
    with pytest.raises(JudgementError, match=told):
        judge(Spark(connection), tmp_path / "judged.duckdb", full=True)
