"""A small company at work, written by hand: its orders, customers, assistant, follow-ups, and entries that look odd.

What must come of it is said in `test_order_capture`, `test_assistants` and `test_gaming_signals`. Times are Shanghai's.
"""

import datetime as dt
from pathlib import Path

from hand_made_company import Row, file_name, tables, write_extract

FIRST, MIDDLE, MARCH, APRIL, LAST = EXTRACTS = ("2026-03-02", "2026-03-10", "2026-03-25", "2026-04-02", "2026-04-08")
# Which are built together, so that a burst is seen in two builds.
STEPS = (FIRST, MIDDLE, MARCH), (APRIL, LAST)
ELSEWHERE = {"karl": "BE", "walt": "LA"}
PEOPLE = (
    *("li", "ren", "zhu", "karl", "walt", "pei", "two blanks", "burst", "fourteen", "ten minutes", "too slow"),
    *("owl", "early bird", "copyist", "varied", "newcomer", "twins", "two alike", "mei", "typist", "clerk", "tan"),
)

# order: rep, event, entered, enterer, account; then what finance books: order known, booked, amount, currency.
ORDERS: dict[str, tuple[str, str, str, str, str]] = {
    "in time": ("li", "2026-03-05 10:00", "2026-03-05 18:00", "li", "A1"),
    "by the assistant": ("ren", "2026-03-06 10:00", "2026-03-06 18:00", "zhu", "A1"),
    "by the assistant of last week": ("ren", "2026-03-23 10:00", "2026-03-23 18:00", "zhu", "A1"),
    "by a colleague": ("li", "2026-03-05 11:00", "2026-03-05 18:00", "ren", "A1"),
    "at the cut": ("li", "2026-03-30 10:00", "2026-04-03 00:00", "li", "A1"),
    "after the cut": ("li", "2026-03-30 10:00", "2026-04-03 00:01", "li", "A1"),
    "after the cut by a colleague": ("li", "2026-03-30 10:00", "2026-04-03 00:01", "ren", "A1"),
    "without account": ("li", "2026-03-05 12:00", "2026-03-05 18:00", "li", "无"),
    "without account by a colleague": ("li", "2026-03-05 12:00", "2026-03-05 18:00", "ren", ""),
    "in dollars": ("li", "2026-03-05 13:00", "2026-03-05 18:00", "li", "A1"),
    "deleted": ("li", "2026-03-05 14:00", "2026-03-05 18:00", "li", "A1"),
    "night in berlin": ("karl", "2026-03-31 20:00", "2026-04-04 05:30", "karl", "A1"),
    "of nobody knows whom": ("mei", "2026-03-30 10:00", "2026-03-30 18:00", "", "A1"),
    **{
        name: ("mei", "2026-03-30 10:00", "2026-03-30 18:00", "mei", "" if name.startswith("filled") else "A1")
        for name in (
            *("filled at the cut", "filled after the cut", "filled at an unknown time"),
            *("emptied at the cut", "emptied after the cut", "deleted at the cut", "deleted after the cut"),
        )
    },
    "late and deleted": ("mei", "2026-03-30 10:00", "2026-04-03 00:01", "mei", "A1"),
}
# order: when it was changed, and how; all of it shown by the last extract, days after the cut of 3 April, 00:00.
LATER: dict[str, tuple[str, Row]] = {
    "filled at the cut": ("2026-04-03 00:00", {"account_id": "A1"}),
    "filled after the cut": ("2026-04-03 00:01", {"account_id": "A1"}),
    "filled at an unknown time": ("", {"account_id": "A1"}),
    "emptied at the cut": ("2026-04-03 00:00", {"account_id": ""}),
    "emptied after the cut": ("2026-04-03 00:01", {"account_id": ""}),
    "deleted at the cut": ("2026-04-03 00:00", {"is_deleted": "true"}),
    "deleted after the cut": ("2026-04-03 00:01", {"is_deleted": "true"}),
}
LEDGER: dict[str, tuple[str, str, str, str, str]] = {
    **{name: (name, order[0], order[1], "100.00", "CNY") for name, order in ORDERS.items()},
    "in dollars": ("in dollars", "li", "2026-03-05 13:00", "1000.00", "USD"),
    "unknown to finance": ("", "li", "2026-03-06 10:00", "100.00", "CNY"),
    "unknown to the crm": ("no such order", "li", "2026-03-06 10:00", "100.00", "CNY"),
    # Still the last of March in Berlin, but April in the ledger.
    "night in berlin": ("night in berlin", "karl", "2026-04-01 01:00", "100.00", "CNY"),
}

