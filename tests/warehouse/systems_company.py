"""One company of five systems, written by hand: a staff system, a CRM, a telephone, a service desk and a ledger.

Days are 2 to 6 March 2026, Monday to Friday, times are UTC, and every list and file comes each day at 09:30. What must
come of it is said in `test_company_of_systems`. `solo` delivers what the telephone does, but belongs to no company.
"""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from checkouts import add_files, add_line

DAYS = ("2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06")
SYSTEMS = ("hr", "crm", "pbx", "desk", "ledger")
SOURCES = (*SYSTEMS, "solo")
IDS = {
    "crm": {"people": "hr"},
    "pbx": {"accounts": "crm"},
    "desk": {"accounts": "crm"},
    "ledger": {"people": "hr"},
}
# source: file: (entity, delivery, columns of the file with the columns of the entity they become).
RECORD = {"id": "record_id", "owner": "owner_id", "typist": "entered_by_id", "typed_at": "entered_at", "at": "event_at"}
FILES: dict[str, dict[str, tuple[str, str, Mapping[str, str]]]] = {
    "hr": {
        "staff": ("employees", "snapshot", {"id": "record_id", "name": "name", "role": "role", "active": "is_active"}),
        "leave": (
            "schedule_exceptions",
            "snapshot",
            {
                "id": "record_id",
                "what": "subject_type",
                "who": "subject_id",
                "first": "first_date",
                "works": "is_working_day",
            },
        ),
        "matches": (
            "identities",
            "snapshot",
            {"id": "record_id", "kind": "kind", "system": "system", "local": "local_id", "company": "company_id"}
            | {"first": "valid_from", "last": "valid_to"},
        ),
    },
    "crm": {
        "users": ("employees", "snapshot", {"id": "record_id", "name": "name", "team": "team_id"}),
        "deputies": (
            "delegations",
            "snapshot",
            {
                "id": "record_id",
                "owner": "owner_id",
                "deputy": "assistant_id",
                "entity": "entity",
                "first": "valid_from",
            },
        ),
        "customers": ("accounts", "changes", {**RECORD, "industry": "industry", "country": "country"}),
        "people": ("contacts", "changes", {**RECORD, "phone": "phone"}),
        "visits": (
            "activities",
            "changes",
            {**RECORD, "kind": "activity_type", "customer": "account_id", "again_on": "follow_up_on"},
        ),
        "deals": ("opportunities", "changes", {**RECORD, "customer": "account_id", "stage": "stage"}),
        "steps": (
            "opportunity_stage_changes",
            "changes",
            {**RECORD, "deal": "opportunity_id", "was": "from_stage", "became": "to_stage"},
        ),
        "orders": ("orders", "changes", {**RECORD, "customer": "account_id"}),
    },
    "pbx": {"calls": ("activities", "changes", {**RECORD, "kind": "activity_type", "customer": "account_id"})},
    "desk": {
        "tickets": ("cases", "changes", {**RECORD, "customer": "account_id"}),
        "callers": ("contacts", "changes", {**RECORD, "phone": "phone"}),
    },
    "ledger": {
        "debtors": ("accounts", "changes", {**RECORD, "industry": "industry", "country": "country"}),
        "bookings": (
            "ledger_orders",
            "changes",
            {"id": "record_id", "order": "order_id", "rep": "rep_id", "debtor": "account_id", "at": "booked_at"},
        ),
    },
    "solo": {"calls": ("activities", "changes", {**RECORD, "kind": "activity_type", "customer": "account_id"})},
}
DATES, INSTANTS, FLAGS = ("first", "last", "again_on"), ("at", "typed_at"), ("active", "works")
Rows = Sequence[str]

# What every snapshot lists, each day.
LISTS: dict[tuple[str, str], Rows] = {
    ("hr", "staff"): ("E1,Li Na,sales_rep,true", "E2,Wang,sales_rep,true", "E3,Chen,assistant,true"),
    ("hr", "leave"): ("L1,person,E1,2026-03-04,false",),
    ("crm", "users"): ("E1,Na Li,T1", "E2,Wang,T1", "E9,Zhao,T9"),
    ("crm", "deputies"): ("D1,E2,E3,cases,2026-03-01",),
}
MATCHES = (
    "1,people,pbx,101,E1,,",
    # An extension that passes from one person to another.
    "2,people,pbx,102,E2,,2026-03-03",
    "3,people,pbx,102,E3,2026-03-04,",
    "4,people,desk,liw,E1,,",
    "6,accounts,ledger,K77,A1,,",
    "7,contacts,desk,D1,C1,,",
)
# Corrected from 5 March on, for all days.
WRONG, RIGHT = "5,people,desk,wangx,E1,,", "5,people,desk,wangx,E2,,"

