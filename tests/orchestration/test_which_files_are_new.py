"""Which deliveries a landing looks at."""

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from orchestration.connectors import ingest
from orchestration.connectors.ingest import Failed, Wanted
from orchestration.connectors.landing import Landed
from orchestration.errors import ScorehouseError
from orchestration.settings import Settings

ORDERS = ("simulator", "orders")
ONLY_ORDERS = Wanted(sources=("simulator",), entity="orders")


@pytest.fixture
def settings(tmp_path: Path, delivered: Path) -> Settings:
    shutil.copytree(delivered, tmp_path / "extracts" / "simulator")
    return Settings(tmp_path)


def land(settings: Settings) -> list[Landed | Failed]:
    [(source, entity)] = ingest.declared(settings, ONLY_ORDERS)
    return list(ingest.land_days(settings, source, entity, None))


def age(settings: Settings) -> list[Path]:
    """Make the delivered files older than their landing, as they are in life."""
    files = sorted(settings.extracts_of("simulator").glob("orders_*"))
    for file in files:
        os.utime(file, (0, 0))
    return files


def test_everything_is_new_at_first(settings: Settings) -> None:
    pending = ingest.pending(settings, Wanted(sources=("simulator",)))
    assert {len(days) for days in pending.values()} == {4}
    assert len(pending) == 34


def test_what_has_landed_is_not_looked_at_again(settings: Settings) -> None:
    age(settings)
    land(settings)
    assert ingest.pending(settings, ONLY_ORDERS) == {}


def test_a_file_of_another_size_is_looked_at(settings: Settings) -> None:
    file = age(settings)[1]
    land(settings)
    file.write_bytes(file.read_bytes() + b"\n")
    os.utime(file, (0, 0))
    assert ingest.pending(settings, ONLY_ORDERS) == {ORDERS: [date(2026, 2, 10)]}


def test_a_touched_file_is_looked_at(settings: Settings) -> None:
    file = age(settings)[2]
    land(settings)
    os.utime(file)
    os.utime(file, (file.stat().st_atime + 5, file.stat().st_mtime + 5))
    assert ingest.pending(settings, ONLY_ORDERS) == {ORDERS: [date(2026, 2, 11)]}


def test_a_file_whose_name_has_got_a_cut_off_is_looked_at_and_becomes_a_revision(settings: Settings) -> None:
    file = age(settings)[3]
    land(settings)
    file.rename(file.with_name(file.name.replace("2026-02-12", "2026-02-12T1100")))
    assert ingest.pending(settings, ONLY_ORDERS) == {ORDERS: [date(2026, 2, 12)]}
    last = land(settings)[3]
    assert isinstance(last, Landed)
    assert (last.revision, last.manifest["cutoff_at"]) == (2, "2026-02-12 03:00:00")
    assert ingest.pending(settings, ONLY_ORDERS) == {}


def test_days_named_by_the_user_are_looked_at_in_any_case(settings: Settings) -> None:
    age(settings)
    land(settings)
    named = Wanted(("simulator",), "orders", first=date(2026, 2, 10), last=date(2026, 2, 11))
    assert ingest.pending(settings, named) == {ORDERS: [date(2026, 2, 10), date(2026, 2, 11)]}


def test_one_faulty_file_does_not_keep_the_others_out(settings: Settings) -> None:
    age(settings)[1].write_bytes(b"\x00not,a\nfile")
    outcomes = land(settings)
    assert [type(outcome) for outcome in outcomes] == [Landed, Failed, Landed, Landed]


def test_two_files_of_one_day_are_told_at_every_look_and_keep_no_other_day_waiting(settings: Settings) -> None:
    file = age(settings)[0]
    shutil.copy(file, file.with_name(file.name.replace("2026-02-09", "20260209")))
    assert ingest.pending(settings, ONLY_ORDERS)[ORDERS] == [date(2026, 2, day) for day in (9, 10, 11, 12)]
    *landed, failed = land(settings)
    assert [outcome.manifest["extract_date"] for outcome in landed if isinstance(outcome, Landed)] == [
        "2026-02-10", "2026-02-11", "2026-02-12",
    ]  # fmt: skip
    assert isinstance(failed, Failed)
    assert "both deliver 2026-02-09" in failed.message
    assert ingest.pending(settings, ONLY_ORDERS) == {ORDERS: [date(2026, 2, 9)]}
    assert ingest.standing(settings, ONLY_ORDERS).failed == [failed.message]


def test_a_file_whose_name_holds_no_date_is_told_and_keeps_no_other_waiting(settings: Settings) -> None:
    file = age(settings)[0]
    file.rename(file.with_name(file.name.replace("2026-02-09", "2026-02-31")))
    *landed, failed = land(settings)
    assert (len(landed), type(failed)) == (3, Failed)
    assert ingest.pending(settings, ONLY_ORDERS) == {ORDERS: []}
    [again] = ingest.land_days(settings, *ingest.declared(settings, ONLY_ORDERS)[0], [])
    assert again == failed


