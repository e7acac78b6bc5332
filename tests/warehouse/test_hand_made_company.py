"""What becomes of a company written by hand, worked out by hand."""

import datetime as dt
from pathlib import Path

import hand_made_company
import pytest
from hand_made_company import ENTRIES, EXTRACTS, LAST, MARCH
from made_once import made_once
from warehouse_home import Home

IN_FEBRUARY, IN_MARCH = ("month", dt.date(2026, 2, 1)), ("month", dt.date(2026, 3, 1))
IN_FIRST_QUARTER = ("quarter", dt.date(2026, 1, 1))


@pytest.fixture(scope="module")
def company(shared: Path, workshop: Home) -> Home:
    def make(folder: Path) -> None:
        workshop.wipe()
        hand_made_company.deliver(workshop.extracts)
        workshop.land()
        workshop.build()
        workshop.leave(folder)

    return Home(made_once(shared / "hand_made", make))


def figure(company: Home, kpi: str, subject: tuple[str, str], period: tuple[str, dt.date]) -> list[tuple]:
    """Numerator, denominator and value: one row, or none."""
    return company.published(f"""
        select numerator, denominator, value from kpi.kpi_values
        where kpi_id = '{kpi}' and (subject_type, subject_id) = {subject}
            and period_type = '{period[0]}' and period_start = '{period[1]}'
    """).fetchall()


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def from_shanghai(text: str) -> dt.datetime:
    return utc(text) - dt.timedelta(hours=8)


def cutoff(extract: str) -> dt.datetime:
    return from_shanghai(f"{extract} 09:30")


def recorded(key: str) -> dt.datetime:
    """When a record counts as recorded: when it was entered, unless that cannot be believed."""
    entry = ENTRIES[key]
    if entry.status == "backdated":
        return cutoff(EXTRACTS[EXTRACTS.index(entry.extract) - 1])
    return cutoff(entry.extract) if entry.status == "in_future" else from_shanghai(entry.entered)


@pytest.mark.parametrize("key", ENTRIES)
def test_the_entry(company: Home, key: str) -> None:
    entry = ENTRIES[key]
    found = company.published(f"""
        select accountable_person_id, accountable_reason, event_at, event_date, entered_at, first_seen_at,
            recorded_status, recorded_at, deadline_at, is_on_time
        from core.fct_record_entry where entity = 'activities' and record_id = '{key}'
    """).fetchall()
    instants = from_shanghai(entry.event), dt.date.fromisoformat(entry.event_date), from_shanghai(entry.entered)
    entered = cutoff(entry.extract), entry.status, recorded(key)
    assert found == [(*entry.accountable, *instants, *entered, utc(entry.deadline), entry.on_time)]


def test_late_and_backdated_entries_are_failures_of_the_accountable_person(company: Home) -> None:
    found = company.published("""
        select rule_id, record_id, accountable_person_id, event_date from quality.fct_defects
        where entity = 'activities' and dimension in ('timeliness', 'validity') and accountable_person_id != 'often'
    """).fetchall()
    late = {
        ("record.recorded_by_deadline", key, entry.accountable[0], dt.date.fromisoformat(entry.event_date))
        for key, entry in ENTRIES.items()
        if not entry.on_time
    }
    backdated = ("record.not_backdated", "backdated", "mover", dt.date(2026, 3, 20))
    assert len(found) == len(set(found))
    assert set(found) == late | {backdated}


def test_the_owner_shown_is_the_new_one_while_the_entry_stays_with_the_old(company: Home) -> None:
    owner = "select owner_person_id from core.fct_activities where activity_id = 'owner changed later'"
    assert company.published(owner).fetchall() == [("dealless",)]
    entry = """
        select owner_person_id, accountable_person_id from core.fct_record_entry
        where record_id = 'owner changed later'
    """
    assert company.published(entry).fetchall() == [("mover", "mover")]


