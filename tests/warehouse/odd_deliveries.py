"""Three weeks in which lists are missing, rows are rejected and records come and go: what a platform does to people.

What must come of it is said in `test_odd_deliveries`. Times are Shanghai's, as the source declares; the 14th and the
28th of February are worked Saturdays, the days from the 15th to the 23rd are off in China and not in Berlin.
"""

from datetime import date, timedelta
from pathlib import Path

from checkouts import checkout
from hand_made_company import Row, file_name, record, tables, write_extract

DAYS = tuple(str(date(2026, 2, 9) + timedelta(number)) for number in range(20))
NO_OFFICES, NO_ACTIVITIES, BAD_DELEGATION = "2026-02-12", "2026-02-25", "2026-02-11"
LISTED_LATE, MOVED, DROPPED, AWAY = "2026-02-14", "2026-02-16", "2026-02-12", ("2026-02-12", "2026-02-13")

OFFICES = {"SH": ("Asia/Shanghai", "CN"), "BE": ("Europe/Berlin", "WEEKDAYS")}
BERLINERS = ("newcomer", "berliner", "karl")
HELPERS = ("helper", "stand-in", "successor", "secretary")
# Who is in the field on one day.
FIELD_DAYS = {"fielder": "2026-02-10", "phantom": "2026-02-12", "walker": "2026-02-12"}
# Owner, assistant, entity, first and last day, and the extracts that list it.
DELEGATIONS = [
    ("delegating", "helper", "activities", "2026-02-09", "2026-02-27", DAYS),
    ("leaving", "stand-in", "activities", "2026-02-09", "", [day for day in DAYS if day < DROPPED]),
    ("corrected", "successor", "activities", "2026-02-09", "", [day for day in DAYS if day < DROPPED]),
    ("corrected", "successor", "activities", "2026-02-09", "2026-02-09", [day for day in DAYS if day >= DROPPED]),
    ("karl", "secretary", "*", "2026-02-09", "", DAYS),
]
# Every role but one has until the next working day.
HOTLINE = "hotline,1,simulator,*,hotline,*,*,minutes,09:30,60,120,2,0001-01-01,9999-12-31"

# Activity: owner, event, entered, and the extract that holds it where that is not the first that could.
ACTIVITIES = {
    "rejected at first": ("patient", "02-09 10:00", "02-09 11:00", "2026-02-12"),
    "report rejected at first": ("fielder", "02-10 10:00", "02-10 12:00", "2026-02-13"),
    "before the list": ("newcomer", "02-10 17:00", "02-11 15:00", ""),
    "with the list": ("newcomer", "02-13 17:00", "02-13 19:00", ""),
    "without a list of offices": ("berliner", "02-12 17:00", "02-13 16:00", ""),
    "under a rejected delegation": ("delegating", "02-10 10:00", "02-10 12:00", ""),
    "under a delegation dropped since": ("leaving", "02-11 10:00", "02-13 12:00", ""),
    "after a delegation was dropped": ("leaving", "02-12 10:00", "02-13 12:00", ""),
    "under a delegation corrected since": ("corrected", "02-11 10:00", "02-13 12:00", ""),
    "a clock a minute ahead": ("hasty", "02-10 10:00", "02-11 09:31", "2026-02-11"),
    "moved after a day of leave": ("mover", "02-14 15:00", "02-24 09:00", ""),
    "moved": ("mate", "02-14 15:00", "02-24 09:00", ""),
    "due after the missing extract": ("hotliner", "02-25 14:00", "02-25 17:00", ""),
    "due before the missing extract": ("hotliner", "02-24 10:00", "02-24 12:00", ""),
    "deleted unseen": ("phantom", "02-12 17:00", "02-12 18:00", ""),
    "without an owner": ("walker", "02-12 10:00", "02-12 11:00", ""),
    "without a time": ("undated", "", "02-12 11:00", ""),
}
# Stage change: deal, owner, when, and the extracts that hold it.
WINS = {
    "win that stays": ("stays", "mate", "02-09 10:00", DAYS[1:]),
    "win that comes back": ("comes back", "mover", "02-09 10:00", [day for day in DAYS[1:] if day not in AWAY]),
    # Already the 13th in Shanghai, where the assistant enters it.
    "win in the evening": ("late", "karl", "02-13 02:00", DAYS[4:]),
}
# Order: the extracts that hold it, and those that call it deleted. Commission is cut on 12 February, 00:00.
ORDERS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "stays": (DAYS[1:], ()),
    "gone before the cut": (DAYS[1:2], ()),
    "gone by the extract after the cut": (DAYS[1:3], ()),
    "called deleted before the cut": (DAYS[1:3], DAYS[3:]),
}
# Case or lead: entered, and the extract that shows it first. Cases come as changes, without any first load.
OLD = {
    "of last year": ("2025-11-03 11:00", "2026-02-13"),
    "at the first cut-off": ("2026-02-09 09:30", "2026-02-12"),
    "put into the past": ("2026-02-09 11:00", "2026-02-13"),
    "in time": ("2026-02-12 11:00", "2026-02-13"),
    # The extract that should have shown it had a row without a key.
    "lost with its key": ("2026-02-17 12:00", "2026-02-21"),
    "entered after that": ("2026-02-18 12:00", "2026-02-21"),
}
KEYLESS = "2026-02-18"
CUT = "simulator,account_id,12,00:00,0001-01-01,9999-12-31"


