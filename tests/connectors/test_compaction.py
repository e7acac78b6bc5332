"""What dbt reads of what is landed: every row once, in few files, and made again only where something came."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest
from landing_desk import COLUMNS, Desk
from test_landing_again import table

from orchestration.build.compaction import compact
from orchestration.connectors.landing import write_contract
from orchestration.connectors.manifests import note_manifests, read_contracts, read_manifests
from orchestration.errors import ScorehouseError
from orchestration.settings import Settings

LAST_YEAR = (date(2025, 11, 28), date(2025, 12, 31))
FEBRUARY, LAST_OF_FEBRUARY = date(2026, 2, 2), date(2026, 2, 27)
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
COMPACTED = ["0001.parquet", "2025.parquet", "2026-02.parquet", "2026-03-02.parquet", "2026-03-03.parquet"]


@pytest.fixture(scope="module")
def compacted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which six days are landed and compacted, and the Monday was corrected. Not to be changed: copy it."""
    desk = Desk(tmp_path_factory.mktemp("compacted"))
    days = (*LAST_YEAR, FEBRUARY, LAST_OF_FEBRUARY, MONDAY, TUESDAY)
    for day, count in zip(days, (1, 2, 3, 4, 5, 6), strict=True):
        desk.land(table(count), day=day)
    desk.land(table(7), day=MONDAY)
    write_contract(*desk.declare(), desk.raw)
    build(Settings(desk.raw.parent))
    return desk.raw.parent


@pytest.fixture
def settings(desk: Desk, compacted: Path) -> Settings:
    """The desk's home is such a one."""
    shutil.copytree(compacted, desk.raw.parent, dirs_exist_ok=True)
    return Settings(desk.raw.parent)


def build(settings: Settings) -> None:
    """What the beginning of a build does."""
    landed = read_manifests(settings.raw, settings.landed)
    note_manifests(landed, settings.landed)
    compact(settings, [*read_contracts(settings.raw), *landed])


def deals(settings: Settings) -> Path:
    return settings.compacted / "crm" / "deals"


def written(settings: Settings) -> dict[str, int]:
    return {file.name: file.stat().st_mtime_ns for file in sorted(deals(settings).iterdir())}


def assert_each_landed_row_is_there_once(settings: Settings) -> None:
    for kind, columns, files in (
        ("rows", "*, 'deals' as delivered_in", deals(settings) / "*.parquet"),
        ("rejects", "* exclude (text)", settings.compacted / "landing/rejects/*"),
    ):
        landed = (
            f"select {columns} from read_parquet('{settings.raw}/*/*/*/*/{kind}.parquet', hive_partitioning = true, "
            "union_by_name = true, hive_types = {extract_date: date, revision: bigint})"
        )
        there = f"select * from read_parquet('{files}', union_by_name = true)"
        assert duckdb.sql(f"describe {there}").fetchall() == duckdb.sql(f"describe {landed}").fetchall()
        for one, other in ((landed, there), (there, landed)):
            assert not duckdb.sql(f"{one} except all {other}").fetchall(), kind


def test_years_and_months_that_are_over_are_one_file_each_and_no_row_is_lost_or_doubled(settings: Settings) -> None:
    assert list(written(settings)) == COMPACTED
    assert_each_landed_row_is_there_once(settings)
    counts = duckdb.sql(f"""
        select extract_date, revision, count(*) from '{deals(settings)}/*.parquet' group by all order by all
    """).fetchall()
    of_last_year = [(LAST_YEAR[0], 1, 1), (LAST_YEAR[1], 1, 2)]
    of_march = [(MONDAY, 1, 5), (MONDAY, 2, 7), (TUESDAY, 1, 6)]
    assert counts == [*of_last_year, (FEBRUARY, 1, 3), (LAST_OF_FEBRUARY, 1, 4), *of_march]


def test_nothing_is_written_again_where_nothing_came(settings: Settings) -> None:
    before = written(settings)
    build(settings)
    assert written(settings) == before


def _corrected(desk: Desk) -> None:
    desk.land(table(9), day=FEBRUARY)


