"""Eight weeks of a company in which each situation happens to somebody of their own, delivered day by day.

What happens to whom is said in `test_truth_table`, and what must come of it. Here is who works where, which days are
theirs, who stands in for whom, what is waived, and how a record and its later versions are delivered.

Times are local to the office of the person they happen to; files tell Shanghai's, as the source declares.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from hand_made_company import Row, file_name, tables, write_extract

DAYS = tuple(str(date(2026, 2, 9) + timedelta(number)) for number in range(56))
# Of the activities only; every other extract comes daily, and ends at 09:30.
LATE, MISSING = {"2026-03-16": "11:00"}, {"2026-03-18", "2026-03-19", DAYS[-1]}

OFFICES = {
    "SH": ("上海", "Asia/Shanghai", "CN"),
    "TO": ("东京", "Asia/Tokyo", "CN"),
    "BE": ("柏林", "Europe/Berlin", "WEEKDAYS"),  # its clocks go forward on Sunday, 29 March
}
TEAMS = {"A": "SH", "OUTING": "SH", "STOCK": "SH", "MOVED": "SH", "TOKYO": "TO", "BERLIN": "BE"}
ELSEWHERE = {
    **dict.fromkeys(["mate", "keen"], "OUTING"),
    "counter": "STOCK",
    **dict.fromkeys(["tokyo1", "tokyo2"], "TOKYO"),
    **dict.fromkeys([f"berlin{number}" for number in range(1, 9)], "BERLIN"),
}
UNLISTED = {"stranger"}
# People who work in the field on one day, so that one report is expected of them.
FIELD_DAYS = {
    **dict.fromkeys(
        ["reporter", "quiet", "silent", "belated", "forgetful", "sunny", "served", "pardoned"], "2026-03-10"
    ),
    **dict.fromkeys(["attended", "hosted", "guided"], "2026-03-10"),
    "stranded": "2026-03-13",
    "offline": "2026-03-24",
    "reveller": "2026-02-17",
}

# Subject and days, whether they are worked, and from which extract to which the list says so.
ALWAYS = (DAYS[0], DAYS[-1])
EXCEPTIONS = [
    ("person", "away", "2026-03-12", "2026-03-12", False, ALWAYS),
    ("person", "sick", "2026-03-03", "2026-03-04", False, ("2026-03-06", DAYS[-1])),
    ("person", "returner", "2026-03-05", "2026-03-05", False, (DAYS[0], "2026-03-09")),
    ("person", "mourner", "2026-02-27", "2026-02-27", False, ("2026-03-10", DAYS[-1])),
    ("person", "vacationer", "2026-03-05", "2026-03-05", False, ALWAYS),
    ("person", "sunny", "2026-03-10", "2026-03-10", False, ALWAYS),
    ("team", "OUTING", "2026-03-12", "2026-03-12", False, ALWAYS),
    ("person", "keen", "2026-03-12", "2026-03-12", True, ALWAYS),
    ("team", "STOCK", "2026-03-14", "2026-03-14", True, ALWAYS),
    ("person", "hurried", "2026-04-04", "2026-04-05", True, ALWAYS),
    ("person", "unhurried", "2026-04-04", "2026-04-05", True, ALWAYS),
]
# Owner, assistant, first and last day.
DELEGATIONS = [
    ("boss1", "helper1", "2026-03-02", "2026-03-06"),
    ("boss2", "helper2", "2026-03-02", "2026-03-06"),
    ("boss3", "helper3", "2026-03-02", "2026-03-05"),
    ("boss4", "helper4", "2026-03-02", "2026-03-05"),
    ("boss5", "helper5", "2026-03-02", "2026-03-05"),
    ("served", "helper6", "2026-03-01", ""),
    ("attended", "helper7", "2026-03-01", ""),
    ("hosted", "helper8", "2026-03-01", ""),
    ("guided", "helper9", "2026-03-01", ""),
]


@dataclass(frozen=True)
class Version:
    """One delivered row of a record.

    Attributes:
        entity: What it is.
        row: The delivered columns.
        at: When it was entered or changed, Shanghai time.
        held: The extract that holds it, where that is not the first one that could.
    """

    entity: str
    row: Row
    at: str
    held: str = ""

    @property
    def record_id(self) -> str:
        """Key of the record."""
        return self.row["id"]

    @property
    def extract(self) -> str:
        """The extract that holds it: the first whose cut-off is not before it."""
        late, missing = (LATE, MISSING) if self.entity == "activities" else ({}, set())
        return self.held or next(
            day for day in DAYS if day not in missing and f"{day} {late.get(day, '09:30')}" >= self.at
        )

    def changed(self, at: str, **values: str) -> "Version":
        """A later version, by the same person unless `updated_by_id` says otherwise."""
        told = from_local(self.row["owner_id"], at)
        row = self.row | {"updated_at": f"{told}:00"} | values
        return replace(self, row=row, at=told, held="")

    def deleted(self, at: str) -> "Version":
        """Its deletion."""
        return self.changed(at, is_deleted="true")


def zone_of(person: str | None) -> ZoneInfo:
    """The zone of a person's office."""
    return ZoneInfo(OFFICES[TEAMS[ELSEWHERE.get(person or "", "A")]][1])


