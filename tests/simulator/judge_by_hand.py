"""The rules once more, record by record in plain Python: slow, obvious, and knowing only the delivered files.

Nothing here may come from the simulator: it is what the simulator's truth is compared with.
"""

import datetime as dt
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import chinese_calendar
from simulated_company import Row, Simulated

UTC = dt.UTC
SOURCE_ZONE = ZoneInfo("Asia/Shanghai")
EVENTS = {
    "accounts": "acquired_at",
    "contacts": "met_at",
    "leads": "received_at",
    "opportunities": "opened_at",
    "opportunity_stage_changes": "changed_at",
    "orders": "ordered_at",
    "order_lines": "ordered_at",
    "activities": "happened_at",
    "cases": "opened_at",
    "outreach": "contacted_at",
}
PLACEHOLDERS = {
    *("无", "没有", "未知", "不详", "暂无", "测试", "n/a", "na", "none", "null", "nil", "test", "xxx"),
    *("-", "--", ".", "?", "0", "unknown", "tbd"),
}
FAKE_PHONES = {"12345678901", "13800000000", "13800138000"}
FAKE_DATES = {"1900-01-01", "1970-01-01", "0001-01-01", "9999-12-31"}


def missing(text: str) -> bool:
    return text.strip().lower() in PLACEHOLDERS | {""}


def instant(text: str) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text).replace(tzinfo=SOURCE_ZONE).astimezone(UTC) if text else None


def moment(text: str) -> dt.datetime:
    found = instant(text)
    assert found is not None
    return found


@dataclass
class Entry:
    """What a record's first version says about its entry, judged by the definitions."""

    owner: str | None
    enterer: str | None
    accountable: str | None
    event_at: dt.datetime
    entered_at: dt.datetime | None
    first_extract: str
    event_date: dt.date
    deadline_at: dt.datetime
    status: str
    recorded_at: dt.datetime | None
    is_platform_fault: bool

    @property
    def is_on_time(self) -> bool | None:
        unknown = self.recorded_at is None or self.is_platform_fault
        return None if unknown else self.recorded_at <= self.deadline_at


class Organisation:
    """People's zones, delegations and working days, from the last extract and, for leavers, from earlier ones."""

    def __init__(self, company: Simulated) -> None:
        """Read the snapshots of every day."""
        self._next: dict[tuple[str | None, dt.date], dt.date] = {}
        dates = company.dates
        zones = {row["id"]: row["time_zone"] for row in company.extract("offices", dates[0])}
        self._zones = {
            row["id"]: ZoneInfo(zones[row["office_id"]]) for date in dates for row in company.extract("employees", date)
        }
        self._delegations = company.extract("delegations", dates[-1])
        self._exceptions = company.extract("schedule_exceptions", dates[-1])
        self._staff = [(date, {row["id"]: row for row in company.extract("employees", date)}) for date in dates]

    def at(self, person: str | None, day: dt.date) -> Row:
        """The person as the last extract up to a day tells, or the first that tells anything."""
        known = [(date, staff[person]) for date, staff in self._staff if person in staff]
        past = [row for date, row in known if date <= day.isoformat()]
        return past[-1] if past else known[0][1]

    def on_list(self, person: str, day: dt.date) -> Row | None:
        """The person's row in the last extract up to a day."""
        _, staff = [one for one in self._staff if one[0] <= day.isoformat()][-1]
        return staff.get(person)

    def works_on(self, person: str | None, day: dt.date) -> bool:
        """By the exception of the person, else of the team, of the office, else by the calendar."""
        if person:
            row = self.at(person, day)
            for kind, subject in (("person", person), ("team", row["team_id"]), ("office", row["office_id"])):
                for one in self._exceptions:
                    is_theirs = (one["subject_type"], one["subject_id"]) == (kind, subject)
                    if is_theirs and one["first_date"] <= day.isoformat() <= one["last_date"]:
                        return one["is_working_day"] == "true"
        return chinese_calendar.is_workday(day)

    def next_working_day(self, person: str | None, day: dt.date) -> dt.date:
        key = (person, day)
        if key not in self._next:
            after = day + dt.timedelta(days=1)
            while not self.works_on(person, after):
                after += dt.timedelta(days=1)
            self._next[key] = after
        return self._next[key]

    def due(self, person: str | None, day: dt.date) -> dt.datetime:
        """09:30 of the person's next working day."""
        date = self.next_working_day(person, day)
        return dt.datetime.combine(date, dt.time(9, 30), self.zone(person)).astimezone(UTC)

    def zone(self, person: str | None) -> ZoneInfo:
        return self._zones[person] if person else SOURCE_ZONE

    def assistant(self, owner: str | None, entity: str, day: dt.date) -> str | None:
        for row in self._delegations:
            if row["owner_id"] == owner and row["entity"] in ("*", entity):
                until = row["valid_to"] or "9999-12-31"
                if row["valid_from"] <= day.isoformat() <= until:
                    return row["assistant_id"]
        return None


