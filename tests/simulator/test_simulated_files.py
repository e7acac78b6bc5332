"""What the simulator writes: the right files, in the declared form, the same each time."""

import datetime as dt
import gzip
from itertools import product
from pathlib import Path

import pytest
from simulated_company import Simulated, declared_meta, declared_tables, read_extract, record_entities

from simulator import Scenario, simulate
from simulator.__main__ import main
from simulator.company.world import World
from simulator.errors import SimulationError

SMALL = Scenario(days=5, people=24, records=1_500)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        Simulated.run(SMALL, tmp_path / name)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


@pytest.mark.parametrize("people", [24, 25, 40])
def test_a_company_of_any_size_and_length_can_be_planned(people: int) -> None:
    for days, start in product(range(1, 45, 3), (Scenario.start, dt.date(2026, 2, 24))):
        assert World.of(Scenario(days=days, people=people, start=start)).clock.days == days


def test_another_seed_gives_other_records(tmp_path: Path) -> None:
    one = Simulated.run(SMALL, tmp_path / "one")
    two = Simulated.run(Scenario(days=5, people=24, records=1_500, seed=2), tmp_path / "two")
    day = SMALL.extract_dates[0]
    assert one.path("activities", day).read_bytes() != two.path("activities", day).read_bytes()


def test_a_compressed_file_carries_no_time(company: Simulated) -> None:
    packed = company.path("activities", company.scenario.start).read_bytes()
    assert packed[4:8] == b"\0\0\0\0"


def test_every_declared_entity_is_delivered_with_every_extract(company: Simulated) -> None:
    expected = {company.path(entity, day) for entity in declared_tables() for day in company.dates}
    assert set((company.folder / "out").iterdir()) == expected


def test_two_extracts_in_a_row_are_missing_and_one_is_late(company: Simulated) -> None:
    promised = [str(day) for day in company.scenario.extract_dates]
    missing = sorted(set(promised) - set(company.dates))
    assert (len(promised), len(missing)) == (30, 2)
    assert promised.index(missing[1]) == promised.index(missing[0]) + 1
    (late,) = [date for date, ended in company.cutoffs.items() if not ended.endswith(" 09:30:00")]
    assert company.cutoffs[late] == f"{late} 11:00:00"
    assert company.path("activities", late).name == f"activities_{late}T1100.csv.gz"
    excused = company.records[company.records.is_platform_fault]
    assert set(excused.first_extract_date.astype(str)) == {late, promised[promised.index(missing[1]) + 1]}
    assert excused.is_on_time.isna().all()


def test_extracts_are_punctual_when_that_is_asked_for(tmp_path: Path) -> None:
    punctual = Simulated.run(Scenario(days=20, people=24, records=1_500, punctual=True), tmp_path)
    assert punctual.dates == [str(day) for day in punctual.scenario.extract_dates]
    assert {ended[11:] for ended in punctual.cutoffs.values()} == {"09:30:00"}
    assert not punctual.records.is_platform_fault.any()


def test_people_teams_and_offices_work_otherwise_than_the_calendar_says(company: Simulated) -> None:
    told = company.extract("schedule_exceptions", company.dates[-1])
    kinds = {(row["subject_type"], row["is_working_day"]) for row in told}
    assert kinds == {*product(("person", "team"), ("true", "false")), ("office", "false")}
    first = {row["id"] for row in company.extract("schedule_exceptions", company.dates[0])}
    (afterwards,) = [row for row in told if row["id"] not in first]
    known_from = min(date for date in company.dates if afterwards in company.extract("schedule_exceptions", date))
    assert known_from > afterwards["last_date"]


def test_hardly_anybody_on_leave_has_events(company: Simulated) -> None:
    told = company.extract("schedule_exceptions", company.dates[-1])
    own = company.records[company.records.entity == "activities"]
    for row in told:
        if row["reason"] in ("leave", "trip", "sick"):
            days = own.event_date.astype(str).between(row["first_date"], row["last_date"])
            assert (own.owner_id[days] == row["subject_id"]).sum() <= 0.04 * days.sum() + 2


@pytest.mark.parametrize("entity", declared_tables())
def test_every_file_has_the_declared_columns_in_the_declared_encoding(company: Simulated, entity: str) -> None:
    columns = [column["name"] for column in declared_tables()[entity]["columns"]]
    encoding = declared_meta(entity).get("encoding", "utf-8")
    for day in company.dates:
        header, *rows = read_extract(company.path(entity, day), encoding)
        assert header == columns
        assert {len(row) for row in rows} <= {len(columns)}


def test_contacts_are_chinese_and_not_in_unicode(company: Simulated) -> None:
    data = company.path("contacts", company.scenario.start).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
    assert any("经理" in row["occupation"] for row in company.extract("contacts", company.scenario.start))


def test_notes_hold_commas_quotes_and_line_breaks(company: Simulated) -> None:
    notes = "".join(row["notes"] for row in company.extract("activities", company.scenario.start))
    assert all(mark in notes for mark in (",", '"', "\n"))


