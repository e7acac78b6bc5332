"""Commissions, outreach and customers' owners: what is told of them is what the files say in the end."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal

import pytest
from judge_by_hand import FAKE_DATES, SOURCE_ZONE, Entry, Organisation, digits, instant, missing, moment, well_formed
from simulated_company import Row, Simulated

Entries = dict[tuple[str, str], Entry]
REASONS = {None, "not_entered", "entered_after_cut", "not_entitled", "gate_field_missing"}


@pytest.fixture(scope="module")
def organisation(company: Simulated) -> Organisation:
    return Organisation(company)


def is_entitled(organisation: Organisation, entity: str, entry: Entry) -> bool:
    day = entry.event_at.astimezone(organisation.zone(entry.owner)).date()
    return (
        entry.enterer in (entry.owner, organisation.assistant(entry.owner, entity, day)) and entry.enterer is not None
    )


def ledger(company: Simulated) -> Iterator[Row]:
    for date in company.dates:
        yield from company.extract("ledger_orders", date)


def commission_cut(row: Row) -> dt.datetime:
    booked = dt.date.fromisoformat(row["booked_at"][:10])
    following = dt.date(booked.year + booked.month // 12, booked.month % 12 + 1, 3)
    return dt.datetime.combine(following, dt.time(), SOURCE_ZONE)


def reason(company: Simulated, organisation: Organisation, entries: Entries, row: Row) -> str | None:
    entry = entries.get(("orders", row["order_id"]))
    if entry is None:
        return "not_entered"
    assert entry.recorded_at is not None
    if entry.recorded_at > commission_cut(row):
        return "entered_after_cut"
    if not is_entitled(organisation, "orders", entry):
        return "not_entitled"
    in_force = at_the_cut(company, row)
    return "gate_field_missing" if missing(in_force["account_id"]) else None


def at_the_cut(company: Simulated, row: Row) -> Row:
    """The last version of an order that was made by its cut: as it says, but not after the extract that shows it."""
    first, *later = company.versions["orders"][row["order_id"]]
    made = [
        order
        for date, order in later
        if min(moment(order["updated_at"]), moment(company.cutoffs[date])) <= commission_cut(row)
    ]
    return [first[1], *made][-1]


def test_each_order_of_the_ledger_has_the_reason_the_files_give(
    company: Simulated, organisation: Organisation, entries: Entries
) -> None:
    told = company.told("capture", "ledger_order_id", "rep_id", "reason", "amount")
    found = [
        (row["id"], row["rep_id"], reason(company, organisation, entries, row), Decimal(row["amount"]))
        for row in ledger(company)
    ]
    assert found == told
    assert {why for *_, why, _ in found} == REASONS


def test_finance_names_orders_that_the_crm_has_not_and_some_without_a_number(company: Simulated) -> None:
    lost = [row["order_id"] for row in ledger(company) if row["order_id"] not in company.versions["orders"]]
    assert "" in lost
    assert set(lost) - {""}


def test_ledger_orders_are_delivered_once_after_they_were_booked(company: Simulated) -> None:
    for before, date in zip(["", *company.dates], company.dates, strict=False):
        for row in company.extract("ledger_orders", date):
            assert company.cutoffs.get(before, "") < row["booked_at"] <= company.cutoffs[date]


def occasions(company: Simulated, organisation: Organisation) -> Iterator[tuple[str, str, dt.date, bool]]:
    """Representative, assistant and day, and whether a contact is due."""
    day, last = (dt.date.fromisoformat(company.dates[end]) for end in (0, -1))
    while day < last:
        staff = company.extract("employees", max(date for date in company.dates if date <= day.isoformat()))
        for row in staff:
            assistant = organisation.assistant(row["id"], "outreach", day)
            if row["role"] == "sales_rep" and row["is_active"] == "true" and assistant:
                works = organisation.works_on(row["id"], day) and organisation.works_on(assistant, day)
                yield row["id"], assistant, day, works
        day += dt.timedelta(days=1)


def test_each_day_of_outreach_went_as_the_files_say(
    company: Simulated, organisation: Organisation, entries: Entries
) -> None:
    made = {}
    for record, versions in company.versions["outreach"].items():
        entry = entries["outreach", record]
        made[entry.owner, entry.event_at.astimezone(organisation.zone(entry.owner)).date()] = versions[-1][1]
    found = []
    for rep, assistant, day, due in occasions(company, organisation):
        row = made.get((rep, day), {"contacted_at": "", "answered_at": "", "outcome": "", "next_step": ""})
        answered, contacted = instant(row["answered_at"]), instant(row["contacted_at"])
        in_time = bool(answered and contacted and answered - contacted <= dt.timedelta(hours=4))
        complete = bool(answered) and not missing(row["outcome"]) and not missing(row["next_step"])
        if due or contacted:
            found.append((rep, assistant, str(day), due, contacted is not None, in_time, complete))
    columns = ("rep_id", "assistant_id", "day", "due", "contacted", "answered_in_window", "is_complete")
    assert sorted(found) == sorted(company.told("outreach", *columns))


def test_every_way_to_answer_or_not_occurs(company: Simulated) -> None:
    versions = [records[-1][1] for records in company.versions["outreach"].values()]
    waits = {moment(row["answered_at"]) - moment(row["contacted_at"]) for row in versions if row["answered_at"]}
    assert {dt.timedelta(hours=4), dt.timedelta(hours=4, minutes=1)} <= waits
    assert any(not row["answered_at"] for row in versions)
    assert any(row["outcome"] and missing(row["outcome"]) for row in versions)
    outreach = company.truth("outreach")
    assert {(True, True), (True, False), (False, True)} <= set(zip(outreach.due, outreach.contacted, strict=True))


def test_each_contact_is_contested_and_protected_as_the_files_say(
    company: Simulated, organisation: Organisation, entries: Entries
) -> None:
    last = {record: versions[-1][1] for record, versions in company.versions["contacts"].items()}
    live = {record: row for record, row in last.items() if row["is_deleted"] == "false"}
    owners = defaultdict(set)
    for row in live.values():
        owners[digits(row["phone"])].add(row["owner_id"])
    found = []
    for record, row in live.items():
        entry, phone = entries["contacts", record], digits(row["phone"])
        contested = phone is not None and well_formed(phone) and len(owners[phone]) > 1
        known = bool(phone and row["birth_date"]) and row["birth_date"] not in FAKE_DATES
        protected = known and not missing(row["occupation"]) and is_entitled(organisation, "contacts", entry)
        found.append((record, contested, protected, entry.enterer))
    told = company.told("exclusivity", "contact_id", "is_contested", "is_protected", "first_entered_by")
    assert sorted(found) == sorted(told)
    kinds = Counter((contested, protected) for _, contested, protected, _ in found)
    assert kinds[True, True]
    assert kinds[False, False]
