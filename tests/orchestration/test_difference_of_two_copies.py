"""`scorehouse diff` finds each kind of difference that was planted, and nothing where nothing was."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from orchestration.command.cli import main

SCORES = """
    create table kpi.scores as
    select person_id, day::date as day, score, seconds, tags
    from (values
        ('ann', '2026-03-01', 0.5::double, 10::integer, ['a', null]),
        ('ben', '2026-03-01', 0.75, null, null),
        (null, '2026-03-02', null, 30, [])
    ) as rows_of (person_id, day, score, seconds, tags)
"""
VISITS = "create table core.visits as select * from (values ('north', 1), ('north', 1), ('south', 2)) as v (city, n)"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return copy(tmp_path / "old")


def copy(folder: Path, *changes: str, keys: dict[str, list[str]] | None = None) -> Path:
    """A published copy of two tables, one with a key and one without, in which something has been changed."""
    folder.mkdir()
    with duckdb.connect(folder / "scorehouse.duckdb") as connection:
        for statement in ("create schema kpi", "create schema core", SCORES, VISITS, *changes):
            connection.execute(statement)
    about = {"as_of": "2026-03-02 01:30:00", "keys": {"kpi.scores": ["person_id", "day"]} if keys is None else keys}
    (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Answer:
    """How the command ends, what it says as lines without their alignment, and what it complains of."""

    code: int
    lines: list[str]
    complaint: str


Ask = Callable[..., Answer]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    def asked(old: Path, new: Path, *options: str) -> Answer:
        code = main(["diff", str(old), str(new), *options])
        told = capsys.readouterr()
        return Answer(code, [" ".join(line.split()) for line in told.out.splitlines()], told.err)

    return asked


@pytest.mark.parametrize("order", ["", "order by person_id desc nulls last"])
def test_two_copies_with_the_same_rows_in_any_order_are_equal(ask: Ask, tmp_path: Path, old: Path, order: str) -> None:
    again = f"create or replace table kpi.scores as from (select * from kpi.scores {order})"
    asked = ask(old, copy(tmp_path / "new", again))
    assert asked.lines[-1] == "2 tables: 2 equal"
    assert len(asked.lines) == 4
    assert asked.code == 0


def test_a_copy_is_equal_to_itself_by_whatever_name(ask: Ask, old: Path) -> None:
    assert ask(old, old / "scorehouse.duckdb").code == 0


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("drop table core.visits", ["core.visits gone, 3 rows", "2 tables: 1 equal, 1 gone"]),
        ("create table core.calls as select 1 as n", ["core.calls new, 1 row", "3 tables: 2 equal, 1 new"]),
        ("alter table kpi.scores drop column seconds", ["column gone seconds (INTEGER)"]),
        ("alter table kpi.scores add column rank bigint", ["column new rank (BIGINT)"]),
        ("alter table kpi.scores alter seconds type bigint", ["column of another type seconds (INTEGER -> BIGINT)"]),
        ("delete from kpi.scores where person_id = 'ann'", ["rows only in old 1", "ann | 2026-03-01"]),
        ("delete from kpi.scores where person_id is null", ["rows only in old 1", "null | 2026-03-02"]),
        ("insert into kpi.scores by name select 'cem' as person_id", ["rows only in new 1", "cem | null"]),
        (
            "update kpi.scores set score = 0.5000000001, seconds = null where person_id = 'ann'",
            [
                "rows changed 1 of 3 in both",
                "score 1",
                "seconds 1",
                "ann | 2026-03-01: score 0.5 -> 0.5000000001; seconds 10 -> null",
            ],
        ),
        ("update kpi.scores set tags = ['a', 'b'] where person_id = 'ann'", ["tags 1"]),
        ("update kpi.scores set seconds = 0 where seconds is null", ["ben | 2026-03-01: seconds null -> 0"]),
        ("insert into core.visits values ('north', 1)", ["rows only in new 1", "north | 1"]),
        ("delete from core.visits where city = 'north'", ["rows only in old 2"]),
        ("update core.visits set n = 3 where n = 2", ["rows only in old 1", "south | 2", "rows only in new 1"]),
    ],
)
def test_each_kind_of_difference_is_told_and_ends_with_1(
    ask: Ask, tmp_path: Path, old: Path, change: str, told: list[str]
) -> None:
    asked = ask(old, copy(tmp_path / "new", change))
    assert [line for line in told if line not in asked.lines] == []
    assert asked.code == 1


def test_equal_values_of_another_type_make_no_row_another(ask: Ask, tmp_path: Path, old: Path) -> None:
    retyped = ("alter table kpi.scores alter seconds type double", "alter table kpi.scores alter score type varchar")
    asked = ask(old, copy(tmp_path / "new", *retyped))
    assert not [line for line in asked.lines if line.startswith("rows")]
    assert asked.code == 1


def test_columns_that_differ_most_come_first(ask: Ask, tmp_path: Path, old: Path) -> None:
    changed = (
        "update kpi.scores set tags = ['b'] where person_id = 'ann'",
        "update kpi.scores set seconds = 7 where day = '2026-03-01'",
    )
    lines = ask(old, copy(tmp_path / "new", *changed)).lines
    assert lines.index("seconds 2") < lines.index("tags 1")


def test_only_so_many_rows_are_named(ask: Ask, tmp_path: Path, old: Path) -> None:
    new = copy(tmp_path / "new", "delete from kpi.scores")
    assert ask(old, new, "--rows", "1").lines[4:-1] == ["rows only in old 3", "ann | 2026-03-01"]
    assert ask(old, new, "--rows", "0").lines[4:-1] == ["rows only in old 3"]


def test_a_tolerance_is_for_numbers_with_fractions(ask: Ask, tmp_path: Path, old: Path) -> None:
    close = copy(tmp_path / "close", "update kpi.scores set score = score + 0.001")
    assert ask(old, close).code == 1
    assert ask(old, close, "--tolerance", "0.01").code == 0
    assert ask(old, close, "--tolerance", "0.0001").code == 1
    counted = copy(tmp_path / "counted", "update kpi.scores set seconds = seconds + 1")
    assert ask(old, counted, "--tolerance", "2").code == 1
    missing = copy(tmp_path / "missing", "update kpi.scores set score = null")
    assert ask(old, missing, "--tolerance", "2").code == 1


@pytest.mark.parametrize("name", ["visits", "core.visits"])
def test_one_table_can_be_asked_for(ask: Ask, tmp_path: Path, old: Path, name: str) -> None:
    new = copy(tmp_path / "new", "delete from kpi.scores")
    assert ask(old, new, "--table", name).code == 0
    assert ask(old, new, "--table", name, "--table", "scores").code == 1


def test_a_column_can_be_left_out(ask: Ask, tmp_path: Path, old: Path) -> None:
    new = copy(tmp_path / "new", "update kpi.scores set seconds = 99")
    assert ask(old, new, "--ignore", "seconds").code == 0


@pytest.mark.parametrize(
    ("changes", "keys", "why"),
    [
        ((), {}, None),
        (("insert into kpi.scores by name select 'ann' as person_id, date '2026-03-01' as day",), None, "not unique"),
        (("alter table kpi.scores rename day to date",), None, "day of the key is not in both"),
    ],
)
def test_rows_whose_key_does_not_hold_are_compared_whole_and_it_says_why(  # noqa: PLR0913, PLR0917
    ask: Ask,
    tmp_path: Path,
    old: Path,
    changes: tuple[str, ...],
    keys: dict[str, list[str]] | None,
    why: str | None,
) -> None:
    new = copy(tmp_path / "new", "update kpi.scores set seconds = 11 where seconds = 10", *changes, keys=keys)
    lines = ask(old, new).lines
    if why:
        assert [line for line in lines if line.startswith("kpi.scores rows compared whole") and why in line]
    else:
        assert "kpi.scores by person_id, day" in lines  # one of the copies is enough to know the key


def test_copies_that_know_no_key_are_compared_whole(ask: Ask, tmp_path: Path, old: Path) -> None:
    (old / "about.json").unlink()
    new = copy(tmp_path / "new", "update kpi.scores set seconds = 11 where seconds = 10", keys={})
    asked = ask(old, new)
    assert "kpi.scores rows compared whole: no key is known" in asked.lines
    assert "ann | 2026-03-01 | 0.5 | 10 | [a, NULL]" in asked.lines
    assert asked.code == 1


def test_what_cannot_be_compared_is_one_sentence_and_ends_with_2(ask: Ask, tmp_path: Path, old: Path) -> None:
    empty, text = tmp_path / "empty", tmp_path / "scorehouse.duckdb"
    empty.mkdir()
    text.write_text("not a database", encoding="utf-8")
    for given, told in (
        (tmp_path / "nowhere", "nowhere is no published copy: name a folder that holds scorehouse.duckdb"),
        (empty, "empty is no published copy"),
        (text, "cannot be read"),
    ):
        asked = ask(old, given)
        assert told in asked.complaint
        assert asked.complaint.count("\n") == 1
        assert (asked.code, asked.lines) == (2, [])
    asked = ask(old, old, "--table", "kpi.scroes")
    assert asked.complaint == "Neither copy has a table kpi.scroes; there are core.visits, kpi.scores.\n"
    assert asked.code == 2


def test_nothing_is_written(ask: Ask, tmp_path: Path, old: Path) -> None:
    new = copy(tmp_path / "new", "delete from kpi.scores")
    before = {path: path.read_bytes() for folder in (old, new) for path in folder.iterdir()}
    ask(old, new)
    assert {path: path.read_bytes() for folder in (old, new) for path in folder.iterdir()} == before
