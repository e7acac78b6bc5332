"""A company small enough to know everybody, written by hand: what it delivers, in the simulator's declared shape.

What must come of it is said in `test_hand_made_company`. Times are Shanghai's, as the source declares.
"""

import csv
import gzip
import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from orchestration.settings import PROJECT

DECLARATION = PROJECT / "dbt_project" / "models" / "staging" / "simulator" / "_simulator__sources.yml"
FIRST, MIDDLE, MARCH, LAST = "2026-02-13", "2026-03-16", "2026-03-31", "2026-04-02"
EXTRACTS = tuple(
    str(date.fromordinal(day)) for day in range(*(date.fromisoformat(end).toordinal() for end in (FIRST, "2026-04-03")))
)
Row = dict[str, str]

OFFICES = [("SH", "上海", "Asia/Shanghai"), ("BE", "柏林", "Europe/Berlin")]
TEAMS = [("A", "SH"), ("B", "SH"), ("C", "BE"), ("RATIO", "SH")]
PEOPLE = {
    "mover": ("A", "SH"),
    "assistant": ("B", "SH"),
    "delegating": ("B", "SH"),
    "berliner": ("C", "BE"),
    "winner": ("A", "SH"),
    "dealless": ("B", "SH"),
    "once": ("RATIO", "SH"),
    "often": ("RATIO", "SH"),
    "reopener": ("C", "BE"),
}


@dataclass(frozen=True)
class Entry:
    """One activity's entry, and what must become of it.

    Attributes:
        event: When it happened, Shanghai time.
        entered: When it was entered by the CRM's account, Shanghai time.
        owner: Whose it is.
        enterer: Who typed it.
        accountable: Who must answer for it, and why.
        event_date: Local day of the event where that person is.
        deadline: By when it is due, UTC.
        status: Whether the time of entry is believed.
        on_time: Whether it is on time.
        held_by: Extract that holds it first, where that is not the first one after it was entered.
    """

    event: str
    entered: str
    owner: str
    enterer: str
    accountable: tuple[str, str]
    event_date: str
    deadline: str
    status: str = "credible"
    on_time: bool = True
    held_by: str = ""

    @property
    def extract(self) -> str:
        """Extract that holds it first."""
        return self.held_by or first_extract(self.entered)


def first_extract(entered: str) -> str:
    """The extract with the first cut-off, at 09:30, that is not before the entry."""
    return next(day for day in EXTRACTS if f"{day} 09:30" >= entered)


FRIDAY = ("2026-03-06", "2026-03-09 01:30")
SATURDAY = ("2026-02-14", "2026-02-24 01:30")
BERLIN = ("2026-03-27", "2026-03-30 07:30")


def by(person: str) -> tuple[str, str, tuple[str, str]]:
    """Owner, enterer and accountable person of a record that somebody enters for themselves."""
    return person, person, (person, "enterer")