# contact: owner, enterer, entered on, occupation, birth date, phone.
CONTACTS: dict[str, tuple[str, str, str, str, str, str]] = {
    "own": ("li", "li", "2026-03-05", "teacher", "1980-01-01", "13511110001"),
    "of the assistant": ("ren", "zhu", "2026-03-05", "teacher", "1980-01-02", "13511110002"),
    "of a colleague": ("li", "ren", "2026-03-05", "teacher", "1980-01-03", "13511110003"),
    "without occupation": ("li", "li", "2026-03-05", "", "1980-01-04", "13511110004"),
    "a child": ("li", "li", "2026-03-05", "pupil", "2020-01-05", "13511110005"),
    "first of two": ("li", "li", "2026-03-05", "teacher", "1980-01-06", "13511110006"),
    "second of two": ("ren", "ren", "2026-03-06", "teacher", "1980-01-07", "+86 135 1111 0006"),
    "first by a colleague": ("li", "ren", "2026-03-05", "teacher", "1980-01-08", "13511110007"),
    "second by the owner": ("ren", "ren", "2026-03-06", "teacher", "1980-01-09", "13511110007"),
    "once": ("li", "li", "2026-03-05", "teacher", "1980-01-10", "13511110008"),
    "again": ("li", "li", "2026-03-06", "teacher", "1980-01-11", "13511110008"),
    "deleted rival": ("li", "li", "2026-03-05", "teacher", "1980-01-12", "13511110009"),
    "left alone": ("ren", "ren", "2026-03-06", "teacher", "1980-01-13", "13511110009"),
    "of nobody knows whom": ("li", "", "2026-03-05", "teacher", "1980-01-14", "13511110010"),
    "old": ("li", "li", "2025-09-01", "teacher", "1980-01-15", "13511110011"),
    "met at no time": ("mei", "mei", "2026-03-05", "teacher", "1980-01-29", "13511110019"),
    "blank occupation": ("pei", "pei", "2026-03-05", "无", "1980-01-16", "13511110012"),
    "blank birth date and phone": ("pei", "pei", "2026-03-05", "teacher", "1900-01-01", "11111111111"),
    "blank phone": ("pei", "pei", "2026-03-05", "", "1980-01-17", "测试"),
    "one of two": ("two blanks", "two blanks", "2026-03-05", "test", "1980-01-18", "13511110013"),
    "two of two": ("two blanks", "two blanks", "2026-03-05", "N/A", "1980-01-19", "13511110014"),
    "for another day": ("two blanks", "two blanks", "2026-03-06", "-", "1980-01-20", "13511110015"),
    "handed on": ("newcomer", "newcomer", "2026-03-05", "teacher", "1980-01-21", "13511110016"),
    # Found in another's file in April, and given to the older contact.
    "older, edited later": ("ren", "ren", "2026-03-05", "teacher", "1980-01-22", "13511110017"),
    "newer, there before": ("tan", "tan", "2026-03-06", "teacher", "1980-01-23", "13511110018"),
    "in beijing": ("tan", "tan", "2026-03-05", "teacher", "1980-01-24", "+86 10 1234 5678"),
    "in beijing too": ("mei", "mei", "2026-03-06", "teacher", "1980-01-25", "(010) 1234-5678"),
    "in hangzhou": ("tan", "tan", "2026-03-05", "teacher", "1980-01-26", "0086 571 8765 4321"),
    "a digit too few": ("tan", "tan", "2026-03-05", "teacher", "1980-01-27", "+86 138 1234 567"),
    "nines": ("tan", "tan", "2026-03-05", "teacher", "1980-01-28", "+86 99999999999"),
    **{f"twin {n}": ("twins", "twins", f"2026-03-0{n}", "x", "1990-09-09", f"1352222000{n}") for n in range(4, 7)},
    **{f"alike {n}": ("two alike", "two alike", "2026-03-05", "x", "1990-09-08", f"1353333000{n}") for n in range(2)},
}
AT_ACCOUNTS = {"met at no time": "A1", "own": "A1", "old": "A1", "blank occupation": "A2", "handed on": "A2"}

