"""Entries that look odd, delivered day by day: each signal has its records, and nothing is taken off a score."""

import datetime as dt
from pathlib import Path

from builds_compared import differing
from test_order_capture import figure
from warehouse_home import Home, Kept

FIFTH = dt.date(2026, 3, 5)

# signal and person: records of each day of entry.
SIGNALS = {
    ("burst_entry", "burst"): {dt.date(2026, 3, 25): 15},
    ("burst_entry", "ten minutes"): {dt.date(2026, 3, 25): 15},
    ("burst_entry", "typist"): {dt.date(2026, 3, 25): 15},
    ("out_of_hours_batch", "owl"): {dt.date(2026, 3, 4): 10},
    ("repeated_text", "copyist"): {dt.date(2026, 3, 25): 8},
    ("placeholder_values", "pei"): {FIFTH: 3},
    ("copied_value", "twins"): {dt.date(2026, 3, 10): 3},
}


def test_the_signals_are_those_planted_and_no_others(at_work: Home) -> None:
    rows = at_work.published("select signal, person_id, date, record_count from entry.mart_gaming_signals").fetchall()
    found: dict[tuple[str, str], dict[dt.date, int]] = {}
    for signal, person, day, count in rows:
        found.setdefault((signal, person), {})[day] = count
    assert found == SIGNALS


def test_a_burst_over_a_cut_off_is_one_burst(at_work: Home) -> None:
    records = at_work.published("""
        select signals.record_id, entries.first_extract_date
        from entry.mart_gaming_signal_records as signals
        inner join core.fct_record_entry as entries using (source, entity, record_id)
        where signals.signal = 'burst_entry' and signals.person_id = 'burst'
    """).fetchall()
    assert {record for record, _ in records} == {f"burst {n}" for n in range(15)}
    assert {extract for _, extract in records} == {dt.date(2026, 3, 25), dt.date(2026, 4, 2)}


def test_a_mended_placeholder_is_still_told(at_work: Home) -> None:
    records = "select record_id from entry.mart_gaming_signal_records where signal = 'placeholder_values' order by 1"
    found = [record for (record,) in at_work.published(records).fetchall()]
    assert found == ["blank birth date and phone", "blank occupation", "blank phone"]


def test_placeholders_are_counted_among_what_was_typed(at_work: Home) -> None:
    assert figure(at_work, "placeholder_rate", "pei") == [(4, 8, 0.5)]


def test_the_burst_rate_is_of_all_that_the_person_typed(at_work: Home) -> None:
    assert figure(at_work, "burst_entry_rate", "burst") == [(15, 15, 1)]
    assert figure(at_work, "burst_entry_rate", "fourteen") == [(0, 14, 0)]


def test_a_burst_is_of_whatever_people_type_one_by_one(at_work: Home) -> None:
    entities = """
        select entity, count(*) from entry.mart_gaming_signal_records where person_id = 'typist' group by all order by 1
    """
    assert at_work.published(entities).fetchall() == [("activities", 7), ("contacts", 8)]
    assert figure(at_work, "burst_entry_rate", "typist") == [(15, 15, 1)]
    # Lines come along with their orders.
    assert figure(at_work, "burst_entry_rate", "clerk") == [(0, 2, 0)]


def test_every_signal_told_has_its_threshold(at_work: Home) -> None:
    thresholds = "select distinct signal, threshold_count from entry.mart_gaming_signals"
    told = dict(at_work.published(thresholds).fetchall())
    assert told == {
        "burst_entry": 15,
        "out_of_hours_batch": 10,
        "repeated_text": 8,
        "placeholder_values": 3,
        "copied_value": 3,
    }


def test_built_in_steps_it_comes_to_the_same_as_all_at_once(
    at_work: Home, at_work_folder: Path, tmp_path: Path
) -> None:
    assert differing(Kept.of(at_work_folder / "in steps"), at_work.keep(tmp_path / "at once")) == {}
