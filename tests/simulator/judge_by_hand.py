"""The rules once more, record by record in plain Python: slow, obvious, and knowing only the delivered files.

Nothing here may come from the simulator or from the warehouse: it is what the simulator's truth is compared with. What
words and dates say nothing, how a phone number looks and when an entry is late are judgements of their own, also where
others have come to the same. Only rules that just want a delivered column filled in are taken from their declaration.
"""

import datetime as dt
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

import chinese_calendar
from simulated_company import Row, Simulated, delivered_columns, event_column

from expectations.checks import Where
from expectations.rules import SUITES, Rule

UTC = dt.UTC
SOURCE_ZONE = ZoneInfo("Asia/Shanghai")
PLACEHOLDERS = {
    *("无", "没有", "未知", "不详", "暂无", "测试", "n/a", "na", "none", "null", "nil", "test", "xxx"),
    *("-", "--", ".", "?", "0", "unknown", "tbd"),
}
FAKE_PHONES = {"12345678901", "13800000000", "13800138000"}
FAKE_DATES = {"1900-01-01", "1970-01-01", "0001-01-01", "9999-12-31"}


def missing(text: str) -> bool:
    return text.strip().lower() in PLACEHOLDERS | {""}


@cache
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
    event = moment(row[event_column(entity)])
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
        broken = [*timing(entry), *values(entity, latest, entry)]
        found |= {(rule, entity, record) for rule in broken}
    contacts = {record: versions[-1][1] for record, versions in company.versions["contacts"].items()}
    return found | {(DUPLICATE, "contacts", record) for record in copies(contacts, entries)}


def timing(entry: Entry) -> list[str]:
    broken = []
    if entry.is_on_time is False:
        broken.append("record.recorded_by_deadline")
    if entry.status == "backdated":
        broken.append("record.not_backdated")
    if entry.entered_at and entry.entered_at < entry.event_at - dt.timedelta(minutes=5):
        broken.append("record.entered_after_event")
    return broken


def values(entity: str, row: Row, entry: Entry) -> list[str]:
    """The rules that the values of a row break, as far as the row alone tells."""
    return [rule_id for rule_id, is_broken in _questions(entity).items() if is_broken(row, entry)]


Question = Callable[[Row, Entry], bool]


@cache
def _questions(entity: str) -> dict[str, Question]:
    rules = [rule for suite in SUITES if suite.entity == entity for rule in suite.rules]
    return {
        rule.rule_id: BY_HAND.get(rule.rule_id) or _as_declared(rule, entity)
        for rule in rules
        if rule.rule_id != DUPLICATE
    }


def _as_declared(rule: Rule, entity: str) -> Question:
    """Whether a delivered column is empty that the rule wants filled in."""
    limits = rule.check.limits
    is_plain = rule.check.expectation == "ExpectColumnValuesToNotBeNull" and all(
        isinstance(one, Where) for one in limits
    )
    assert is_plain and set(rule.check.columns) <= delivered_columns(entity), (
        f"{rule.rule_id} is not judged by hand: say which rows of {entity} break it in BY_HAND of "
        "tests/simulator/judge_by_hand.py."
    )
    (column,) = rule.check.reads

    def is_broken(row: Row, entry: Entry) -> bool:
        is_asked = all(row[limit.column] in limit.values for limit in limits if isinstance(limit, Where))
        return is_asked and rule.valid_from <= entry.event_date <= rule.valid_to and missing(row[column])

    return is_broken


DUPLICATE = "contact.phone_unique"  # no row tells by itself: `copies` does


def _is_not_positive(number: str) -> bool:
    return bool(number) and float(number) <= 0


def _is_of_no_age(row: Row, _: Entry) -> bool:
    if not _is_date(row["birth_date"]):
        return False
    return not 16 <= _age(dt.date.fromisoformat(row["birth_date"]), dt.date.fromisoformat(row["met_at"][:10])) <= 100


def _is_date(text: str) -> bool:
    return bool(text) and text not in FAKE_DATES


def _is_no_number(row: Row, _: Entry) -> bool:
    bare = digits(row["phone"])
    return bare is not None and not well_formed(bare)


def _is_offered(row: Row) -> bool:
    return row["quote_status"] != "draft"


BY_HAND: dict[str, Question] = {
    "contact.age_present": lambda row, _: not _is_date(row["birth_date"]),
    "contact.age_in_range": _is_of_no_age,
    "contact.phone_present": lambda row, _: digits(row["phone"]) is None,
    "contact.phone_well_formed": _is_no_number,
    "opportunity.amount_positive": lambda row, _: row["stage"] == "won" and _is_not_positive(row["amount"]),
    "opportunity.close_after_open": lambda row, entry: "" < row["close_date"] < entry.event_date.isoformat(),
    "quote.expiry_present": lambda row, _: _is_offered(row) and not _is_date(row["expires_on"]),
    "quote.amount_positive": lambda row, _: _is_offered(row) and _is_not_positive(row["amount"]),
    "quote.expires_after_quoted": lambda row, entry: (
        _is_date(row["expires_on"]) and row["expires_on"] < entry.event_date.isoformat()
    ),
    "quote.decided_after_quoted": lambda row, _: "" < row["decided_at"] < row["quoted_at"],
    "order_line.quantity_positive": lambda row, _: _is_not_positive(row["quantity"]),
    "expense.amount_positive": lambda row, _: _is_not_positive(row["amount"]),
    "expense.settled_after_spent": lambda row, entry: "" < row["settled_date"] < entry.event_date.isoformat(),
    "activity.account_present": lambda row, _: (
        row["activity_type"] != "nothing_to_report" and missing(row["account_id"])
    ),
    "activity.outcome_present": lambda row, _: row["activity_type"] in ("call", "visit") and missing(row["outcome"]),
    "activity.duration_in_range": lambda row, _: not 0 <= int(row["duration_minutes"] or 0) <= 1440,
    "campaign.start_present": lambda row, _: not _is_date(row["starts_on"]),
    "campaign.ends_after_start": lambda row, _: _is_date(row["starts_on"]) and row["ends_on"] < row["starts_on"],
    "complaint.resolved_after_raised": lambda row, _: "" < row["resolved_at"] < row["raised_at"],
    "case.creation_recorded": lambda row, _: not row["entered_by_id"] or not row["entered_at"],
    "case.resolved_after_opened": lambda row, _: "" < row["resolved_at"] < row["opened_at"],
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