# day: minutes until the reply (none: no reply), outcome, next step.
OUTREACH: dict[str, tuple[int | None, str, str]] = {
    "2026-03-03": (60, "visited", "send offer"),
    "2026-03-04": (241, "visited", "send offer"),
    "2026-03-05": (None, "", ""),
    "2026-03-06": (240, "visited", "无"),
    "2026-03-07": (10, "visited", "none needed"),
}

# person, day, feature.
USES = [
    *(("li", "2026-03-03", "search"), ("li", "2026-03-04", "search"), ("li", "2026-03-04", "calendar")),
    *(("li", "2026-03-07", "report"), ("karl", "2026-03-31", "search"), ("li", "2026-04-08", "mobile")),
]

# account: day of the promised follow-up, day and owner of the activity that follows.
FOLLOW_UPS: dict[str, tuple[str, str | None, str]] = {
    "a day before": ("2026-03-12", "2026-03-11", "li"),
    "two days after": ("2026-03-12", "2026-03-14", "li"),
    "three days after": ("2026-03-12", "2026-03-15", "li"),
    "by another": ("2026-03-12", "2026-03-12", "ren"),
    "entered late": ("2026-03-12", "2026-03-13", "li"),
    "taken back": ("2026-03-12", "2026-03-13", "li"),
    "handed over": ("2026-03-12", "2026-03-13", "li"),
    "never": ("2026-03-12", None, ""),
    "still to come": ("2026-04-06", None, ""),
    "unmade in its window": ("2026-03-31", "2026-04-01", "li"),
    "unmade after its window": ("2026-03-31", "2026-04-01", "li"),
}
# account: day of a follow-up promised by walt, for whom the 7th of April goes on beyond the last extract.
FAR_WEST = {"over in los angeles": "2026-04-04", "going on in los angeles": "2026-04-05"}
# account: what became of the promise of a follow-up on 12 March, and when; the extract of the 25th shows it first.
PROMISES: dict[str, tuple[Row, str]] = {
    "put off the day before": ({"follow_up_on": "2026-03-19"}, "2026-03-11 23:59"),
    "put off on its day": ({"follow_up_on": "2026-03-19"}, "2026-03-12 00:00"),
    "put off at an unknown time": ({"follow_up_on": "2026-03-19"}, ""),
    "deleted the day before": ({"is_deleted": "true"}, "2026-03-11 23:59"),
    "deleted on its day": ({"is_deleted": "true"}, "2026-03-12 00:00"),
    "handed on the day before": ({"owner_id": "ren"}, "2026-03-11 23:59"),
    "handed on on its day": ({"owner_id": "ren"}, "2026-03-12 00:00"),
    "brought forward to the day": ({"follow_up_on": "2026-03-11"}, "2026-03-11 09:00"),
    # What the owner answers for goes by the owner's days: 23:30 of the 11th in Berlin, whoever typed it.
    "put off in berlin": ({"follow_up_on": "2026-03-19"}, "2026-03-12 06:30"),
}
# account: an activity of li with it inside the window of a promise for 12 March, and what is said of it later that day.
ANSWERS: dict[str, tuple[Row, Row]] = {
    "answered": ({}, {}),
    "dated later": ({"happened_at": "2026-03-05 10:00:00"}, {"happened_at": "2026-03-13 10:00:00"}),
    "dated earlier": ({}, {"happened_at": "2026-03-05 10:00:00"}),
    "undated": ({"happened_at": ""}, {}),
    "nothing to report": ({"activity_type": "nothing_to_report"}, {}),
}
# account: what a promise made within its own window is later said to have happened at.
OWN_WINDOW = {"answering itself": "2026-03-11 12:00:00"}
# account: a promise that is taken back and given again on its day, which is that of two extracts.
TWICE_ON_ITS_DAY = "deleted and restored on its day"