def judge_entry(company: Simulated, organisation: Organisation, entity: str, first_date: str, row: Row) -> Entry:
    dates = company.dates
    owner, enterer = row["owner_id"] or None, row["entered_by_id"] or None
    event = moment(row[EVENTS[entity]])
    owner_day = event.astimezone(organisation.zone(owner)).date()
    person = organisation.assistant(owner, entity, owner_day) or enterer or owner
    zone = organisation.zone(person)
    day = event.astimezone(zone).date()
    deadline = organisation.due(person, day)
    entered = instant(row["entered_at"])
    status, recorded = "credible", entered
    seen = moment(company.cutoffs[first_date])
    skew = dt.timedelta(minutes=2)
    if entered is None:
        status = "unknown"
    elif first_date == dates[0]:
        status = "unverified"
    else:
        previous = moment(company.cutoffs[dates[dates.index(first_date) - 1]])
        if entered <= previous - skew:
            status, recorded = "backdated", previous
        elif entered > seen + skew:
            status = "in_future"
        if status != "backdated":
            recorded = min(entered, seen)
    excused = first_date == excuse(company, deadline.astimezone(SOURCE_ZONE))
    return Entry(owner, enterer, person, event, entered, first_date, day, deadline, status, recorded, excused)


def excuse(company: Simulated, deadline: dt.datetime) -> str | None:
    """The extract that makes up for a late or missing one, the first that was to end at a deadline or after it."""
    day = str(deadline.date() + dt.timedelta(days=deadline.time() > dt.time(9, 30)))
    if not str(company.scenario.start) <= day <= company.dates[-1]:
        return None
    after = [date for date in company.dates if date >= day]
    return after[0] if company.cutoffs[after[0]] != f"{day} 09:30:00" else None


def judge_entries(company: Simulated) -> dict[tuple[str, str], Entry]:
    organisation = Organisation(company)
    return {
        (entity, record): judge_entry(company, organisation, entity, *versions[0])
        for entity, records in company.versions.items()
        for record, versions in records.items()
    }


def failures(company: Simulated, entries: dict[tuple[str, str], Entry]) -> set[tuple[str, str, str]]:
    """(rule, entity, record) of everything that is wrong in the files at the end."""
    found: set[tuple[str, str, str]] = set()
    for (entity, record), entry in entries.items():
        latest = company.versions[entity][record][-1][1]
        broken = [*timing(entry), *VALUES.get(entity, lambda *_: [])(latest, entry)]
        found |= {(rule, entity, record) for rule in broken}
    contacts = {record: versions[-1][1] for record, versions in company.versions["contacts"].items()}
    return found | {("contact.phone_unique", "contacts", record) for record in copies(contacts, entries)}


