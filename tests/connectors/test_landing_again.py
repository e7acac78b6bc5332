"""The second delivery of a day, the smaller one of the next day, two at once, and what a crash left behind."""

import json
import threading
from datetime import date, time

import duckdb
import pytest
from landing_desk import COLUMNS, HEADER, MONDAY, Desk, rows

from orchestration.connectors.landing import Landed, land, release, write_contract
from orchestration.connectors.manifests import read_contracts, read_manifests, write_manifest
from orchestration.errors import ScorehouseError

SUNDAY = date(2026, 3, 1)


def table(count: int) -> str:
    return HEADER + "".join(f"a{n},x,1,1,2026-03-01\n" for n in range(count))


def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    first = desk.land(table(3))
    again = desk.land(table(3))
    assert (again.status, again.directory, again.manifest) == ("unchanged", first.directory, first.manifest)
    assert again.message == "crm.deals of 2026-03-02 is already landed as revision 1."
    assert desk.landings() == [("2026-03-02", 1)]


def test_a_changed_file_for_a_landed_day_becomes_a_new_revision_and_both_stay(desk: Desk) -> None:
    first, second = desk.land(table(3)), desk.land(table(4))
    assert (first.revision, second.revision) == (1, 2)
    assert (len(rows(first)), len(rows(second))) == (3, 4)
    assert second.message == "crm.deals of 2026-03-02: 4 rows landed, 0 rejected."


def test_a_snapshot_of_half_the_usual_size_is_held_until_somebody_releases_it(desk: Desk) -> None:
    desk.land(table(100), day=SUNDAY)
    held = desk.land(table(50))
    assert held.status == "held"
    assert held.message == (
        "crm.deals of 2026-03-02 is held: 50 rows after 100 on 2026-03-01 is a loss of more than 15%; "
        "release it if it is right, or deliver a complete file."
    )
    assert desk.landings() == [("2026-03-01", 1)]
    assert desk.land(table(50)).message == held.message
    source, entity = desk.declare()
    released = release(source, entity, MONDAY, desk.raw, desk.held)
    assert (released.manifest["status"], len(rows(released)), read_manifests(desk.held)) == ("landed", 50, [])
    assert desk.land(table(50)).status == "unchanged"


def test_a_release_that_was_killed_before_the_rename_leaves_the_snapshot_held(desk: Desk) -> None:
    desk.land(table(100), day=SUNDAY)
    held = desk.land(table(50))
    write_manifest(held.directory, held.manifest | {"status": "landed"})
    assert desk.land(table(50)).status == "held"
    assert release(*desk.declare(), MONDAY, desk.raw, desk.held).status == "landed"
    assert desk.land(table(50)).status == "unchanged"


def test_a_complete_file_after_a_held_one_lands_as_the_next_revision(desk: Desk) -> None:
    desk.land(table(100), day=SUNDAY)
    desk.land(table(50))
    assert (desk.land(table(101)).status, desk.landings()) == ("landed", [("2026-03-01", 1), ("2026-03-02", 2)])


def test_a_snapshot_that_loses_no_more_than_the_guard_allows_lands(desk: Desk) -> None:
    desk.land(table(100), day=SUNDAY)
    assert desk.land(table(85)).status == "landed"


def test_a_guard_of_zero_is_off(desk: Desk) -> None:
    desk.land(table(100), day=SUNDAY)
    assert desk.land(table(5), shrink_guard=0).status == "landed"


def test_changes_of_half_the_usual_size_land(desk: Desk) -> None:
    desk.land(table(100), day=SUNDAY, delivery="changes")
    assert desk.land(table(50), delivery="changes").status == "landed"


def test_nothing_to_release_is_told_in_a_sentence(desk: Desk) -> None:
    source, entity = desk.declare()
    with pytest.raises(ScorehouseError, match=r"^Nothing of crm.deals is held for 2026-03-02; check name and date\.$"):
        release(source, entity, MONDAY, desk.raw, desk.held)