def test_files_of_a_copied_home_are_compared_once_and_then_remembered(settings: Settings) -> None:
    files = age(settings)
    land(settings)
    for file in files:
        os.utime(file, (4102444800, 4102444800))
    assert len(ingest.pending(settings, ONLY_ORDERS)[ORDERS]) == len(files)
    assert {outcome.status for outcome in land(settings) if isinstance(outcome, Landed)} == {"unchanged"}
    assert ingest.pending(settings, ONLY_ORDERS) == {}
    files[1].write_bytes(files[1].read_bytes().replace(b"2", b"3"))
    os.utime(files[1], (4102444801, 4102444801))
    assert ingest.pending(settings, ONLY_ORDERS) == {ORDERS: [date(2026, 2, 10)]}
    assert [outcome.status for outcome in land(settings) if isinstance(outcome, Landed)].count("landed") == 1
    assert ingest.pending(settings, ONLY_ORDERS) == {}


@pytest.mark.parametrize("note", ["", "{", "[]", '{"a": 1}', '{"a": {"size": 1}}', "\0"])
def test_a_damaged_note_of_what_was_compared_costs_comparing_again(settings: Settings, note: str) -> None:
    for file in age(settings):
        os.utime(file, (4102444800, 4102444800))
    land(settings)
    (settings.state / "looked_at" / "simulator.orders" / "files.json").write_text(note, encoding="utf-8")
    assert len(ingest.pending(settings, ONLY_ORDERS)[ORDERS]) == 4
    assert {outcome.status for outcome in land(settings) if isinstance(outcome, Landed)} == {"unchanged"}
    assert ingest.pending(settings, ONLY_ORDERS) == {}


def test_what_waits_and_what_failed_are_told_apart_until_the_file_is_delivered_again(settings: Settings) -> None:
    file = age(settings)[1]
    good = file.read_bytes()
    assert len(ingest.standing(settings, ONLY_ORDERS).waiting[ORDERS]) == 4
    file.write_bytes(b"\x00not,a\nfile")
    land(settings)
    standing = ingest.standing(settings, ONLY_ORDERS)
    assert (standing.waiting, len(standing.failed)) == ({}, 1)
    assert file.name in standing.failed[0]
    file.write_bytes(good)
    standing = ingest.standing(settings, ONLY_ORDERS)
    assert (list(standing.waiting), standing.failed) == ([ORDERS], [])
    land(settings)
    assert ingest.standing(settings, ONLY_ORDERS) == ingest.Standing()


def test_a_source_that_is_not_declared_is_refused_with_those_that_are(settings: Settings) -> None:
    with pytest.raises(ScorehouseError, match=r"no source 'sap'; declared are .*simulator"):
        ingest.pending(settings, Wanted(sources=("sap",)))


def test_a_source_that_delivered_nothing_is_named_with_its_folder(settings: Settings) -> None:
    assert ingest.silent(settings, ["simulator", "maven"]) == {"maven": settings.home / "extracts" / "maven"}


def test_a_file_that_no_entity_claims_is_named_unless_it_is_hidden_or_no_delivery(settings: Settings) -> None:
    folder = settings.extracts_of("simulator")
    for name in ("order_2026-02-09.csv", "orders_9.2.2026.csv.gz", ".orders_2026-02-09.csv", "read me.txt"):
        (folder / name).write_text("id\n", encoding="utf-8")
    found = {"simulator": ["order_2026-02-09.csv", "orders_9.2.2026.csv.gz"]}
    assert ingest.unclaimed(settings, ONLY_ORDERS) == found
    maven = settings.extracts_of("maven")
    maven.mkdir(parents=True)
    for name in ("products.csv", "data_dictionary.csv"):
        (maven / name).write_text("id\n", encoding="utf-8")
    assert ingest.unclaimed(settings, Wanted()) == found | {"maven": ["data_dictionary.csv"]}


def test_a_file_of_one_fixed_day_is_landed_for_that_day_alone(settings: Settings) -> None:
    [(source, entity)] = ingest.declared(settings, Wanted(sources=("maven",), entity="products"))
    assert entity.extract_date is not None
    file = settings.extracts_of("maven") / entity.files
    file.parent.mkdir(parents=True)
    file.write_text("product,series,sales_price\nGTK 500,GTK,26768\n", encoding="utf-8")
    assert list(ingest.land_days(settings, source, entity, [date(2026, 2, 10)])) == []
    assert len(list(ingest.land_days(settings, source, entity, [entity.extract_date]))) == 1