ENTRIES = {
    "friday entered monday 09-29": Entry("2026-03-06 15:00", "2026-03-09 09:29", *by("mover"), *FRIDAY),
    "friday entered monday 09-30": Entry("2026-03-06 15:00", "2026-03-09 09:30", *by("mover"), *FRIDAY),
    "friday entered monday 09-31": Entry("2026-03-06 15:00", "2026-03-09 09:31", *by("mover"), *FRIDAY, on_time=False),
    "make-up saturday entered after the spring festival": Entry(
        "2026-02-14 10:00", "2026-02-24 09:30", *by("mover"), *SATURDAY
    ),
    "make-up saturday entered a minute too late": Entry(
        "2026-02-14 10:00", "2026-02-24 09:31", *by("mover"), *SATURDAY, on_time=False
    ),
    "friday before a make-up saturday is due on it": Entry(
        "2026-02-13 14:00",
        "2026-02-14 09:31",
        *by("mover"),
        "2026-02-13",
        "2026-02-14 01:30",
        on_time=False,
    ),
    "berlin over the change of clocks": Entry("2026-03-28 01:00", "2026-03-30 15:30", *by("berliner"), *BERLIN),
    "berlin over the change of clocks, a minute too late": Entry(
        "2026-03-28 01:00", "2026-03-30 15:31", *by("berliner"), *BERLIN, on_time=False
    ),
    "berlin just before the clocks change": Entry(
        "2026-03-29 08:59", "2026-03-30 12:00", *by("berliner"), "2026-03-29", "2026-03-30 07:30"
    ),
    "berlin half past midnight by the new clock": Entry(
        "2026-03-30 06:30", "2026-03-30 12:00", *by("berliner"), "2026-03-30", "2026-03-31 07:30"
    ),
    "half past midnight in beijing": Entry(
        "2026-03-10 00:30", "2026-03-11 09:00", *by("mover"), "2026-03-10", "2026-03-11 01:30"
    ),
    "last day of the delegation": Entry(
        "2026-03-06 16:00",
        "2026-03-06 17:00",
        "delegating",
        "delegating",
        ("assistant", "assistant"),
        *FRIDAY,
    ),
    "a day after the delegation ended": Entry(
        "2026-03-07 10:00", "2026-03-07 11:00", *by("delegating"), "2026-03-07", "2026-03-09 01:30"
    ),
    "a day after the delegation ended, enterer unknown": Entry(
        "2026-03-07 10:00",
        "2026-03-07 11:00",
        "delegating",
        "",
        ("delegating", "owner"),
        "2026-03-07",
        "2026-03-09 01:30",
    ),
    "owner changed later": Entry(
        "2026-03-10 10:00", "2026-03-10 11:00", *by("mover"), "2026-03-10", "2026-03-11 01:30"
    ),
    "backdated": Entry(
        "2026-03-20 10:00",
        "2026-03-20 11:00",
        *by("mover"),
        "2026-03-20",
        "2026-03-23 01:30",
        "backdated",
        on_time=False,
        held_by=LAST,
    ),
    "entered by a clock that runs ahead": Entry(
        "2026-03-13 15:00",
        "2026-03-16 12:00",
        *by("mover"),
        "2026-03-13",
        "2026-03-16 01:30",
        "in_future",
        held_by=MIDDLE,
    ),
    "in the first extract": Entry(
        "2026-02-10 10:00", "2026-02-10 11:00", *by("mover"), "2026-02-10", "2026-02-11 01:30", "unverified"
    ),
    "by somebody on no staff list": Entry(
        "2026-03-05 10:00", "2026-03-05 11:00", *by("stranger"), "2026-03-05", "2026-03-06 01:30"
    ),
}

# opportunity: owner, opened, account; its stage changes: at, from, to, amount.
DEALS = {
    "reopened": (
        "reopener",
        "2026-02-16 10:00",
        [
            ("2026-02-26 10:00", "engaging", "won", "1000.00"),
            ("2026-03-18 10:00", "won", "engaging", "1000.00"),
            ("2026-03-20 10:00", "engaging", "lost", "1000.00"),
        ],
    ),
    "only win": ("winner", "2026-02-16 10:00", [("2026-03-03 10:00", "engaging", "won", "500.00")]),
    "before the move": ("mover", "2026-02-16 10:00", [("2026-03-10 10:00", "engaging", "won", "200.00")]),
    "after the move": ("mover", "2026-02-16 10:00", [("2026-03-20 10:00", "engaging", "won", "300.00")]),
    "at midnight": ("delegating", "2026-02-20 00:30", [("2026-03-01 00:30", "engaging", "won", "40.00")]),
}


def deliver(folder: Path) -> None:
    """Write every extract."""
    rows: dict[tuple[str, str], list[Row]] = {}
    for extract in EXTRACTS:
        for entity, members in _members(extract).items():
            rows[entity, extract] = members
    for entity, extract, row in [*_activities(), *_deals(), *_others()]:
        rows.setdefault((entity, extract), []).append(row)
    folder.mkdir(parents=True)
    for table in tables():
        for extract in EXTRACTS:
            write_extract(folder / file_name(table, extract), table, rows.get((table["name"], extract), []))


def tables() -> list[dict]:
    """What the source declares to deliver."""
    (source,) = yaml.safe_load(DECLARATION.read_text(encoding="utf-8"))["sources"]
    return source["tables"]


def file_name(table: dict, extract: str) -> str:
    """The name of an extract's file; `extract` is a date and may end with the time of its cut-off."""
    return table["config"]["meta"]["files"].format(extract_date=extract)