def timing(entry: Entry) -> list[str]:
    broken = []
    if entry.is_on_time is False:
        broken.append("record.recorded_by_deadline")
    if entry.status == "backdated":
        broken.append("record.not_backdated")
    if entry.entered_at and entry.entered_at < entry.event_at - dt.timedelta(minutes=5):
        broken.append("record.entered_after_event")
    return broken


def _account(row: Row, entry: Entry) -> list[str]:
    return ["account.industry_present"] * missing(row["industry"])


def _contact(row: Row, entry: Entry) -> list[str]:
    broken = ["contact.occupation_present"] * missing(row["occupation"])
    if not row["birth_date"] or row["birth_date"] in FAKE_DATES:
        broken.append("contact.age_present")
    elif not 16 <= _age(dt.date.fromisoformat(row["birth_date"]), dt.date.fromisoformat(row["met_at"][:10])) <= 100:
        broken.append("contact.age_in_range")
    phone = digits(row["phone"])
    if phone is None:
        broken.append("contact.phone_present")
    elif not well_formed(phone):
        broken.append("contact.phone_well_formed")
    return broken


def _lead(row: Row, entry: Entry) -> list[str]:
    return ["lead.source_present"] * missing(row["lead_source"])


def _opportunity(row: Row, entry: Entry) -> list[str]:
    broken = ["opportunity.account_present"] * missing(row["account_id"])
    broken += ["opportunity.product_present"] * missing(row["product_id"])
    broken += ["opportunity.amount_positive"] * (row["stage"] == "won" and row["amount"] and float(row["amount"]) <= 0)
    if row["close_date"] and row["close_date"] < entry.event_date.isoformat():
        broken.append("opportunity.close_after_open")
    return broken


def _order(row: Row, entry: Entry) -> list[str]:
    return ["order.account_present"] * missing(row["account_id"])


def _order_line(row: Row, entry: Entry) -> list[str]:
    return ["order_line.quantity_positive"] if row["quantity"] and int(row["quantity"]) <= 0 else []


def _activity(row: Row, entry: Entry) -> list[str]:
    broken = []
    if row["activity_type"] != "nothing_to_report" and missing(row["account_id"]):
        broken.append("activity.account_present")
    if row["activity_type"] in ("call", "visit") and missing(row["outcome"]):
        broken.append("activity.outcome_present")
    if row["duration_minutes"] and not 0 <= int(row["duration_minutes"]) <= 1440:
        broken.append("activity.duration_in_range")
    return broken


def _case(row: Row, entry: Entry) -> list[str]:
    broken = ["case.creation_recorded"] * (not row["entered_by_id"] or not row["entered_at"])
    broken += ["case.category_present"] * missing(row["category"])
    broken += ["case.contact_present"] * missing(row["contact_id"])
    if row["resolved_at"] and row["resolved_at"] < row["opened_at"]:
        broken.append("case.resolved_after_opened")
    return broken


VALUES = {
    "accounts": _account,
    "contacts": _contact,
    "leads": _lead,
    "opportunities": _opportunity,
    "orders": _order,
    "order_lines": _order_line,
    "activities": _activity,
    "cases": _case,
}


def _age(born: dt.date, day: dt.date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def digits(phone: str) -> str | None:
    if missing(phone):
        return None
    bare = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", phone)).removeprefix("+86")
    return None if bare in FAKE_PHONES or len(set(bare)) == 1 else bare


def well_formed(bare: str) -> bool:
    return re.fullmatch(r"1[3-9]\d{9}|0\d{2,3}\d{7,8}", bare) is not None


def copies(contacts: dict[str, Row], entries: dict[tuple[str, str], Entry]) -> list[str]:
    """Contacts whose number an earlier contact has."""
    holders = defaultdict(list)
    for record, row in contacts.items():
        phone = digits(row["phone"])
        if phone and well_formed(phone):
            entry = entries["contacts", record]
            holders[phone].append((entry.first_extract, entry.entered_at, record))
    return [record for sharing in holders.values() for *_, record in sorted(sharing)[1:]]