def project(folder: Path) -> Path:
    """A checkout: stage changes and orders come whole, cases without a first load, lists shrink, a cut is late."""
    checkout(folder)
    declared = folder / "dbt_project/models/staging/simulator/_simulator__sources.yml"
    text = declared.read_text(encoding="utf-8")
    for entity in ("opportunity_stage_changes", "orders"):
        name = f'"{entity}_{{extract_date}}.csv"'
        text = text.replace(f"{name}, delivery: changes", f"{name}, delivery: snapshot")
    text = text.replace(
        '"cases_{extract_date}.csv", delivery: changes',
        '"cases_{extract_date}.csv", delivery: changes, first_load: false',
    )
    declared.write_text(text.replace("delivery: snapshot,", "delivery: snapshot, shrink_guard: 0,"), encoding="utf-8")
    for seed, row in (("entry_policies", HOTLINE), ("commission_policies", CUT)):
        with (folder / f"dbt_project/seeds/{seed}.csv").open("a", encoding="utf-8") as policies:
            policies.write(f"{row}\n")
    return folder


def deliver(folder: Path) -> None:
    """Write every extract but the missing ones."""
    folder.mkdir(parents=True)
    for table in tables():
        name = table["name"]
        for day in DAYS:
            if (name, day) not in (("offices", NO_OFFICES), ("activities", NO_ACTIVITIES)):
                write_extract(folder / file_name(table, day), table, _rows(name, day))


def _rows(entity: str, day: str) -> list[Row]:
    makers = {
        "offices": _offices,
        "employees": _employees,
        "teams": lambda _: [{"id": office, "name": office, "office_id": office} for office in OFFICES],
        "delegations": _delegations,
        "schedule_exceptions": _leave,
        "activities": _activities,
        "accounts": _accounts,
        "contacts": _contacts,
        "opportunities": _deals,
        "opportunity_stage_changes": _wins,
        "orders": _orders,
        "cases": _old,
        "leads": _old,
        "ledger_orders": _ledger,
    }
    return makers[entity](day) if entity in makers else []


def _offices(_: str) -> list[Row]:
    return [{"id": key, "name": key, "time_zone": zone, "calendar": own} for key, (zone, own) in OFFICES.items()]


def _employees(day: str) -> list[Row]:
    owners = {owner for owner, *_ in [*ACTIVITIES.values()]} | {owner for _, owner, *_ in WINS.values()}
    listed = {*owners, *HELPERS, "accountant"} - ({"newcomer"} if day < LISTED_LATE else set())
    found = []
    for person in sorted(listed):
        has_moved = person in ("mover", "mate") and day >= MOVED
        role = "sales_rep" if FIELD_DAYS.get(person) == day else "hotline" if person == "hotliner" else "clerk"
        office = "BE" if person in BERLINERS or has_moved else "SH"
        common = {"id": person, "name": person, "is_active": "true"}
        found.append(common | {"role": role, "team_id": office, "office_id": office})
    return found


def _delegations(day: str) -> list[Row]:
    found = []
    for owner, assistant, entity, first, last, listed in DELEGATIONS:
        is_bad = owner == "delegating" and day == BAD_DELEGATION
        dates = {"valid_from": "2026-99-99" if is_bad else first, "valid_to": last}
        if day in listed:
            found.append({"id": owner, "owner_id": owner, "assistant_id": assistant, "entity": entity} | dates)
    return found


def _leave(_: str) -> list[Row]:
    day = {"first_date": "2026-02-10", "last_date": "2026-02-10", "is_working_day": "false", "reason": "leave"}
    return [{"id": "L1", "subject_type": "person", "subject_id": "mover"} | day]