def deliver(folder: Path) -> None:
    """Write every extract; a record comes with the first that ends after its entry."""
    rows = {(entity, extract): members for extract in EXTRACTS for entity, members in _members().items()}
    for entity, extract, row in [*_orders(), *_contacts(), *_assistance(), *_uses(), *_follow_ups(), *_oddities()]:
        rows.setdefault((entity, extract), []).append(row)
    folder.mkdir(parents=True)
    for table in tables():
        for extract in EXTRACTS:
            write_extract(folder / file_name(table, extract), table, rows.get((table["name"], extract), []))


Delivered = list[tuple[str, str, Row]]


def extract_after(instant: str) -> str:
    """The first extract whose cut-off, half past nine, lies after an instant."""
    return next(extract for extract in EXTRACTS if f"{extract} 09:30" > instant)


def _members() -> dict[str, list[Row]]:
    offices = [("SH", "Asia/Shanghai"), ("BE", "Europe/Berlin"), ("LA", "America/Los_Angeles")]
    delegation = {"owner_id": "ren", "assistant_id": "zhu", "entity": "*", "valid_from": "2026-03-02"}
    partly = {"owner_id": "karl", "assistant_id": "zhu", "entity": "activities", "valid_from": "2026-03-02"}
    return {
        "offices": [{"id": key, "name": key, "time_zone": zone, "calendar": "CN"} for key, zone in offices],
        "teams": [{"id": "A", "name": "A", "office_id": "SH"}],
        "employees": [
            {
                **{"id": person, "name": person, "team_id": "A", "is_active": "true"},
                "role": "assistant" if person == "zhu" else "sales_rep",
                "office_id": ELSEWHERE.get(person, "SH"),
            }
            for person in PEOPLE
        ],
        "schedule_exceptions": [
            {
                **{"id": "X1", "subject_type": "person", "subject_id": "zhu", "reason": "leave"},
                **{"first_date": "2026-03-11", "last_date": "2026-03-11", "is_working_day": "false"},
            }
        ],
        "delegations": [
            delegation | {"id": "D1", "valid_to": "2026-03-20"},
            partly | {"id": "D2", "valid_to": ""},
            {
                **{"id": "D3", "owner_id": "karl", "assistant_id": "newcomer", "entity": "cases"},
                **{"valid_from": "2026-03-05", "valid_to": "2026-03-05"},
            },
        ],
    }


def _record(key: str, owner: str, entered: str, enterer: str, **values: str) -> Row:
    common = {"id": key, "owner_id": owner, "entered_by_id": enterer, "entered_at": _exact(entered)}
    return common | {"updated_by_id": enterer, "updated_at": _exact(entered), "is_deleted": "false"} | values


def _exact(instant: str) -> str:
    return instant if instant.count(":") == 2 else f"{instant}:00"


def _deleted(row: Row, at: str) -> Row:
    return row | {"is_deleted": "true", "updated_at": _exact(at)}