def test_the_manifest_says_what_was_delivered_and_when_the_extract_ended(desk: Desk) -> None:
    landed = desk.land(table(3))
    manifest = json.loads((landed.directory / "manifest.json").read_text(encoding="utf-8"))
    assert manifest == landed.manifest
    assert landed.directory == desk.raw / "crm" / "deals" / "extract_date=2026-03-02" / "revision=1"
    assert {key: manifest[key] for key in ("cutoff_at", "time_zone", "calendar", "input_name", "is_complete")} == {
        "cutoff_at": "2026-03-02 01:30:00",
        "time_zone": "Asia/Shanghai",
        "calendar": "CN",
        "input_name": "deals.csv",
        "is_complete": True,
    }
    assert manifest["columns"] == [{"name": name, "type": kind} for name, kind in COLUMNS.items()]


def test_debris_of_a_crashed_run_is_cleared_by_the_next_landing(desk: Desk) -> None:
    debris = desk.raw / ".aside-crashed" / "delivery"
    debris.mkdir(parents=True)
    (debris / "rows.parquet").write_bytes(b"half")
    assert desk.land(table(3)).status == "landed"
    assert not list(desk.raw.glob(".aside-*"))


def test_two_runs_landing_the_same_file_at_once_land_it_once(desk: Desk) -> None:
    source, entity = desk.declare()
    delivery, landed = desk.deliver(table(2000)), list[Landed]()
    runs = [
        threading.Thread(target=lambda: landed.append(land(delivery, source, entity, desk.raw, desk.held)))
        for _ in range(4)
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert sorted(each.status for each in landed) == ["landed", "unchanged", "unchanged", "unchanged"]
    assert desk.landings() == [("2026-03-02", 1)]


def test_the_contract_of_an_entity_gives_readers_its_columns_before_anything_is_delivered(desk: Desk) -> None:
    source, entity = desk.declare()
    directory = write_contract(source, entity, desk.raw)
    described = duckdb.sql(
        f"DESCRIBE SELECT * FROM read_parquet('{directory}/rows.parquet', hive_partitioning = false)"
    )
    assert {row[0]: row[1].lower() for row in described.fetchall()} == COLUMNS
    assert ([contract["revision"] for contract in read_contracts(desk.raw)], desk.landings()) == ([0], [])
    assert desk.land(table(3)).status == "landed"


def test_the_contract_is_renewed_when_the_declaration_changes_and_only_then(desk: Desk) -> None:
    source, entity = desk.declare()
    file = write_contract(source, entity, desk.raw) / "rows.parquet"
    before = file.stat().st_mtime_ns
    write_contract(source, entity, desk.raw)
    assert file.stat().st_mtime_ns == before
    write_contract(*desk.declare(COLUMNS | {"region": "varchar"}), desk.raw)
    assert "region" in duckdb.sql(f"SELECT * FROM '{file}'").columns


@pytest.mark.parametrize(("stated", "cutoff_at"), [(time(11), "2026-03-02 03:00:00"), (time(0), "2026-03-01 16:00:00")])
def test_the_cut_off_in_the_name_replaces_the_declared_one(desk: Desk, stated: time, cutoff_at: str) -> None:
    first = desk.land(table(3), stated=stated)
    assert (first.manifest["cutoff_at"], first.manifest["extract_date"]) == (cutoff_at, "2026-03-02")
    assert desk.land(table(3), stated=stated).status == "unchanged"


def test_the_same_bytes_with_another_cut_off_are_a_new_revision_in_both_directions(desk: Desk) -> None:
    late = [desk.land(table(3)), desk.land(table(3), stated=time(11)), desk.land(table(3))]
    assert [(each.revision, each.manifest["cutoff_at"][11:16]) for each in late] == [
        (1, "01:30"),
        (2, "03:00"),
        (3, "01:30"),
    ]


def test_a_held_snapshot_keeps_the_cut_off_of_its_name_when_it_is_released(desk: Desk) -> None:
    desk.land(table(100), day=SUNDAY)
    assert desk.land(table(50), stated=time(11)).status == "held"
    released = release(*desk.declare(), MONDAY, desk.raw, desk.held)
    assert released.manifest["cutoff_at"] == "2026-03-02 03:00:00"


def test_what_was_landed_before_names_carried_cut_offs_is_still_the_same_input(desk: Desk) -> None:
    file = desk.land(table(3)).directory / "manifest.json"
    manifest = json.loads(file.read_text(encoding="utf-8"))
    del manifest["stated_cutoff"]
    file.write_text(json.dumps(manifest), encoding="utf-8")
    assert desk.land(table(3)).status == "unchanged"
