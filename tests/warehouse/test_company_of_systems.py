"""One company of five systems: each situation is worked out by hand from the rows of `systems_company`.

A record of day D is due at 09:30 of the next working day of whoever answers for it; all times are UTC.
"""

import datetime as dt
from pathlib import Path

import pytest
import systems_company
from checkouts import checkout
from warehouse_home import Home

from orchestration.build.copying import public_marts
from orchestration.build.parsing import read_manifest
from orchestration.settings import Settings

BEFORE_CORRECTION = dt.datetime(2026, 3, 4, 12)


def home_of_company(folder: Path) -> Home:
    project = checkout(folder / "project")
    systems_company.declare(project)
    home = Home(folder / "home", project)
    systems_company.deliver(home.folder / "extracts")
    home.land(sources=systems_company.SOURCES)
    return home


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory, may_build: None) -> tuple[list[tuple[str, str]], str, Home]:
    """Who answered for the tickets before a match was corrected, why the next build was a full one, and that one."""
    home = home_of_company(tmp_path_factory.mktemp("company"))
    home.build(as_of=BEFORE_CORRECTION)
    before = home.warehouse("""
        select record_id, accountable_id from intermediate.int_records__attributed where entity = 'cases' order by all
    """).fetchall()
    plan = home.build()
    return before, plan.reason, home


@pytest.fixture(scope="module")
def home(corrected: tuple[list[tuple[str, str]], str, Home]) -> Home:
    return corrected[-1]


# source and record: who answers, and whether it was in time.
ENTRIES: dict[tuple[str, str], tuple[str | None, bool | None]] = {
    # The same person in CRM and telephone; the extension is Li Na's.
    ("crm", "V1"): ("E1", True),
    ("pbx", "P1"): ("E1", True),
    # Leave from HR moves the deadline of a call: she was off on 4 March, so it was due on the 5th; Wang's on the 4th.
    ("pbx", "P5"): ("E1", True),
    ("crm", "V2"): ("E2", False),
    ("pbx", "P6"): ("E1", True),
    # An extension passes from Wang to Chen in the middle of the month.
    ("pbx", "P8"): ("E2", True),
    ("pbx", "P2"): ("E2", True),
    ("pbx", "P3"): ("E3", True),
    # Nobody has matched extension 999: nobody else's score.
    ("pbx", "P4"): ("pbx:999", True),
    ("pbx", "P7"): ("pbx:999", False),
    ("crm", "V3"): ("E2", True),
    # Wang's tickets are delegated, in the CRM, to Chen. The first has no entry time.
    ("desk", "T1"): ("E3", None),
    ("desk", "T2"): ("E3", True),
    ("desk", "T3"): ("E1", True),
    # A source of no company speaks its own ids.
    ("solo", "P1"): ("101", True),
    # Without leave of its own the same call is late.
    ("solo", "P5"): ("101", False),
    ("ledger", "K77"): (None, None),
}


@pytest.mark.parametrize(("source", "record"), ENTRIES)
def test_one_person_answers_in_all_systems(home: Home, source: str, record: str) -> None:
    found = home.published(f"""
        select accountable_person_id, is_on_time from core.fct_record_entry
        where source = '{source}' and record_id = '{record}'
    """).fetchall()
    assert found == [ENTRIES[source, record]]


def test_a_corrected_match_counts_for_the_past_and_has_everything_built_anew(
    corrected: tuple[list[tuple[str, str]], str, Home],
) -> None:
    before, reason, _ = corrected
    assert before == [("T1", "E1"), ("T2", "E1"), ("T3", "E1")]
    assert reason == "Building everything: the list of who is who has changed."


def test_what_nobody_matched_is_listed_with_its_records_and_days(home: Home) -> None:
    found = home.published("""
        select kind, system, local_id, entity, record_count, first_date, last_date
        from quality.mart_unmatched_identities where company = 'acme' order by all
    """).fetchall()
    assert found == [
        ("accounts", "ledger", "K88", "accounts", 1, dt.date(2026, 2, 27), dt.date(2026, 2, 27)),
        ("accounts", "ledger", "K88", "ledger_orders", 1, dt.date(2026, 3, 4), dt.date(2026, 3, 4)),
        ("people", "pbx", "999", "activities", 2, dt.date(2026, 3, 2), dt.date(2026, 3, 3)),
    ]


def test_people_are_the_company_s_and_the_home_of_the_list_says_what_they_are(home: Home) -> None:
    found = home.published("""
        select person_id, source, name, role, team_id from core.dim_employee
        where company = 'acme' and is_current order by person_id
    """).fetchall()
    assert found == [
        # HR names her, the CRM knows her team.
        ("E1", "hr", "Li Na", "sales_rep", "T1"),
        ("E2", "hr", "Wang", "sales_rep", "T1"),
        ("E3", "hr", "Chen", "assistant", None),
        # Only the CRM has this one.
        ("E9", "crm", "Zhao", None, "T9"),
        ("pbx:999", "pbx", "pbx:999", "unknown", None),
    ]


def test_a_customer_of_crm_and_ledger_is_one_with_the_home_s_word_first(home: Home) -> None:
    found = home.published("""
        select account_id, source, industry, country from core.dim_account where company = 'acme' order by account_id
    """).fetchall()
    assert found == [("A1", "crm", "steel", "DE"), ("ledger:K88", "ledger", "paper", "FR")]


