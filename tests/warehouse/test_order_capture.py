"""Orders, customers and follow-ups of a company written by hand: what commission and exclusivity come of them."""

import datetime as dt

import pytest
from company_at_work import LEDGER, PROMISES
from warehouse_home import Home

MARCH = dt.date(2026, 3, 1)

REASONS = {
    "in time": None,
    "by the assistant": None,
    "by the assistant of last week": "not_entitled",
    "by a colleague": "not_entitled",
    "at the cut": None,
    "after the cut": "entered_after_cut",
    "after the cut by a colleague": "entered_after_cut",
    "without account": "gate_field_missing",
    "without account by a colleague": "not_entitled",
    "in dollars": None,
    "deleted": "not_entered",
    "unknown to finance": "not_entered",
    "unknown to the crm": "not_entered",
    "night in berlin": None,
    "of nobody knows whom": "enterer_unknown",
    "filled at the cut": None,
    "filled after the cut": "gate_field_missing",
    "filled at an unknown time": "gate_field_missing",
    "emptied at the cut": "gate_field_missing",
    "emptied after the cut": None,
    "deleted at the cut": "not_entered",
    "deleted after the cut": None,
    "late and deleted": "entered_after_cut",
}

# contact: entitled, contested, with how many others, first holder, reason.
EXCLUSIVITY = {
    "own": (True, False, 0, None, None),
    "of the assistant": (True, False, 0, None, None),
    "of a colleague": (False, False, 0, None, "not_entitled"),
    "without occupation": (True, False, 0, None, "key_field_missing_or_invalid"),
    "a child": (True, False, 0, None, "key_field_missing_or_invalid"),
    "first of two": (True, True, 1, "li", None),
    "second of two": (True, True, 1, "li", "contested"),
    "first by a colleague": (False, True, 1, "ren", "not_entitled"),
    "second by the owner": (True, True, 1, "ren", None),
    "once": (True, False, 0, None, None),
    "again": (True, False, 0, None, None),
    "deleted rival": (True, False, 0, None, "deleted"),
    "left alone": (True, False, 0, None, None),
    "met at no time": (True, False, 0, None, None),
    "handed on": (True, False, 0, None, None),
    "of nobody knows whom": (None, False, 0, None, "enterer_unknown"),
    "older, edited later": (True, True, 1, "tan", "contested"),
    "newer, there before": (True, True, 1, "tan", None),
    "in beijing": (True, True, 1, "tan", None),
    "in beijing too": (True, True, 1, "tan", "contested"),
    "in hangzhou": (True, False, 0, None, None),
    "a digit too few": (True, False, 0, None, "key_field_missing_or_invalid"),
    "nines": (True, False, 0, None, "key_field_missing_or_invalid"),
}


@pytest.fixture(scope="module")
def company(at_work: Home) -> Home:
    return at_work


def figure(company: Home, kpi: str, person: str, period: str = "month", start: dt.date = MARCH) -> list[tuple]:
    """Numerator, denominator and value: one row, or none."""
    return company.published(f"""
        select numerator, denominator, value from kpi.kpi_values
        where kpi_id = '{kpi}' and subject_type = 'person' and subject_id = '{person}'
            and period_type = '{period}' and period_start = '{start}'
    """).fetchall()


@pytest.mark.parametrize("order", LEDGER)
def test_the_first_reason_excludes_an_order_from_commission(company: Home, order: str) -> None:
    found = company.published(f"""
        select reason, is_commissionable, commissionable_amount > 0 from entry.fct_order_capture
        where ledger_order_id = '{order}'
    """).fetchall()
    commissionable = REASONS[order] is None
    assert found == [(REASONS[order], commissionable, commissionable)]


def test_the_month_of_booking_is_the_ledgers(company: Home) -> None:
    booked = "select booked_date, cut_at from entry.fct_order_capture where ledger_order_id = 'night in berlin'"
    # The third of May begins at 16:00 of the second, UTC.
    assert company.published(booked).fetchall() == [(dt.date(2026, 4, 1), dt.datetime(2026, 5, 2, 16))]