def test_a_record_without_an_entry_is_incomplete_and_neither_late_nor_in_time(company: Home) -> None:
    found = company.published("""
        select record_id, accountable_person_id, recorded_status, recorded_at, is_on_time, not_assessed_reason
        from core.fct_record_entry where entity = 'cases' and entered_at is null order by record_id
    """).fetchall()
    unknown = ("unknown", None, None, "no entry time delivered")
    assert found == [("nobody's", None, *unknown), ("not entered", "dealless", *unknown)]
    charged = """
        select accountable_person_id from quality.mart_open_defects
        where rule_id = 'case.creation_recorded' order by 1
    """
    assert company.published(charged).fetchall() == [("dealless",), (None,)]
    asked = """
        select count(*) from quality.fct_rule_results
        where rule_id = 'record.recorded_by_deadline' and entity = 'cases'
            and accountable_person_id is distinct from 'assistant'
    """
    assert company.published(asked).fetchall() == [(0,)]


def test_a_win_that_is_reopened_and_lost_is_taken_back_when_that_happens(company: Home) -> None:
    february = ("person", "reopener"), IN_FEBRUARY
    assert figure(company, "win_rate", *february) == [(1, 1, 1)]
    assert figure(company, "deals_lost", *february) == [(0, None, 0)]
    assert figure(company, "total_sales", *february) == [(1000, None, 1000)]
    march = (("person", "reopener"), IN_MARCH)
    assert figure(company, "win_rate", *march) == [(-1, 0, None)]
    assert figure(company, "loss_rate", *march) == [(1, 0, None)]
    assert figure(company, "deals_lost", *march) == [(1, None, 1)]
    assert figure(company, "total_sales", *march) == [(-1000, None, -1000)]
    quarter = ("person", "reopener"), IN_FIRST_QUARTER
    assert figure(company, "win_rate", *quarter) == [(0, 1, 0)]
    assert figure(company, "total_sales", *quarter) == [(0, None, 0)]


def test_the_reopened_deal_ends_as_lost(company: Home) -> None:
    deal = (
        "select is_won, is_lost, closed_at, first_won_at from core.fct_opportunities where opportunity_id = 'reopened'"
    )
    assert company.published(deal).fetchall() == [(False, True, utc("2026-03-20 02:00"), utc("2026-02-26 02:00"))]
    results = (
        "select won_count, lost_count, win_rate, won_amount from kpi.mart_sales_results where person_id = 'reopener'"
    )
    assert company.published(results).fetchall() == [(0, 1, 0, 0)]


def test_sales_stay_with_the_team_in_which_they_were_made(company: Home) -> None:
    found = {
        subject: figure(company, "total_sales", subject, IN_MARCH)
        for subject in [("team", "A"), ("team", "B"), ("person", "mover"), ("office", "SH")]
    }
    assert found == {
        ("team", "A"): [(700, None, 700)],  # the mover's 200 before the move, the winner's 500
        ("team", "B"): [(340, None, 340)],  # the mover's 300 after it, 40 of the one who wins at midnight
        ("person", "mover"): [(500, None, 500)],
        ("office", "SH"): [(1040, None, 1040)],
    }


def test_a_change_of_team_makes_a_new_version_of_the_person(company: Home) -> None:
    versions = "select team_id, valid_to, is_current from core.dim_employee where person_id = 'mover' order by valid_to"
    moved, ever = dt.date(2026, 3, 16), dt.date(9999, 12, 31)
    assert company.published(versions).fetchall() == [("A", moved, False), ("B", ever, True)]


def test_nothing_lost_is_a_rate_of_nought_and_nothing_closed_is_no_rate(company: Home) -> None:
    assert figure(company, "loss_rate", ("person", "winner"), IN_MARCH) == [(0, 1, 0)]
    assert figure(company, "deals_lost", ("person", "winner"), IN_MARCH) == [(0, None, 0)]
    for kpi in ("loss_rate", "win_rate", "deals_lost", "total_sales"):
        assert figure(company, kpi, ("person", "dealless"), IN_MARCH) == []


def test_somebody_on_no_staff_list_is_known_by_name_and_scored(company: Home) -> None:
    people = "select person_id, role, team_id, is_inferred, is_current from core.dim_employee where is_inferred"
    assert company.warehouse(people).fetchall() == [("stranger", "unknown", None, True, True)]
    assert figure(company, "entry_timeliness_rate", ("person", "stranger"), IN_MARCH) == [(1, 1, 1)]
    assert figure(company, "entry_timeliness_rate", ("team", "(none)"), IN_MARCH) == [(1, 1, 1)]


