"""Commission, exclusivity, outreach and signals: the simulator's truth against what the warehouse finds."""

from pathlib import Path

import duckdb
import pytest
from warehouse_home import Home

SIGNALS = {
    "burst": "burst_entry",
    "out_of_hours": "out_of_hours_batch",
    "repeated_text": "repeated_text",
    "copied_birth_date": "copied_value",
}


def truth(built: Home, kind: str, columns: str, where: str = "true") -> list[tuple]:
    file: Path = built.truth / f"{kind}.parquet"
    return duckdb.sql(f"select {columns} from '{file}' where {where} order by all").fetchall()


def found(built: Home, table: str, columns: str, where: str = "true") -> list[tuple]:
    rows = built.published(f"select {columns} from entry.{table} where source = 'simulator' and {where} order by all")
    return rows.fetchall()


def test_every_order_is_commissionable_or_excluded_for_the_reason_planted(built: Home) -> None:
    columns = "ledger_order_id, {}, reason, {}"
    planted = truth(built, "capture", columns.format("rep_id", "amount"))
    assert found(built, "fct_order_capture", columns.format("rep_person_id", "booked_amount")) == planted
    assert {reason for _, _, reason, _ in planted} == {
        *(None, "not_entered", "entered_after_cut"),
        *("not_entitled", "gate_field_missing"),
    }


def test_every_customer_is_contested_entitled_and_filled_as_planted(built: Home) -> None:
    columns = "contact_id, {}, {}, is_contested, is_entitled, has_key_fields"
    planted = truth(built, "exclusivity", columns.format("owner_id", "first_entered_by"))
    columns = columns.format("owner_person_id", "entered_by_person_id")
    assert found(built, "mart_customer_exclusivity", columns, "not is_deleted") == planted


def test_protected_are_those_planted_with_valid_values_and_no_earlier_rival(built: Home) -> None:
    planted = {contact for (contact,) in truth(built, "exclusivity", "contact_id", "is_protected")}
    protected = found(built, "mart_customer_exclusivity", "contact_id", "is_protected")
    assert {contact for (contact,) in protected} <= planted
    sound = found(
        built,
        "mart_customer_exclusivity",
        "contact_id",
        "has_valid_key_fields and not is_contested and not is_deleted",
    )
    assert {contact for (contact,) in protected} >= planted & {contact for (contact,) in sound}


def test_outreach_is_due_made_and_answered_as_planted(built: Home) -> None:
    planted = truth(built, "outreach", "rep_id, assistant_id, day, contacted", "due")
    columns = "rep_person_id, assistant_person_id, date, is_covered"
    assert found(built, "mart_outreach_coverage", columns) == planted
    assert {made for *_, made in planted} == {True, False}


def test_replies_are_in_time_and_complete_as_planted(built: Home) -> None:
    first = truth(built, "outreach", "min(day)")[0][0]
    replies = truth(built, "outreach", "rep_id, day, answered_in_window, is_complete", "contacted")
    columns = "rep_person_id, contacted_date, is_answered_in_time, is_answer_complete"
    assert found(built, "fct_outreach", columns, f"contacted_date >= '{first}' and not is_deleted") == replies


@pytest.mark.parametrize("planted", SIGNALS)
def test_every_record_behind_a_signal_is_found_and_no_other(built: Home, planted: str) -> None:
    first = built.published("select min(extract_date) from core.fct_extracts where source = 'simulator'").fetchall()
    # A first extract holds years at once: texts repeat in it, and nobody is told of it.
    where = f"signal = '{planted}'" + (f" and date > '{first[0][0]}'" if planted == "repeated_text" else "")
    columns = "person_id, date, entity, record_id"
    records = truth(built, "signals", columns, where)
    assert records
    assert found(built, "mart_gaming_signal_records", columns, f"signal = '{SIGNALS[planted]}'") == records