def write_extract(path: Path, table: dict, rows: list[Row]) -> None:
    """Write one file in the declared shape, the same bytes whenever it is written."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, [column["name"] for column in table["columns"]], restval="")
    writer.writeheader()
    writer.writerows(rows)
    content = file.getvalue().encode(table["config"]["meta"].get("encoding", "utf-8"))
    path.write_bytes(gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)


def _members(extract: str) -> dict[str, list[Row]]:
    """The snapshots: the mover changes team in the middle of March, product 8 is gone at its end."""
    people = PEOPLE | ({"mover": ("B", "SH")} if extract >= MIDDLE else {})
    products = range(1, 8 if extract >= MARCH else 9)
    return {
        "offices": [{"id": i, "name": name, "time_zone": zone, "calendar": "CN"} for i, name, zone in OFFICES],
        "teams": [{"id": team, "name": team, "office_id": office} for team, office in TEAMS],
        "employees": [
            # Who is measured by ratios works inside: nobody waits for a word of each of their days.
            {
                "id": i,
                "name": i,
                "role": "clerk" if team == "RATIO" else "sales_rep",
                "team_id": team,
                "office_id": office,
                "is_active": "true",
            }
            for i, (team, office) in people.items()
        ],
        "products": [
            {"id": f"product {n}", "name": f"product {n}", "category": "goods", "list_price_amount": "10.00"}
            for n in products
        ],
        "delegations": [
            {
                "id": "D1",
                "owner_id": "delegating",
                "assistant_id": "assistant",
                "entity": "activities",
                "valid_from": "2026-03-02",
                "valid_to": "2026-03-06",
            }
        ],
    }


def record(key: str, owner: str, entered: str, enterer: str | None = None, **values: str) -> Row:
    """One delivered record of any entity; times are to the minute, `values` the columns of its own."""
    typed_by = owner if enterer is None else enterer
    at = f"{entered}:00" if entered else ""
    common = {"id": key, "owner_id": owner, "entered_by_id": typed_by, "entered_at": at, "is_deleted": "false"}
    return common | {"updated_by_id": typed_by, "updated_at": at} | values


def activity(key: str, owner: str, event: str, entered: str, enterer: str | None = None) -> Row:
    """One delivered activity."""
    facts = {"activity_type": "email", "account_id": "AC", "happened_at": f"{event}:00"}
    return record(key, owner, entered, enterer, **facts)


def _activities() -> list[tuple[str, str, Row]]:
    found = [
        ("activities", entry.extract, activity(key, entry.owner, entry.event, entry.entered, entry.enterer))
        for key, entry in ENTRIES.items()
    ]
    changed = activity("owner changed later", "dealless", "2026-03-10 10:00", "2026-03-10 11:00", "mover")
    found.append(("activities", MARCH, changed | {"updated_at": "2026-03-20 10:00:00"}))
    soon, late = "2026-03-04 12:00", "2026-03-06 12:00"
    rates = [("once", 0, soon), *(("often", number, soon if number < 45 else late) for number in range(90))]
    found += [
        ("activities", first_extract(at), activity(f"{who} {n}", who, "2026-03-04 10:00", at)) for who, n, at in rates
    ]
    return found


def _deals() -> list[tuple[str, str, Row]]:
    found = []
    for deal, (owner, opened, changes) in DEALS.items():
        facts = {
            "opened_at": f"{opened}:00",
            "account_id": f"customer {deal}",
            "product_id": "product 1",
            "stage": changes[-1][2],
            "amount": changes[-1][3],
            "currency": "CNY",
        }
        found.append(("opportunities", first_extract(opened), record(deal, owner, opened, **facts)))
        for number, (at, before, after, amount) in enumerate(changes):
            step = {"opportunity_id": deal, "from_stage": before, "to_stage": after, "amount": amount}
            row = record(f"{deal} {number}", owner, at, **step, changed_at=f"{at}:00")
            found.append(("opportunity_stage_changes", first_extract(at), row))
    return found


def _others() -> list[tuple[str, str, Row]]:
    """Cases with and without an entry, one of them solved within the first hour of a day; a contact deleted later."""
    unentered = record("not entered", "dealless", "", "", opened_at="2026-03-12 10:00:00", status="new")
    nobodys = record("nobody's", "", "", "", opened_at="2026-03-12 10:00:00", status="new")
    times = {"opened_at": "2026-03-03 00:10:00", "resolved_at": "2026-03-03 00:50:00"}
    facts = {"category": "help", "contact_id": "K", "status": "resolved", "assigned_to_id": "assistant"}
    solved = record("solved at night", "assistant", "2026-03-03 00:12", **times, **facts)
    person = {"name": "周密", "birth_date": "1990-05-05", "phone": "13512345678", "account_id": "AC"}
    contact = record("K", "dealless", "2026-03-04 11:00", met_at="2026-03-04 10:00:00", **person)
    deleted = contact | {"is_deleted": "true", "updated_at": "2026-03-20 10:00:00"}
    cases = [("cases", MIDDLE, unentered), ("cases", MIDDLE, nobodys), ("cases", "2026-03-03", solved)]
    return [*cases, ("contacts", "2026-03-05", contact), ("contacts", MARCH, deleted)]