def test_the_ledgers_last_word_on_an_amount_counts(company: Home) -> None:
    amount = (
        "select booked_amount, commissionable_amount from entry.fct_order_capture where ledger_order_id = 'in time'"
    )
    assert company.published(amount).fetchall() == [(80, 80)]


def test_currencies_are_kept_apart_in_the_commission_of_a_person(company: Home) -> None:
    months = company.published(f"""
        select currency, order_count, booked_amount, commissionable_count, commissionable_amount, not_entered_count,
            entered_after_cut_count, not_entitled_count, not_entitled_amount, gate_field_missing_count
        from entry.mart_order_capture_by_person where person_id = 'li' and month_start = '{MARCH}' order by currency
    """).fetchall()
    assert months == [("CNY", 10, 980, 2, 180, 3, 2, 2, 200, 1), ("USD", 1, 1000, 1, 1000, 0, 0, 0, 0, 0)]


def test_every_order_of_a_person_is_commissionable_or_has_its_reason(company: Home) -> None:
    months = company.published(f"""
        select order_count, commissionable_count, not_entered_count, entered_after_cut_count, enterer_unknown_count,
            enterer_unknown_amount, not_entitled_count, gate_field_missing_count
        from entry.mart_order_capture_by_person where person_id = 'mei' and month_start = '{MARCH}'
    """).fetchall()
    assert months == [(9, 3, 1, 1, 1, 100, 0, 3)]


def test_order_capture_counts_every_currency_and_adds_up_only_one(company: Home) -> None:
    assert figure(company, "order_capture_rate", "li") == [(8, 11, pytest.approx(8 / 11))]
    assert figure(company, "commissionable_order_rate", "li") == [(3, 11, pytest.approx(3 / 11))]
    assert figure(company, "commissionable_amount_rate", "li") == [(180, 980, pytest.approx(180 / 980))]


@pytest.mark.parametrize("contact", EXCLUSIVITY)
def test_a_customer_is_protected_for_the_first_who_may_enter_it(company: Home, contact: str) -> None:
    found = company.published(f"""
        select is_entitled, is_contested, contested_with_count, first_holder_person_id, reason, is_protected
        from entry.mart_customer_exclusivity where contact_id = '{contact}'
    """).fetchall()
    assert found == [(*EXCLUSIVITY[contact], EXCLUSIVITY[contact][-1] is None)]


def test_a_value_is_valid_where_it_passes_its_rule_and_each_counts_once(company: Home) -> None:
    # Eight contacts of March with an age and a number, of which one is a child.
    assert figure(company, "record_validity_rate", "li") == [(15, 16, 15 / 16)]


def test_ownership_leaves_out_whose_enterer_is_unknown(company: Home) -> None:
    # Seven of his own, two by a colleague.
    assert figure(company, "ownership_compliance", "li") == [(7, 9, pytest.approx(7 / 9))]


def test_the_later_contact_of_two_with_one_phone_is_the_duplicate(company: Home) -> None:
    numerator, denominator, value = figure(company, "duplicate_rate", "li")[0]
    assert (numerator, value) == (1, pytest.approx(1 / denominator))


def test_the_contact_that_took_a_number_up_later_is_the_duplicate_although_it_is_older(company: Home) -> None:
    # Ren's assistant answers for what is ren's.
    duplicates = """
        select record_id, accountable_person_id, opened_date from quality.fct_defects
        where rule_id = 'contact.phone_unique' and record_id in ('older, edited later', 'newer, there before')
    """
    assert company.published(duplicates).fetchall() == [("older, edited later", "zhu", dt.date(2026, 4, 2))]