def test_a_team_is_the_ratio_of_its_sums_and_not_the_mean_of_its_ratios(company: Home) -> None:
    timely = "entry_timeliness_rate"
    assert figure(company, timely, ("person", "once"), IN_MARCH) == [(1, 1, 1)]
    assert figure(company, timely, ("person", "often"), IN_MARCH) == [(45, 90, 0.5)]
    assert figure(company, timely, ("team", "RATIO"), IN_MARCH) == [(46, 91, pytest.approx(46 / 91))]


def test_one_right_record_does_not_come_first(company: Home) -> None:
    found = company.published(f"""
        select subject_id, record_count, standing, rank, timeliness_score from kpi.mart_data_quality
        where period_type = 'month' and period_start = '{IN_MARCH[1]}' and subject_type = 'person'
            and subject_id in ('once', 'often')
        order by 1
    """).fetchall()
    assert found == [("often", 90, "ranked", 1, 0.5), ("once", 1, "too few", None, 1)]


def test_whoever_enters_nothing_is_ranked_by_the_days_without_a_word(company: Home) -> None:
    found = company.published(f"""
        select record_count, unreported_day_count, standing, timeliness_score, rank > 1 from kpi.mart_data_quality
        where period_type = 'month' and period_start = '{IN_MARCH[1]}' and subject_type = 'person'
            and subject_id = 'winner'
    """).fetchall()
    # A won deal is entered with its stage change, and 22 days are worked in March.
    assert found == [(1, 22, "ranked", 1 / 23, True)]


def test_a_deleted_record_keeps_its_score(company: Home) -> None:
    contact = "select is_deleted, occupation, age_years from core.dim_contact where contact_id = 'K'"
    assert company.published(contact).fetchall() == [(True, None, 35)]
    fields = (("person", "dealless"), IN_MARCH)
    assert figure(company, "key_field_fill_rate", *fields) == [(2, 3, pytest.approx(2 / 3))]
    assert figure(company, "key_field_complete_rate", *fields) == [(0, 1, 0)]
    defect = "select accountable_person_id from quality.fct_defects where rule_id = 'contact.occupation_present'"
    assert company.published(defect).fetchall() == [("dealless",)]
    deleted = "select is_deleted, deleted_date from intermediate.int_contacts__flagged where record_id = 'K'"
    assert company.warehouse(deleted).fetchall() == [(True, dt.date.fromisoformat(MARCH))]


def test_a_product_that_vanishes_is_deleted_on_a_date(company: Home) -> None:
    gone = "select product_id from core.dim_product where is_deleted"
    assert company.published(gone).fetchall() == [("product 8",)]
    last_seen = """
        select max(extract_date), max_by(next_whole_extract_date, extract_date)
        from intermediate.int_products__listed
        where record_id = 'product 8'
    """
    assert company.warehouse(last_seen).fetchall() == [(dt.date(2026, 3, 30), dt.date.fromisoformat(MARCH))]


def test_a_deal_won_after_midnight_counts_on_that_day_everywhere(company: Home) -> None:
    midnight = ("person", "delegating"), ("day", dt.date(2026, 3, 1))
    assert figure(company, "win_rate", *midnight) == [(1, 1, 1)]
    assert figure(company, "sales_cycle_median", *midnight) == [(None, None, 9)]
    assert figure(company, "new_customers", *midnight) == [(1, None, 1)]


def test_a_case_solved_after_midnight_leaves_the_backlog_on_the_day_it_came(company: Home) -> None:
    days = company.published("""
        select period_start, value from kpi.kpi_values
        where kpi_id = 'case_backlog' and subject_id = 'assistant' and period_type = 'day'
            and period_start <= '2026-03-03'
    """).fetchall()
    assert days == [(dt.date(2026, 3, 3), 0)]
    solved = """
        select date from kpi.kpi_records where component = 'resolution_minutes' and record_id = 'solved at night'
    """
    assert company.published(solved).fetchall() == [(dt.date(2026, 3, 3),)]


def test_every_hand_written_row_is_landed(company: Home) -> None:
    counts = "select sum(rows_read), sum(rows_landed), sum(rows_rejected), max(extract_date) from core.fct_extracts"
    read, landed, rejected, last = company.published(counts).fetchall()[0]
    assert (read, rejected, last) == (landed, 0, dt.date.fromisoformat(LAST))