def _orders() -> Delivered:
    found: Delivered = []
    for name, (rep, event, entered, enterer, account) in ORDERS.items():
        row = _record(name, rep, entered, enterer, ordered_at=_exact(event), account_id=account, status="new")
        found.append(("orders", extract_after(entered), row))
        if name == "deleted":
            found.append(("orders", MARCH, _deleted(row, "2026-03-20 10:00")))
        if name in LATER:
            at, values = LATER[name]
            found.append(("orders", LAST, row | {"updated_at": at and _exact(at)} | values))
    for name, (order, rep, booked, amount, currency) in LEDGER.items():
        booking = {"id": name, "order_id": order, "rep_id": rep, "account_id": "A1", "booked_at": _exact(booked)}
        found.append(("ledger_orders", extract_after(booked), booking | {"amount": amount, "currency": currency}))
        if name == "in time":
            found.append(("ledger_orders", MARCH, booking | {"amount": "80.00", "currency": currency}))
    return found


def _contacts() -> Delivered:
    found: Delivered = []
    for name, (owner, enterer, day, occupation, birth_date, phone) in CONTACTS.items():
        facts = {"occupation": occupation, "birth_date": birth_date, "phone": phone, "name": name}
        facts |= {"met_at": f"{day} 10:00:00", "account_id": AT_ACCOUNTS.get(name, "")}
        row = _record(name, owner, f"{day} 12:00", enterer, **facts)
        if name == "met at no time":
            row |= {"met_at": "", "updated_at": ""}
        found.append(("contacts", extract_after(f"{day} 12:00"), row))
        if name == "deleted rival":
            found.append(("contacts", MARCH, _deleted(row, "2026-03-20 10:00")))
        if name == "blank occupation":
            mended = row | {"occupation": "teacher", "updated_at": "2026-03-20 10:00:00"}
            found.append(("contacts", MARCH, mended))
        if name == "older, edited later":
            edited = row | {"phone": "13511110018", "updated_at": "2026-04-01 10:00:00"}
            found.append(("contacts", APRIL, edited))
        if name == "handed on":
            found.append(("contacts", APRIL, row | {"owner_id": "ren", "updated_at": "2026-04-01 10:00:00"}))
    return found


def _activity(key: str, owner: str, event: str, entered: str, enterer: str, **values: str) -> tuple[str, str, Row]:
    facts = {"happened_at": _exact(event), "activity_type": "call", "outcome": "reached"} | values
    return "activities", extract_after(entered), _record(key, owner, entered, enterer, **facts)


def _assistance() -> Delivered:
    """What the assistant does: outreach to one representative, entries on the 16th and 17th, and hours."""
    found: Delivered = []
    for day, (minutes, outcome, step) in OUTREACH.items():
        contacted = dt.datetime.fromisoformat(f"{day} 15:00:00")
        answered = "" if minutes is None else str(contacted + dt.timedelta(minutes=minutes))
        facts = {"contacted_at": str(contacted), "channel": "call", "answered_at": answered}
        row = _record(f"on {day}", "ren", f"{day} 20:00", "zhu", outcome=outcome, next_step=step, **facts)
        found.append(("outreach", extract_after(f"{day} 20:00"), row))
    # The last extract ends at 09:30, four hours after the first of these.
    for clock, answered in (("05:30", ""), ("05:31", ""), ("08:00", "2026-04-08 08:20:00")):
        facts = {"contacted_at": f"2026-04-08 {clock}:00", "channel": "call", "answered_at": answered}
        found.append(("outreach", LAST, _record(f"in april at {clock}", "ren", "2026-04-08 08:30", "zhu", **facts)))
    facts = {"contacted_at": "2026-03-09 15:00:00", "channel": "sms"}
    mistaken = _record("by mistake", "ren", "2026-03-09 20:00", "zhu", **facts)
    found += [("outreach", MIDDLE, mistaken), ("outreach", MARCH, _deleted(mistaken, "2026-03-20 10:00"))]

    person = {"met_at": "2026-03-16 10:00:00", "occupation": "cook", "birth_date": "1981-02-03", "phone": "13544440001"}
    found.append(("contacts", MARCH, _record("of the 16th", "ren", "2026-03-16 11:00", "zhu", **person)))
    found += [
        _activity(f"of the 16th {n}", owner, "2026-03-16 10:00", "2026-03-16 11:00", "zhu")
        for n, owner in enumerate(("ren", "karl", "zhu"))
    ]
    entity, extract, useless = _activity("useless", "ren", "2026-03-16 10:00", "2026-03-16 11:00", "zhu")
    found += [(entity, extract, useless), (entity, LAST, _deleted(useless, "2026-04-03 10:00"))]
    found.append(_activity("of the 17th", "ren", "2026-03-17 10:00", "2026-03-17 11:00", "zhu"))
    for day, hours in (("2026-03-16", "4.00"), ("2026-03-18", "8.00")):
        found.append(("work_hours", MARCH, {"id": day, "person_id": "zhu", "work_date": day, "hours": hours}))
    found.append(("work_hours", MARCH, {"id": "li", "person_id": "li", "work_date": "2026-03-16", "hours": "8.00"}))
    return found