def test_orders_of_the_ledger_meet_those_of_the_crm(home: Home) -> None:
    found = home.published("""
        select ledger_order_id, account_id, is_entered from entry.fct_order_capture where source = 'ledger' order by all
    """).fetchall()
    assert found == [("B1", "A1", True), ("B2", "ledger:K88", False)]


def test_one_phone_in_two_systems_is_one_customer_and_twice_in_one_system_a_duplicate(home: Home) -> None:
    found = home.warehouse("""
        select source, record_id, is_phone_duplicate from intermediate.int_contacts__flagged order by all
    """).fetchall()
    assert found == [("crm", "C1", False), ("crm", "C2", True), ("desk", "D1", False)]
    one = home.published("select contact_id, source from core.dim_contact where company = 'acme' order by all")
    assert one.fetchall() == [("C1", "crm"), ("C2", "crm")]


def test_a_follow_up_promised_in_the_crm_is_kept_by_telephone(home: Home) -> None:
    found = home.published("""
        select activity_id, owner_person_id, is_recorded, recorded_activity_id, recorded_in
        from entry.fct_follow_ups where company = 'acme'
    """).fetchall()
    assert found == [("V1", "E1", True, "P6", "pbx")]


def test_a_day_is_reported_once_in_whichever_system(home: Home) -> None:
    found = home.warehouse("""
        select source, person_id, event_date, is_reported from intermediate.int_days__expected
        where is_first_version order by person_id, event_date
    """).fetchall()
    day = dt.date
    # Monday to Wednesday of representatives; Li Na is on leave on the 4th. Wang reports the 3rd by telephone.
    assert found == [
        ("crm", "E1", day(2026, 3, 2), True),
        # By a call that she typed on her day off: the day was due on the 5th.
        ("crm", "E1", day(2026, 3, 3), True),
        ("crm", "E2", day(2026, 3, 2), True),
        ("crm", "E2", day(2026, 3, 3), True),
        ("crm", "E2", day(2026, 3, 4), False),
    ]


def test_one_person_has_one_figure_over_all_systems_and_systems_add_up_to_the_company(home: Home) -> None:
    found = home.published("""
        select subject_type, subject_id, numerator, denominator from kpi.kpi_values
        where source = 'acme' and kpi_id = 'entry_timeliness_rate' and period_type = 'month'
            and period_start = date '2026-03-01' and subject_type in ('company', 'person', 'system')
        order by all
    """).fetchall()
    assert found == [
        ("company", "acme", 17, 19),
        # Li Na: five records of the CRM, three calls, a ticket and a caller.
        ("person", "E1", 10, 10),
        # Wang: three records of the CRM, one of them late, and two calls.
        ("person", "E2", 4, 5),
        ("person", "E3", 2, 2),
        ("person", "pbx:999", 1, 2),
        ("system", "crm", 7, 8),
        ("system", "desk", 3, 3),
        ("system", "pbx", 7, 8),
    ]


def test_the_figure_of_a_person_can_be_told_by_system(home: Home) -> None:
    found = home.published("""
        select system, component, sum(value) from kpi.fct_kpi_components
        where source = 'acme' and person_id = 'E2' and component in ('records_due', 'records_on_time')
            and date >= date '2026-03-01'
        group by all order by all
    """).fetchall()
    assert found == [
        ("crm", "records_due", 3),
        ("crm", "records_on_time", 2),
        ("pbx", "records_due", 2),
        ("pbx", "records_on_time", 2),
    ]


def test_who_bought_in_the_crm_is_an_existing_customer_on_the_telephone(home: Home) -> None:
    found = home.published("""
        select component, sum(value) from kpi.fct_kpi_components
        where source = 'acme' and component in ('calls', 'calls_existing_customer') group by all order by all
    """).fetchall()
    assert found == [("calls", 8), ("calls_existing_customer", 2)]


def test_a_source_of_no_company_has_figures_of_its_own(home: Home) -> None:
    found = home.published("""
        select subject_id, numerator, denominator from kpi.kpi_values
        where source = 'solo' and kpi_id = 'entry_timeliness_rate' and period_type = 'month'
            and period_start = date '2026-03-01' and subject_type = 'person'
        order by all
    """).fetchall()
    assert found == [("101", 2, 3), ("102", 3, 3), ("999", 1, 2)]


def test_people_are_found_from_every_public_table_by_company_and_id(home: Home) -> None:
    people = "core.dim_person"
    marts = public_marts(read_manifest(Settings(home.folder, home.project)))
    found, missing = 0, []
    for mart in marts:
        for column in (column for column, title in mart.joins.items() if title == people):
            rows = home.published(f"""
                select count(person.person_id), count(*) from {mart.title} as mart left join {people} as person
                on mart.{mart.company_in} = person.company and mart.{column} = person.person_id
                where mart.{column} is not null and mart.{column} != '(nobody)'
            """).fetchall()
            found += rows[0][0]
            missing += [f"{mart.title}.{column}"] if rows[0][0] != rows[0][1] else []
    assert found > 100
    assert missing == []
