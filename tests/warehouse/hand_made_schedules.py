"""A month of a company whose people are away, whose extracts come late or not at all, and whose policies change.

What must come of it is said in `test_schedules_promises_and_policies`. Times are Shanghai's, as the source declares.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from checkouts import checkout
from hand_made_company import Row, activity, file_name, record, tables, write_extract

DAYS = tuple(str(date(2026, 3, 2) + timedelta(number)) for number in range(30))
MOVED, TOLD_LATER, TAKEN_BACK = "2026-03-16", "2026-03-20", "2026-03-23"
LATE, MISSING = {"2026-03-23": "11:00"}, {"2026-03-26", "2026-03-27"}

# Person: role, team, office.
PEOPLE = {
    "leaver": ("sales_rep", "A", "SH"),
    "mate": ("sales_rep", "B", "SH"),
    "keen": ("sales_rep", "B", "SH"),
    "weekender": ("sales_rep", "A", "SH"),
    "berliner": ("sales_rep", "C", "BE"),
    "sick": ("sales_rep", "A", "SH"),
    "returner": ("sales_rep", "A", "SH"),
    "labber": ("sales_rep", "LAB", "SH"),
    "quick": ("hotline", "A", "SH"),
    "quick labber": ("hotline", "LAB", "SH"),
    "mover": ("sales_rep", "A", "SH"),
    "patient": ("consultant", "PATIENT", "SH"),
}
# Subject and its days, whether they are worked, and the extracts that say so.
EXCEPTIONS = [
    ("person", "leaver", "2026-03-10", "2026-03-10", False, DAYS),
    ("team", "B", "2026-03-12", "2026-03-12", False, DAYS),
    ("person", "keen", "2026-03-12", "2026-03-12", True, DAYS),
    ("person", "weekender", "2026-03-14", "2026-03-14", True, DAYS),
    ("office", "BE", "2026-03-18", "2026-03-18", False, DAYS),
    ("person", "sick", "2026-03-16", "2026-03-17", False, [day for day in DAYS if day >= TOLD_LATER]),
    ("person", "returner", "2026-03-18", "2026-03-18", False, [day for day in DAYS if day < TAKEN_BACK]),
]
POLICIES = """\
policy_id,version,source,entity,role,team_id,office_id,clock,cutoff_time,minutes,skew_seconds,repair_grace_days,valid_from,valid_to
default,1,*,*,*,*,*,next_working_day,09:30,,120,2,0001-01-01,9999-12-31
lab,1,simulator,*,*,LAB,*,next_working_day,11:00,,120,2,0001-01-01,2026-03-15
lab,2,simulator,*,*,LAB,*,next_working_day,15:00,,120,5,2026-03-16,9999-12-31
hotline,1,simulator,*,hotline,*,*,minutes,09:30,60,120,2,0001-01-01,9999-12-31
patient,1,simulator,*,*,PATIENT,*,next_working_day,09:30,,120,1000,0001-01-01,9999-12-31
later,1,simulator,activities,*,TO COME,*,minutes,09:30,60,120,2,2026-06-01,9999-12-31
"""
# Until the 9th nothing is asked, from the 16th on a contact's account too, and nobody asks for an occupation.
KEY_FIELDS = """\
source,entity,field,valid_from,valid_to
*,contacts,phone_hash,2026-03-10,9999-12-31
simulator,contacts,age_years,2026-03-10,2026-03-15
simulator,contacts,account_id,2026-03-16,9999-12-31
"""
# One rule begins to count on the 16th, and from then on counts threefold in the laboratory.
RULE_POLICIES = """\
policy_id,version,rule_id,entity,role,team_id,office_id,weight,valid_from,valid_to
not yet,1,record.not_backdated,*,*,*,*,0,0001-01-01,2026-03-15
lab,1,record.not_backdated,activities,*,LAB,*,6,2026-03-16,9999-12-31
"""
# The laboratory is scored in a way of its own.
DIMENSION_WEIGHTS = """\
lab,validity,Validity,有效性,*,*,LAB,*,60,0001-01-01,9999-12-31
"""
SCORE_POLICIES = """\
lab,1,*,*,LAB,*,3,2,0001-01-01,9999-12-31
"""
# From the 16th on a word says nothing as the occupation of a contact; AC, elsewhere an account, is no account of one.
PLACEHOLDERS = """\
kind,value,source,entity,valid_from,valid_to
text,待补充,simulator,contacts,2026-03-16,9999-12-31
text,ac,simulator,contacts,0001-01-01,9999-12-31
"""
# Leads of somebody who may repair them until after the last day of the calendar: when each of their versions was
# entered, and where it says that the lead came from.
LEADS = {
    "repaired": [("2026-03-10 12:00", ""), ("2026-03-25 12:00", "fair")],
    "not repaired": [("2026-03-10 12:00", "")],
}
# Contact: the day it was met, and what is told beside its phone.
CONTACTS = {
    "aged": ("2026-03-13", {"birth_date": "1980-01-01", "occupation": "待补充"}),
    "of unknown age": ("2026-03-13", {"account_id": "A1"}),
    "a child": ("2026-03-13", {"birth_date": "2020-01-01"}),
    "at an account": ("2026-03-16", {"account_id": "A1", "occupation": "待补充"}),
    "at no account": ("2026-03-16", {"birth_date": "1980-01-02", "account_id": "AC"}),
    "before anything was asked": ("2026-03-09", {}),
    "again before anything was asked": ("2026-03-09", {"phone": "13511110005"}),
}


@dataclass(frozen=True)
class Entry:
    """One activity that a person enters, and what must become of it.

    Attributes:
        person: Who was there and entered it.
        event: When it happened.
        entered: When it was entered.
        due: By when it was due.
        outcome: Whether it is on time, or why nobody can say.
        policy: The policy that applied, and its version.
    """

    person: str
    event: str
    entered: str
    due: str
    outcome: bool | str
    policy: tuple[str, int] = ("default", 1)

    @property
    def extract(self) -> str:
        """The extract that holds it first: its cut-off is not before the entry."""
        return next(day for day in DAYS if day not in MISSING and f"{day} {LATE.get(day, '09:30')}" >= self.entered)


def fault(day: str, status: str) -> str:
    """Why nobody can say whether a record was on time."""
    return f"platform fault: the extract of {day} was {status}"


def at(clock: str, day: int) -> str:
    """A time of March 2026."""
    return f"2026-03-{day:02} {clock}"


HALF_PAST_NINE = [at("09:30", day) for day in range(32)]
ENTRIES = {
    "the next day is a day of leave": Entry("leaver", at("10:00", 9), at("09:29", 11), HALF_PAST_NINE[11], True),
    "a minute late after a day of leave": Entry("leaver", at("10:00", 9), at("09:31", 11), HALF_PAST_NINE[11], False),
    "an event of the leave itself": Entry("leaver", at("10:00", 10), at("09:31", 11), HALF_PAST_NINE[11], False),
    "the team is off the next day": Entry("mate", at("15:00", 11), at("09:30", 13), HALF_PAST_NINE[13], True),
    "one of the team works all the same": Entry("keen", at("15:00", 11), at("09:30", 13), HALF_PAST_NINE[12], False),
    "somebody works on saturday": Entry("weekender", at("15:00", 13), at("09:00", 16), HALF_PAST_NINE[14], False),
    "others do not work on saturday": Entry("mate", at("15:00", 13), at("09:00", 16), HALF_PAST_NINE[16], True),
    "the office is closed, in another zone": Entry("berliner", at("10:00", 17), at("16:30", 19), at("16:30", 19), True),
    "leave told when it is over": Entry("sick", at("10:00", 13), at("10:00", 17), HALF_PAST_NINE[18], True),
    "leave taken back": Entry("returner", at("10:00", 17), at("09:00", 19), HALF_PAST_NINE[18], False),
    "entered in time and delivered late": Entry(
        "mate", at("10:00", 20), at("09:00", 23), HALF_PAST_NINE[23], fault("2026-03-23", "late")
    ),
    "entered late while the extract was late as well": Entry(
        "mate", at("10:00", 20), at("10:45", 23), HALF_PAST_NINE[23], fault("2026-03-23", "late")
    ),
    "due on the day of the late extract, in an earlier one": Entry(
        "mate", at("10:00", 20), at("18:00", 20), HALF_PAST_NINE[23], True
    ),
    "due on the day of the late extract, in a later one": Entry(
        "mate", at("10:00", 20), at("12:00", 23), HALF_PAST_NINE[23], False
    ),
    "in the late extract, due on the next day": Entry(
        "mate", at("09:40", 23), at("10:50", 23), HALF_PAST_NINE[24], True
    ),
    "due on the first of two missing days": Entry(
        "mate", at("10:00", 25), at("09:00", 26), HALF_PAST_NINE[26], fault("2026-03-26", "missing")
    ),
    "due on the second of two missing days": Entry(
        "mate", at("10:00", 26), at("10:00", 27), HALF_PAST_NINE[27], fault("2026-03-27", "missing")
    ),
    "due on a missing day, entered when extracts came again": Entry(
        "mate", at("10:00", 25), at("12:00", 28), HALF_PAST_NINE[26], False
    ),
    "with the first extract after the missing ones, due later": Entry(
        "mate", at("10:00", 27), at("11:00", 27), HALF_PAST_NINE[30], True
    ),
    "by the hour of the team": Entry("labber", at("10:00", 10), at("11:00", 11), at("11:00", 11), True, ("lab", 1)),
    "by the version that held when it happened": Entry(
        "labber", at("10:00", 13), at("11:01", 16), at("11:00", 16), False, ("lab", 1)
    ),
    "by the next version from its first day on": Entry(
        "labber", at("10:00", 16), at("15:00", 17), at("15:00", 17), True, ("lab", 2)
    ),
    "within the hour of the role": Entry(
        "quick", at("10:00", 10), at("11:00", 10), at("11:00", 10), True, ("hotline", 1)
    ),
    "after the hour of the role": Entry(
        "quick", at("10:00", 10), at("11:01", 10), at("11:00", 10), False, ("hotline", 1)
    ),
    "the team comes before the role": Entry(
        "quick labber", at("10:00", 10), at("10:59", 11), at("11:00", 11), True, ("lab", 1)
    ),
    "before the move to another team": Entry("mover", at("10:00", 13), at("09:31", 16), HALF_PAST_NINE[16], False),
    "after the move to another team": Entry(
        "mover", at("10:00", 17), at("14:00", 18), at("15:00", 18), True, ("lab", 2)
    ),
}


def project(folder: Path) -> Path:
    """A checkout with policies of this company."""
    checkout(folder)
    seeds = {
        "entry_policies": POLICIES,
        "key_fields": KEY_FIELDS,
        "rule_policies": RULE_POLICIES,
        "placeholder_values": PLACEHOLDERS,
    }
    for seed, rows in seeds.items():
        (folder / "dbt_project" / "seeds" / f"{seed}.csv").write_text(rows, encoding="utf-8")
    for seed, rows in {"dimension_weights": DIMENSION_WEIGHTS, "score_policies": SCORE_POLICIES}.items():
        with (folder / "dbt_project" / "seeds" / f"{seed}.csv").open("a", encoding="utf-8") as file:
            file.write(rows)
    return folder


def deliver(folder: Path) -> None:
    """Write every extract but the missing ones; the late one says when it ended."""
    folder.mkdir(parents=True)
    for table in tables():
        for day in DAYS:
            is_late, is_missing = day in LATE, day in MISSING
            if table["name"] != "activities" or not is_missing:
                cutoff = f"T{LATE[day].replace(':', '')}" if table["name"] == "activities" and is_late else ""
                write_extract(folder / file_name(table, day + cutoff), table, _rows(table["name"], day))


def _rows(entity: str, day: str) -> list[Row]:
    offices = [("SH", "上海", "Asia/Shanghai"), ("BE", "柏林", "Europe/Berlin")]
    people = PEOPLE | ({"mover": ("sales_rep", "LAB", "SH")} if day >= MOVED else {})
    rows = {
        "offices": [{"id": i, "name": name, "time_zone": zone, "calendar": "CN"} for i, name, zone in offices],
        "teams": [
            {"id": team, "name": team, "office_id": "SH"} for team in sorted({team for _, team, _ in people.values()})
        ],
        "employees": [
            {"id": i, "name": i, "role": role, "team_id": team, "office_id": office, "is_active": "true"}
            for i, (role, team, office) in people.items()
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
            for number, (kind, subject, first, last, is_working, told) in enumerate(EXCEPTIONS)
            if day in told
        ],
        "activities": [
            activity(key, entry.person, entry.event, entry.entered)
            for key, entry in ENTRIES.items()
            if entry.extract == day
        ],
        "leads": [
            record(key, "patient", versions[0][0], received_at="2026-03-10 10:00:00", lead_source=said)
            | {"updated_at": f"{at}:00"}
            for key, versions in LEADS.items()
            for at, said in versions
            if next(extract for extract in DAYS if f"{extract} 09:30" >= at) == day
        ],
        "contacts": [
            record(
                key,
                "weekender",
                f"{met} 12:00",
                met_at=f"{met} 10:00:00",
                **{"phone": f"1351111000{n}"} | values,
            )
            for n, (key, (met, values)) in enumerate(CONTACTS.items())
            if day == "2026-03-17"
        ],
    }
    return rows.get(entity, [])