def from_local(person: str, at: str) -> str:
    """A local time of a person, in Shanghai."""
    moment = datetime.fromisoformat(at).replace(tzinfo=zone_of(person))
    return f"{moment.astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%d %H:%M}"


@cache
def event_column(entity: str) -> str:
    """When it happened is the first instant that the declaration of an entity's records names."""
    (columns,) = [table["columns"] for table in tables() if table["name"] == entity]
    return next(column["name"] for column in columns if column["data_type"] == "timestamp")


def record(entity: str, owner: str, event: str, entered: str, **row: str) -> Version:
    """The first version of a record of an owner, typed by the owner unless `entered_by_id` says otherwise.

    `held` names the extract that holds it, where that is not the first one that could.
    """
    at = from_local(owner, entered) if entered else ""
    held = row.pop("held", "")
    typed_by = row.get("entered_by_id", owner)
    common = {
        "id": f"{entity} of {owner or 'nobody'} {event}",
        "owner_id": owner,
        event_column(entity): f"{from_local(owner, event)}:00",
        "entered_by_id": typed_by,
        "entered_at": at and f"{at}:00",
        "updated_by_id": typed_by,
        "updated_at": at and f"{at}:00",
        "is_deleted": "false",
    }
    return Version(entity, common | row, at, held)


def email(owner: str, event: str, entered: str, **row: str) -> Version:
    """An e-mail to a customer, nothing wrong with it."""
    return record("activities", owner, event, entered, **{"activity_type": "email", "account_id": "AC"} | row)


NUMBERS = count(1)


def contact(owner: str, met: str, entered: str, **row: str) -> Version:
    """A new contact, nothing wrong with it and its number its own."""
    facts = {"account_id": "AC", "name": "周密", "occupation": "教师", "birth_date": "1980-05-05"}
    facts["phone"] = f"1390000{next(NUMBERS):04}"
    return record("contacts", owner, met, entered, **facts | row)


def waiver(number: int, scope: str, **values: str) -> Row:
    """A waiver asked for by the assistant to the management and approved by the chief."""
    common = {"requested_by_id": "secretary", "approved_by_id": "chief", "approved_at": "2026-03-20 10:00:00"}
    return {"id": f"W{number:02}", "scope": scope, "reason": "the line was down"} | common | values


def deliver(folder: Path, versions: Iterable[Version], waivers: dict[str, list[Row]], moved: Row) -> None:
    """Write every extract.

    Args:
        folder: Where to.
        versions: All versions of all records.
        waivers: The list of them by the extract that tells it; "" is for all others.
        moved: People and the team they belong to from the middle of March on.
    """
    rows: dict[tuple[str, str], list[Row]] = {}
    people = {"chief", "secretary", "idle", *FIELD_DAYS, *ELSEWHERE}
    for version in versions:
        rows.setdefault((version.entity, version.extract), []).append(version.row)
        people |= {version.row["owner_id"], version.row["entered_by_id"]}
    people |= {assistant for _, assistant, *_ in DELEGATIONS}
    staff = sorted(people - UNLISTED - {""})
    folder.mkdir(parents=True)
    for table in tables():
        for day in DAYS:
            lists = _lists(day, staff, moved) | {"waivers": waivers.get(day, waivers[""])}
            cutoff = ""
            if table["name"] == "activities":
                if day in MISSING:
                    continue
                cutoff = f"T{LATE[day].replace(':', '')}" if day in LATE else ""
            path = folder / file_name(table, day + cutoff)
            write_extract(path, table, rows.get((table["name"], day), lists.get(table["name"], [])))


MIDDLE_OF_MARCH = "2026-03-11"


def _lists(day: str, staff: list[str], moved: Row) -> dict[str, list[Row]]:
    """The snapshots."""
    teams = ELSEWHERE | (moved if day >= MIDDLE_OF_MARCH else {})
    return {
        "offices": [
            {"id": office, "name": name, "time_zone": zone, "calendar": calendar}
            for office, (name, zone, calendar) in OFFICES.items()
        ],
        "teams": [{"id": team, "name": team, "office_id": office} for team, office in TEAMS.items()],
        "employees": [
            {
                "id": person,
                "name": person,
                "role": "sales_rep" if FIELD_DAYS.get(person) == day else "consultant",
                "team_id": teams.get(person, "A"),
                "office_id": TEAMS[teams.get(person, "A")],
                "is_active": "true",
            }
            for person in staff
        ],
        "schedule_exceptions": [
            {
                "id": f"X{number}",
                "subject_type": kind,
                "subject_id": subject,
                "first_date": first,
                "last_date": last,
                "is_working_day": str(is_working).lower(),
                "reason": "shift" if is_working else "leave",
            }
            for number, (kind, subject, first, last, is_working, (told, untold)) in enumerate(EXCEPTIONS)
            if told <= day <= untold
        ],
        "delegations": [
            {
                "id": f"D{number}",
                "owner_id": owner,
                "assistant_id": assistant,
                "entity": "activities",
                "valid_from": first,
                "valid_to": last,
            }
            for number, (owner, assistant, first, last) in enumerate(DELEGATIONS)
        ],
    }