def test_a_record_comes_first_in_the_extract_that_ends_after_its_entry_and_again_when_changed(
    company: Simulated,
) -> None:
    again = 0
    for entity in record_entities():
        for versions in company.versions[entity].values():
            dates = [date for date, _ in versions]
            assert dates == sorted(set(dates))
            for date, row in versions[1:]:
                before = company.dates[company.dates.index(date) - 1]
                assert company.cutoffs[before] < row["updated_at"] <= company.cutoffs[date]
                again += 1
    assert again > 500


def test_a_child_never_arrives_before_the_account_it_names(company: Simulated) -> None:
    arrival = {record: versions[0][0] for record, versions in company.versions["accounts"].items()}
    for entity in ("contacts", "opportunities", "orders", "activities", "cases"):
        for versions in company.versions[entity].values():
            date, row = versions[0]
            if row["account_id"].startswith("AC"):
                assert arrival[row["account_id"]] <= date


def test_people_change_team_leave_and_join_during_the_month(company: Simulated) -> None:
    dates = company.dates
    staff = {date: {row["id"]: row for row in company.extract("employees", date)} for date in dates}
    first, last = staff[dates[0]], staff[dates[-1]]
    moved = [person for person in first.keys() & last if first[person]["team_id"] != last[person]["team_id"]]
    assert len(moved) == len(last.keys() - first) == len(first.keys() - last) == 1
    (left,) = first.keys() - last
    assert [row[left]["is_active"] for row in staff.values() if left in row] == ["true"] * 16 + ["false"] * 5


def test_a_delegation_ends_while_its_owner_goes_on(company: Simulated) -> None:
    until = [row["valid_to"] for row in company.extract("delegations", company.scenario.start)]
    assert any(company.dates[0] < date < company.dates[-1] for date in until)
    assert "" in until


def test_an_assistant_enters_most_records_of_an_owner_who_delegated(company: Simulated) -> None:
    delegation = company.extract("delegations", company.scenario.start)[0]
    mine = company.records[
        (company.records.owner_id == delegation["owner_id"]) & (company.records.entity == "activities")
    ]
    assert 0.8 < (mine.entered_by_id == delegation["assistant_id"]).mean() < 1
    assert (mine.accountable_id == delegation["assistant_id"]).all()


def test_counts_follow_the_arguments(tmp_path: Path, company: Simulated) -> None:
    assert 0.95 < sum(company.counts.values()) / (30 * 40 * 12) < 1.05
    asked = Simulated.run(Scenario(days=12, people=30, records=20_000), tmp_path / "asked")
    # The shorter the time, the more of it lies too near its end to be entered before the last extract.
    assert 0.9 < sum(asked.counts.values()) / 20_000 < 1.05
    assert len(asked.extract("employees", asked.dates[-1])) in (29, 30)
    assert 0.7 < asked.counts["activities"] / sum(asked.counts.values()) < 0.8


def test_a_single_day_holds_everything_before_it(tmp_path: Path) -> None:
    one = Simulated.run(Scenario(days=1, people=24, records=1_000), tmp_path)
    assert set(one.records.recorded_status) <= {"unverified", "unknown"}
    assert sum(one.counts.values()) > 500


def test_plain_files_can_be_read_by_eye(tmp_path: Path) -> None:
    simulate(Scenario(days=2, people=24, records=1_000, plain=True), tmp_path / "out", tmp_path / "truth")
    for path in (tmp_path / "out").iterdir():
        assert path.suffix == ".csv"
        assert path.read_text("utf-8").startswith("id,")


def test_a_folder_of_another_simulation_is_refused(tmp_path: Path) -> None:
    Simulated.run(SMALL, tmp_path)
    with pytest.raises(SimulationError, match=r"employees_2026-02-11\.csv is from another simulation"):
        Simulated.run(Scenario(days=2, people=24, records=1_000), tmp_path)


def test_days_without_a_published_calendar_are_refused() -> None:
    with pytest.raises(
        SimulationError, match="known from 2004-01-01 to 2026-12-31, but the simulation needs 2027-01-01"
    ):
        simulate(Scenario(start=dt.date(2026, 12, 20)), Path("never"), Path("never"))


def test_years_back_to_2004_can_be_simulated(tmp_path: Path) -> None:
    old = Simulated.run(Scenario(days=3, people=24, records=1_000, start=dt.date(2021, 2, 10)), tmp_path)
    assert old.path("cases", "2021-02-12").exists()


@pytest.mark.parametrize(
    ("sizes", "said"), [({"days": 0}, "0 days"), ({"people": 5}, "5 people"), ({"records": 3}, "3 records")]
)
def test_impossible_sizes_are_refused_in_a_sentence(sizes: dict[str, int], said: str) -> None:
    with pytest.raises(SimulationError, match=said):
        Scenario(**sizes)


def test_the_command_line_writes_files_and_reports_faults_as_sentences(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--out", str(tmp_path / "out"), "--truth", str(tmp_path / "truth")]
    assert main([*where, "--days", "2", "--people", "24", "--records", "800", "--start", "2026-03-02"]) == 0
    assert "all records" in capsys.readouterr().out
    assert gzip.decompress((tmp_path / "out" / "activities_2026-03-03.csv.gz").read_bytes()).startswith(b"id,")
    assert main([*where, "--people", "3"]) == 1
    assert "A company of 3 people" in capsys.readouterr().err
