"""A small real warehouse with the judged relations, in which a test plants what it needs. No fixtures here."""

from pathlib import Path
from typing import Any

import duckdb

DAY = "2026-03-02"
KEYS = {
    "source": ("varchar", "crm"),
    "record_id": ("varchar", None),
    "event_date": ("date", DAY),
    "accountable_id": ("varchar", "ann"),
    "extract_date": ("date", "2026-03-03"),
}
VERSION = {
    **KEYS,
    "is_first_version": ("boolean", True),
    "superseded_date": ("date", None),
    "updated_by_id": ("varchar", None),
    "updated_at": ("timestamp", None),
}
RECORD = {
    **VERSION,
    "is_deleted": ("boolean", False),
    "owner_id": ("varchar", "ann"),
    "entered_by_id": ("varchar", "ann"),
    "entered_at": ("timestamp", f"{DAY} 10:00:00"),
    "event_at": ("timestamp", f"{DAY} 09:00:00"),
}
Columns = dict[str, tuple[str, Any]]
RELATIONS: dict[str, Columns] = {
    "int_records__attributed": {
        **KEYS,
        "entity": ("varchar", "orders"),
        "is_on_time": ("boolean", True),
        "is_backdated": ("boolean", False),
        "is_entered_after_event": ("boolean", True),
    },
    "int_contacts__versioned": {
        **RECORD,
        "occupation": ("varchar", "Baumeisterin"),
        "age_years": ("integer", 40),
        "phone_hash": ("varchar", "5f1c"),
        "is_phone_well_formed": ("boolean", True),
    },
    "int_days__expected": {**VERSION, "is_reported": ("boolean", True)},
    "int_phones__held": {**VERSION, "is_phone_duplicate": ("boolean", False)},
    "int_accounts__versioned": {**RECORD, "industry": ("varchar", "steel")},
    "int_leads__versioned": {**RECORD, "lead_source": ("varchar", "fair")},
    "int_opportunities__versioned": {
        **RECORD,
        "account_id": ("varchar", "a1"),
        "product_id": ("varchar", "p1"),
        "stage": ("varchar", "won"),
        "amount": ("decimal(18, 2)", 1200.5),
        "close_date": ("date", DAY),
    },
    "int_orders__versioned": {**RECORD, "account_id": ("varchar", "a1")},
    "int_order_lines__versioned": {**RECORD, "quantity": ("double", 3)},
    "int_activities__versioned": {
        **RECORD,
        "activity_type": ("varchar", "visit"),
        "account_id": ("varchar", "a1"),
        "outcome": ("varchar", "interested"),
        "duration_minutes": ("integer", 1440),
    },
    "int_cases__versioned": {
        **RECORD,
        "category": ("varchar", "network"),
        "contact_id": ("varchar", "c1"),
        "resolved_at": ("timestamp", f"{DAY} 09:00:00"),
    },
}


class Warehouse:
    """A DuckDB file like the one dbt builds; a row is clean but for the values a test names."""

    def __init__(self, folder: Path) -> None:
        """Create `folder`/warehouse.duckdb with empty relations."""
        self.path = folder / "warehouse.duckdb"
        self.judged = folder / "judged.duckdb"
        self._rows = 0
        self.run("create schema intermediate")
        for relation, columns in RELATIONS.items():
            types = ", ".join(f"{name} {kind}" for name, (kind, _) in columns.items())
            self.run(f"create table intermediate.{relation} ({types})")

    def run(self, *statements: str) -> None:
        """Run statements in the warehouse."""
        with duckdb.connect(self.path) as connection:
            for statement in statements:
                connection.execute(statement)

    def add(self, relation: str, **values: object) -> str:
        """Add one row and return its record id."""
        self._rows += 1
        clean = {name: value for name, (_, value) in RELATIONS[relation].items()}
        row = clean | {"record_id": f"r{self._rows}"} | values
        with duckdb.connect(self.path) as connection:
            places = ", ".join("?" * len(row))
            connection.execute(
                f"insert into intermediate.{relation} ({', '.join(row)}) values ({places})", list(row.values())
            )
        return str(row["record_id"])

    def change(self, relation: str, record_id: str, extract_date: str, **values: object) -> None:
        """Add the next version of a record; unless it is a tombstone, it supersedes those before it."""
        if not values.get("is_deleted"):
            self.run(
                f"update intermediate.{relation} set superseded_date = '{extract_date}' "
                f"where record_id = '{record_id}' and superseded_date is null"
            )
        self.add(relation, record_id=record_id, extract_date=extract_date, is_first_version=False, **values)

    def add_clean(self) -> None:
        """Add one clean row to every relation."""
        for relation in RELATIONS:
            self.add(relation)

    def held(self, query: str) -> list[tuple[Any, ...]]:
        """What the judged file answers."""
        with duckdb.connect(self.judged, read_only=True) as connection:
            return connection.execute(query).fetchall()