def _uses() -> Delivered:
    return [
        (
            "usage_events",
            extract_after(f"{day} 09:00"),
            {"id": str(n), "person_id": who, "used_at": f"{day} 09:00:00", "feature": what},
        )
        for n, (who, day, what) in enumerate(USES)
    ]


def _follow_ups() -> Delivered:
    found = []
    for account, (due, day, owner) in FOLLOW_UPS.items():
        promise = {"account_id": account, "follow_up_on": due}
        found.append(_activity(f"promise {account}", "li", "2026-03-03 10:00", "2026-03-03 11:00", "li", **promise))
        if day:
            # Late is after an extract that already ended behind the window.
            entered = "2026-04-01 11:00" if account == "entered late" else f"{day} 11:00"
            kept = _activity(f"kept {account}", owner, f"{day} 10:00", entered, owner, account_id=account)
            found.append(kept)
            if account == "taken back":
                found.append(("activities", APRIL, _deleted(kept[-1], "2026-04-01 12:00")))
            if account == "handed over":
                given = {"owner_id": "ren", "updated_at": "2026-04-01 12:00:00"}
                found.append(("activities", APRIL, kept[-1] | given))
            if account.startswith("unmade"):
                unmade = "2026-04-02 12:00" if account == "unmade in its window" else "2026-04-03 12:00"
                found.append(("activities", LAST, _deleted(kept[-1], unmade)))
    for account, due in FAR_WEST.items():
        promise = {"account_id": account, "follow_up_on": due}
        found.append(_activity(f"promise {account}", "walt", "2026-03-03 10:00", "2026-03-03 11:00", "walt", **promise))
    for account, (values, at) in PROMISES.items():
        promise = {"account_id": account, "follow_up_on": "2026-03-12"}
        owner, typist = ("karl", "pei") if account == "put off in berlin" else ("li", "li")
        told = _activity(f"promise {account}", owner, "2026-03-03 10:00", "2026-03-03 18:00", typist, **promise)
        found += [told, ("activities", MARCH, told[-1] | values | {"updated_at": at and _exact(at)})]
    for account, (told_first, told_later) in ANSWERS.items():
        promise = {"account_id": account, "follow_up_on": "2026-03-12"}
        found.append(_activity(f"promise {account}", "tan", "2026-03-03 10:00", "2026-03-03 11:00", "tan", **promise))
        answer = _activity(
            f"answer {account}", "tan", "2026-03-13 08:00", "2026-03-13 11:00", "tan", account_id=account
        )
        answer = (*answer[:2], answer[-1] | told_first)
        found += [answer, ("activities", APRIL, answer[-1] | told_later | {"updated_at": "2026-03-25 12:00:00"})]
    promise = {"account_id": TWICE_ON_ITS_DAY, "follow_up_on": "2026-03-25"}
    told = _activity("promise twice", "li", "2026-03-03 10:00", "2026-03-04 18:00", "li", **promise)
    gone = _deleted(told[-1], "2026-03-25 08:00")
    back = told[-1] | {"updated_at": "2026-03-25 11:00:00"}
    found += [told, ("activities", MARCH, gone), ("activities", APRIL, back)]
    for account, moved in OWN_WINDOW.items():
        promise = {"account_id": account, "follow_up_on": "2026-03-12"}
        told = _activity(f"promise {account}", "tan", "2026-03-11 10:00", "2026-03-11 11:00", "tan", **promise)
        edited = {"happened_at": moved, "updated_at": "2026-03-26 12:00:00"}
        found += [told, ("activities", APRIL, told[-1] | edited)]
    at_a1 = ("2026-03-04 10:00", "2026-03-04 11:00")
    found.append(_activity("at A1", "li", *at_a1, "li", account_id="A1"))
    logged = {"activity_type": "follow_up", "notes": "called back", "next_step": "visit"}
    for name, lack in (
        ("full", {"account_id": "A2"}),
        ("no step", {"next_step": "无"}),
        ("no notes", {"notes": " "}),
        ("no step, deleted", {"next_step": ""}),
    ):
        note = _activity(f"follow-up {name}", "pei", *at_a1, "pei", **(logged | lack))
        found.append(note)
        if name == "no step, deleted":
            found.append(("activities", LAST, _deleted(note[-1], "2026-04-03 10:00")))
    return found