def _next_month(desk: Desk) -> None:
    desk.land(table(9), day=date(2026, 4, 1))


def _next_year(desk: Desk) -> None:
    desk.land(table(9), day=date(2027, 1, 1))


def _next_day(desk: Desk) -> None:
    desk.land(table(9), day=date(2026, 3, 4))


def _late(desk: Desk) -> None:
    desk.land(table(2), day=date(2026, 1, 15))


def _late_last_year(desk: Desk) -> None:
    desk.land(table(2), day=date(2025, 12, 1))


def _removed(desk: Desk) -> None:
    shutil.rmtree(desk.raw / "crm" / "deals" / "extract_date=2026-03-02" / "revision=2")


def _removed_whole_day(desk: Desk) -> None:
    shutil.rmtree(desk.raw / "crm" / "deals" / "extract_date=2026-02-27")


def _rejected(desk: Desk) -> None:
    desk.land(table(9) + "D10,x,not a number,3,2026-03-01\n", day=date(2026, 3, 4))


def _widened(desk: Desk) -> None:
    write_contract(*desk.declare(COLUMNS | {"region": "varchar"}, optional=["region"]), desk.raw)


def _crashed_before_the_note(desk: Desk) -> None:
    settings = Settings(desk.raw.parent)
    shutil.copy(deals(settings) / "2026-02.parquet", deals(settings) / "stray.parquet")
    (settings.state / "compacted.json").unlink()


def _crashed_before_a_file(desk: Desk) -> None:
    (deals(Settings(desk.raw.parent)) / "2026-02.parquet").unlink()


def _damaged_notes(desk: Desk) -> None:
    settings = Settings(desk.raw.parent)
    settings.landed.write_text('{"source": "crm"', encoding="utf-8")
    (settings.state / "compacted.json").write_text("{", encoding="utf-8")


CHANGES: dict[Callable[[Desk], None], list[str]] = {
    _corrected: COMPACTED,
    _next_month: ["0001.parquet", "2025.parquet", "2026-02.parquet", "2026-03.parquet", "2026-04-01.parquet"],
    _next_year: ["0001.parquet", "2025.parquet", "2026.parquet", "2027-01-01.parquet"],
    _next_day: [*COMPACTED, "2026-03-04.parquet"],
    _late: [*COMPACTED[:2], "2026-01.parquet", *COMPACTED[2:]],
    _late_last_year: COMPACTED,
    _removed: COMPACTED,
    _removed_whole_day: COMPACTED,
    _rejected: [*COMPACTED, "2026-03-04.parquet"],
    _widened: COMPACTED,
    _crashed_before_the_note: COMPACTED,
    _crashed_before_a_file: COMPACTED,
    _damaged_notes: COMPACTED,
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_has_come_or_gone_each_landed_row_is_there_once(
    desk: Desk, settings: Settings, change: Callable[[Desk], None]
) -> None:
    change(desk)
    build(settings)
    assert list(written(settings)) == CHANGES[change]
    assert_each_landed_row_is_there_once(settings)


def test_a_correction_has_only_its_own_month_written_again(desk: Desk, settings: Settings) -> None:
    before = written(settings)
    _corrected(desk)
    build(settings)
    assert {file for file, at in written(settings).items() if at != before[file]} == {"2026-02.parquet"}


def test_manifests_noted_are_those_that_are_there(desk: Desk, settings: Settings) -> None:
    for change in (_next_day, _corrected, _removed, _removed_whole_day, _late):
        change(desk)
        assert read_manifests(desk.raw, settings.landed) == read_manifests(desk.raw)
        build(settings)


def test_a_landed_file_that_is_damaged_is_named_and_the_others_stay(desk: Desk, settings: Settings) -> None:
    _next_day(desk)
    (desk.raw / "crm/deals/extract_date=2026-03-04/revision=1/rows.parquet").write_bytes(b"not Parquet")
    with pytest.raises(ScorehouseError, match=r"crm\.deals cannot be read .*land the delivery again"):
        build(settings)
    assert list(written(settings)) == COMPACTED