# By day of the extract and file: what is new. Records are id, owner, typist, typed at, at, and more by their file.
CALLS: dict[str, Rows] = {
    "2026-03-03": (
        "P1,101,101,2026-03-02 15:00:00,2026-03-02 14:00:00,call,A1",
        "P4,999,999,2026-03-02 15:00:00,2026-03-02 14:00:00,call,",
        "P8,102,102,2026-03-02 15:00:00,2026-03-02 14:00:00,call,",
    ),
    "2026-03-04": ("P2,102,102,2026-03-03 15:00:00,2026-03-03 14:00:00,call,",),
    "2026-03-05": (
        "P3,102,102,2026-03-04 15:00:00,2026-03-04 14:00:00,call,",
        # Typed on the evening of 4 March, when Li Na was on leave and Wang was not.
        "P5,101,101,2026-03-04 20:00:00,2026-03-03 17:00:00,call,",
        "P7,999,999,2026-03-04 20:00:00,2026-03-03 17:00:00,call,",
        "P6,101,101,2026-03-04 15:00:00,2026-03-04 14:00:00,call,A1",
    ),
}
NEW: dict[tuple[str, str], dict[str, Rows]] = {
    ("crm", "customers"): {"2026-03-02": ("A1,E1,E1,2026-02-27 11:00:00,2026-02-27 10:00:00,steel,",)},
    ("crm", "people"): {
        "2026-03-03": ("C1,E1,E1,2026-03-02 11:00:00,2026-03-02 10:00:00,13511110001",),
        "2026-03-04": ("C2,E2,E2,2026-03-03 11:00:00,2026-03-03 10:00:00,13511110001",),
    },
    ("crm", "visits"): {
        "2026-03-03": (
            "V1,E1,E1,2026-03-02 15:00:00,2026-03-02 14:00:00,visit,A1,2026-03-03",
            "V3,E2,E2,2026-03-02 15:00:00,2026-03-02 14:00:00,visit,A1,",
        ),
        "2026-03-05": ("V2,E2,E2,2026-03-04 20:00:00,2026-03-03 17:00:00,visit,A1,",),
    },
    ("crm", "deals"): {"2026-03-03": ("O1,E1,E1,2026-03-02 12:00:00,2026-03-02 11:00:00,A1,won",)},
    ("crm", "steps"): {"2026-03-03": ("S1,E1,E1,2026-03-02 13:00:00,2026-03-02 12:00:00,O1,prospecting,won",)},
    ("crm", "orders"): {"2026-03-03": ("R1,E1,E1,2026-03-02 13:00:00,2026-03-02 12:00:00,A1",)},
    ("pbx", "calls"): CALLS,
    ("desk", "tickets"): {
        "2026-03-04": (
            "T1,wangx,,,2026-03-03 10:00:00,A1",
            "T2,wangx,wangx,2026-03-03 11:00:00,2026-03-03 10:00:00,A1",
            "T3,liw,liw,2026-03-03 11:00:00,2026-03-03 10:00:00,A1",
        ),
    },
    ("desk", "callers"): {"2026-03-04": ("D1,liw,liw,2026-03-03 11:00:00,2026-03-03 10:00:00,13511110001",)},
    ("ledger", "debtors"): {
        "2026-03-02": (
            "K77,,,,2026-02-27 10:00:00,metal,DE",
            "K88,,,,2026-02-27 10:00:00,paper,FR",
        )
    },
    ("ledger", "bookings"): {
        "2026-03-04": ("B1,R1,E1,K77,2026-03-03 10:00:00", "B2,,E2,K88,2026-03-03 11:00:00"),
    },
    ("solo", "calls"): CALLS,
}


def declare(project: Path) -> None:
    """Add the company to a checkout: for each system a folder and a line, and the line that makes them a company."""
    for source, files in FILES.items():
        staging = f"dbt_project/models/staging/{source}"
        add_files(project, {f"{staging}/_{source}__sources.yml": _declaration(source)})
        for file, (entity, _, columns) in files.items():
            selected = [*("delivered_in", "extract_date", "revision"), *(f'"{a}" as {b}' for a, b in columns.items())]
            sql = "select\n    " + ",\n    ".join(selected) + f"\nfrom {{{{ source('{source}', '{file}') }}}}\n"
            add_files(project, {f"{staging}/stg_{source}__{entity}.sql": sql})
        entities = ", ".join(entity for entity, _, _ in files.values())
        add_line(project, "dbt_project/dbt_project.yml", "  sources:", f"    {source}: [{entities}]")
    settings = project / "dbt_project/dbt_project.yml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace("  companies: {}", f"  companies: {{acme: [{', '.join(SYSTEMS)}]}}"), encoding="utf-8"
    )
    add_line(project, "dbt_project/seeds/field_roles.csv", "source,", "*,sales_rep,2026-03-02,2026-03-04")


def deliver(extracts: Path) -> None:
    """Write all files of all days."""
    for source, files in FILES.items():
        for file, (_, _, columns) in files.items():
            for day in DAYS:
                rows = LISTS.get((source, file)) or NEW.get((source, file), {}).get(day, ())
                if file == "matches":
                    rows = (*MATCHES, RIGHT if day >= "2026-03-05" else WRONG)
                _write(extracts / source / f"{file}_{day}.csv", list(columns), rows)


def _write(path: Path, head: list[str], rows: Rows) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([head, *(row.split(",") for row in rows)])


def _declaration(source: str) -> str:
    ids = f", ids: {{{', '.join(f'{kind}: {space}' for kind, space in IDS[source].items())}}}" if source in IDS else ""
    meta = f'{{connector: files, time_zone: UTC, calendar: WEEKDAYS, cutoff: "09:30"{ids}}}'
    lines = [
        "sources:",
        f"  - name: {source}",
        "    description: A system.",
        f"    config: {{meta: {meta}}}",
        "    tables:",
    ]
    for file, (_, delivery, columns) in FILES[source].items():
        lines += [f"      - name: {file}", "        description: One row per member."]
        guard = ", shrink_guard: 0" if delivery == "snapshot" else ""
        keys = f'files: "{file}_{{extract_date}}.csv", delivery: {delivery}, key: [id]{guard}'
        lines.append(f"        config: {{meta: {{{keys}}}}}")
        lines.append("        columns:")
        lines += [f"          - {{name: {column}, data_type: {_type(column)}}}" for column in columns]
    return "\n".join(lines) + "\n"


def _type(column: str) -> str:
    if column in DATES:
        return "date"
    return "timestamp" if column in INSTANTS else "boolean" if column in FLAGS else "varchar"