def _oddities() -> Delivered:
    """Entries many at once, at night, with one text, and those that stay just below."""
    found = []
    # The first seven before the cut-off of an extract, the others after it.
    start = dt.datetime.fromisoformat("2026-03-25 09:25:30")
    for person, seconds in (
        ("burst", [40 * n for n in range(15)]),
        ("fourteen", [40 * n for n in range(14)]),
        ("ten minutes", [*range(14), 600]),
        ("too slow", [*range(14), 601]),
    ):
        for n, delay in enumerate(seconds):
            entered = str(start + dt.timedelta(seconds=delay))
            found.append(_activity(f"{person} {n}", person, "2026-03-24 10:00", entered, person, notes=f"{person} {n}"))
    for n in range(15):
        entered = str(start + dt.timedelta(seconds=40 * n))
        if n % 2:
            found.append(_activity(f"typist {n}", "typist", "2026-03-24 10:00", entered, "typist", notes=f"typist {n}"))
        else:
            facts = {"met_at": "2026-03-24 10:00:00", "name": f"typist {n}"}
            found.append(
                ("contacts", extract_after(entered), _record(f"typist {n}", "typist", entered, "typist", **facts))
            )
    # Two orders with ten lines each, typed at once.
    for n in range(2):
        entered, ordered = f"2026-03-24 11:0{n}", {"ordered_at": "2026-03-24 10:00:00"}
        found.append(("orders", MARCH, _record(f"clerk {n}", "clerk", entered, "clerk", **ordered)))
        for line in range(10):
            facts = ordered | {"order_id": f"clerk {n}", "quantity": "1"}
            found.append(("order_lines", MARCH, _record(f"clerk {n} {line}", "clerk", entered, "clerk", **facts)))
    evening = dt.datetime.fromisoformat("2026-03-04 22:00")
    for person, minutes in (
        ("owl", [*range(0, 450, 50), 479]),
        ("early bird", [*range(0, 450, 50), 480]),
    ):
        for n, delay in enumerate(minutes):
            entered = str(evening + dt.timedelta(minutes=delay))
            found.append(_activity(f"{person} {n}", person, "2026-03-04 10:00", entered, person, notes=f"{person} {n}"))
    for person, texts in (
        ("copyist", ["asked for an offer"] * 7 + ["asked  for an offer "]),
        ("varied", ["asked for an offer"] * 7 + ["无"] * 9),
    ):
        for n, text in enumerate(texts):
            entered = f"2026-03-12 {9 + n // 2:02}:{30 * (n % 2):02}"
            found.append(_activity(f"{person} {n}", person, "2026-03-12 08:00", entered, person, notes=text))
    for n in range(9):  # in the first extract, that of everything before
        told = ("2026-02-05 08:00", f"2026-02-05 1{n}:00", "newcomer")
        found.append(_activity(f"newcomer {n}", "newcomer", *told, notes="asked for an offer", account_id="A2"))
    return found