def _activities(day: str) -> list[Row]:
    """One a day that nothing is wrong with, since a file of nothing but faulty rows is faulty itself."""
    sound = {"activity_type": "email", "account_id": "AC", "happened_at": f"{day} 08:00:00"}
    found = [record(f"of {day}", "mate", f"{day} 08:30", **sound)]
    if day == DAYS[1]:
        found.append(record("of a type of their own", "mate", f"{day} 08:30", **(sound | {"activity_type": "Anruf"})))
    for key, (owner, event, entered, held) in ACTIVITIES.items():
        extracts = [day for day in DAYS if day != NO_ACTIVITIES and f"{day} 09:30" >= f"2026-{entered}"]
        facts = {"activity_type": "email", "account_id": "AC", "happened_at": event and f"2026-{event}:00"}
        row = record(key, owner, f"2026-{entered}", **facts)
        if key == "deleted unseen":
            row |= {"is_deleted": "true", "activity_type": "nothing_to_report", "updated_at": "2026-02-12 19:00:00"}
        if key == "without an owner":
            row |= {"owner_id": ""}
        if key.endswith("rejected at first") and day == extracts[0]:
            found.append(row | {"duration_minutes": "abc"})
        if day == (held or extracts[0]):
            found.append(row)
    return found


def _accounts(day: str) -> list[Row]:
    return [record("never dated", "accountant", f"{DAYS[0]} 11:00", industry="steel")] if day == DAYS[1] else []


def _contacts(day: str) -> list[Row]:
    """Contacts without an occupation, shown on the 14th and filled in on the 24th."""
    filled = {"2026-02-14": "", "2026-02-25": "教师"}
    if day not in filled:
        return []
    facts = {"met_at": "2026-02-13 10:00:00", "account_id": "AC", "birth_date": "1980-05-05", "occupation": filled[day]}
    changed = {"updated_at": "2026-02-24 10:00:00"} if filled[day] else {}
    return [
        record(f"of {person}", person, "2026-02-13 11:00", phone=f"1351111000{number}", **facts) | changed
        for number, person in enumerate(("mover", "mate"))
    ]


def _deals(day: str) -> list[Row]:
    facts = {"account_id": "AC", "product_id": "P", "stage": "won", "amount": "500.00", "currency": "CNY"}
    opened = {"opened_at": "2026-02-09 09:00:00"}
    found = [record(deal, owner, "2026-02-09 11:00", **facts, **opened) for deal, owner, *_ in WINS.values()]
    found.append(
        record("in a stage of their own", "mate", "2026-02-09 11:00", **opened, **(facts | {"stage": "Gewonnen"}))
    )
    return found if day == DAYS[1] else []


def _wins(day: str) -> list[Row]:
    return [
        record(
            key, owner, f"2026-{at}", opportunity_id=deal, to_stage="won", amount="500.00", changed_at=f"2026-{at}:00"
        )
        for key, (deal, owner, at, held) in WINS.items()
        if day in held
    ]


def _orders(day: str) -> list[Row]:
    facts = {"account_id": "AC", "status": "new", "ordered_at": "2026-02-09 10:00:00"}
    deleted = {"is_deleted": "true", "updated_at": "2026-02-11 23:59:00"}
    found = [
        record(key, "mate", "2026-02-09 11:00", **facts) | (deleted if day in gone else {})
        for key, (held, gone) in ORDERS.items()
        if day in held + gone
    ]
    # One comes twice in every extract, which takes nothing from what the extract proves of the others.
    return found + found[:1]


def _old(day: str) -> list[Row]:
    """One that was there at the first extract, so that the entity has one, and those whose first extract it is."""
    first = [record("there from the first", "mate", "2026-02-08 11:00")] if day == DAYS[0] else []
    unreadable = [record("", "mate", "2026-02-17 12:00"), record("read", "mate", "2026-02-17 12:00")]
    found = [record(key, "mate", entered) for key, (entered, held) in OLD.items() if day == held]
    return first + found + (unreadable if day == KEYLESS else [])


def _ledger(day: str) -> list[Row]:
    booking = {"rep_id": "mate", "account_id": "AC", "booked_at": "2026-01-20 10:00:00", "amount": "100.00"}
    found = [{"id": key, "order_id": key, "currency": "CNY"} | booking for key in ORDERS]
    odd = {"not booked": "", "booked in 2206": "2206-01-20 10:00:00"}
    found += [found[0] | {"id": key, "order_id": key, "booked_at": booked_at} for key, booked_at in odd.items()]
    return found if day == DAYS[1] else []