def test_a_profile_is_fresh_for_180_days_while_its_account_is_active(company: Home) -> None:
    assert figure(company, "profile_freshness", "li") == [(1, 2, 0.5)]
    assert figure(company, "profile_freshness", "li", "day", dt.date(2026, 3, 31)) == [(1, 2, 0.5)]
    assert figure(company, "profile_freshness", "li", "month", dt.date(2025, 9, 1)) == []


def test_a_profile_without_a_time_of_change_was_fresh_when_it_was_entered(company: Home) -> None:
    assert figure(company, "profile_freshness", "mei") == [(1, 1, 1)]


def test_a_profile_updated_twice_at_an_account_active_in_two_months_counts_once(company: Home) -> None:
    assert figure(company, "profile_freshness", "pei") == [(1, 1, 1)]


def test_a_profile_handed_on_in_april_was_kept_fresh_in_march_by_its_owner_then(company: Home) -> None:
    assert figure(company, "profile_freshness", "newcomer") == [(1, 1, 1)]
    assert figure(company, "profile_freshness", "ren") == []


def test_a_follow_up_is_kept_from_a_day_before_to_two_days_after_by_its_owner(company: Home) -> None:
    kept = "select account_id from entry.fct_follow_ups where is_recorded and owner_person_id = 'li' order by 1"
    accounts = [account for (account,) in company.published(kept).fetchall()]
    assert accounts == [
        *("a day before", "entered late", "handed over", "taken back", "two days after", "unmade after its window")
    ]
    # Of 20 promises one was given up in time, one handed on, and of one the time has not come; one was due twice.
    assert figure(company, "follow_up_record_rate", "li") == [(6, 18, pytest.approx(6 / 18))]
    assert figure(company, "follow_up_record_rate", "ren") == [(0, 1, 0)]


def test_a_follow_up_is_answered_by_what_was_first_told_of_another_activity(company: Home) -> None:
    """Dated within the window when first told, or entered within it where undated; no promise answers itself."""
    kept = "select account_id, is_recorded from entry.fct_follow_ups where owner_person_id = 'tan' order by 1"
    assert company.published(kept).fetchall() == [
        ("answered", True),
        ("answering itself", False),
        ("dated earlier", True),
        ("dated later", False),
        ("nothing to report", False),
        ("undated", True),
    ]


def test_a_follow_up_is_due_as_its_day_found_it(company: Home) -> None:
    due = f"""
        select account_id, owner_person_id, due_date::varchar from entry.fct_follow_ups
        where account_id in {(*PROMISES,)}
    """
    assert sorted(company.published(due).fetchall()) == [
        ("brought forward to the day", "li", "2026-03-11"),
        ("deleted on its day", "li", "2026-03-12"),
        ("handed on on its day", "li", "2026-03-12"),
        ("handed on the day before", "ren", "2026-03-12"),
        ("put off at an unknown time", "li", "2026-03-19"),
        ("put off in berlin", "karl", "2026-03-19"),
        ("put off on its day", "li", "2026-03-12"),
        ("put off on its day", "li", "2026-03-19"),
        ("put off the day before", "li", "2026-03-19"),
    ]


def test_a_follow_up_whose_time_has_not_come_is_not_due(company: Home) -> None:
    due = "select account_id from entry.fct_follow_ups where account_id = 'still to come'"
    assert company.published(due).fetchall() == []
    assert figure(company, "follow_up_record_rate", "li", start=dt.date(2026, 4, 1)) == []


def test_a_follow_up_is_not_missed_before_its_last_day_is_over_where_its_owner_is(company: Home) -> None:
    due = "select account_id, due_date, is_recorded from entry.fct_follow_ups where owner_person_id = 'walt'"
    assert company.published(due).fetchall() == [("over in los angeles", dt.date(2026, 4, 4), False)]


def test_a_good_follow_up_has_outcome_next_step_and_notes_and_a_poor_one_stays_poor_when_deleted(company: Home) -> None:
    assert figure(company, "follow_up_quality", "pei") == [(1, 4, 0.25)]
