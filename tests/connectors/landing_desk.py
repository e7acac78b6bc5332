"""A desk for tests of landing: declare a small source, deliver bytes, land them, look at what came of it."""

from datetime import date, time
from pathlib import Path
from typing import Any

import duckdb
import yaml

from orchestration.connectors.declarations.loading import Entity, Source, load_declarations
from orchestration.connectors.deliveries import Delivery
from orchestration.connectors.landing import Landed, land
from orchestration.connectors.manifests import read_manifests

MONDAY = date(2026, 3, 2)
COLUMNS = {"id": "varchar", "name": "varchar", "amount": "decimal(18,2)", "seats": "integer", "opened_on": "date"}
HEADER = "id,name,amount,seats,opened_on\n"


class Desk:
    """Folders of one test, and the short way to everything a landing needs."""

    def __init__(self, home: Path) -> None:
        """Set the desk up below `home`."""
        self.models, self.extracts = home / "models", home / "extracts"
        self.raw, self.held = home / "raw", home / "held"
        self.extracts.mkdir(parents=True)

    def declare(self, columns: dict[str, str] | None = None, **meta: object) -> tuple[Source, Entity]:
        """Declare the source `crm` with the entity `deals`; keywords are its meta.

        `optional` and `verbatim` list columns, `headers` says what files call them.
        """
        optional, headers = meta.pop("optional", None) or [], meta.pop("headers", None) or {}
        verbatim = meta.pop("verbatim", None) or []
        assert isinstance(optional, list)
        assert isinstance(verbatim, list)
        assert isinstance(headers, dict)
        called = {name: {"header": header} for name, header in headers.items()}
        table: dict[str, Any] = {
            "name": "deals",
            "config": {"meta": {"files": "deals_{extract_date}.csv", "delivery": "snapshot", "key": ["id"]} | meta},
            "columns": [
                {
                    "name": name,
                    "data_type": kind,
                    "config": {
                        "meta": {"optional": name in optional, "verbatim": name in verbatim} | called.get(name, {})
                    },
                }
                for name, kind in (columns or COLUMNS).items()
            ],
        }
        shared = {"connector": "files", "time_zone": "Asia/Shanghai", "calendar": "CN", "cutoff": "09:30"}
        self.write({"sources": [{"name": "crm", "config": {"meta": shared}, "tables": [table]}]})
        source = load_declarations(self.models)["crm"]
        return source, source.entities["deals"]

    def write(self, declaration: object) -> Path:
        """Write a declaration, as data or as text, where it is looked for."""
        file = self.models / "crm" / "_crm__sources.yml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(declaration if isinstance(declaration, str) else yaml.safe_dump(declaration), encoding="utf-8")
        return file

    def deliver(
        self, content: str | bytes, name: str = "deals.csv", day: date = MONDAY, cutoff: time | None = None
    ) -> Delivery:
        """Put a file into the extracts folder."""
        path = self.extracts / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return Delivery(day, path.parent, path.name, cutoff)

    def land(self, content: str | bytes, name: str = "deals.csv", day: date = MONDAY, **meta: object) -> Landed:
        """Declare, deliver and land in one go; `stated` is the cut-off in the file's name."""
        columns, cutoff = meta.pop("columns", None), meta.pop("stated", None)
        source, entity = self.declare(columns if isinstance(columns, dict) else None, **meta)
        delivery = self.deliver(content, name, day, cutoff if isinstance(cutoff, time) else None)
        return land(delivery, source, entity, self.raw, self.held)

    def landings(self) -> list[tuple[str, int]]:
        """Extract date and revision of everything in raw."""
        return [(manifest["extract_date"], manifest["revision"]) for manifest in read_manifests(self.raw)]


def rows(landed: Landed, columns: str = "*") -> list[tuple[Any, ...]]:
    """The landed rows in their order."""
    file = str(landed.directory / "rows.parquet")
    return duckdb.sql(f"SELECT {columns} FROM read_parquet(?, hive_partitioning = false)", params=[file]).fetchall()


def rejects(landed: Landed) -> list[tuple[Any, ...]]:
    """Line, reason and text of the rejected records; there is a file only where there are some."""
    found, manifest = _kept(landed, "rejects.parquet"), landed.manifest
    assert len(found) == manifest["rows_rejected"]
    assert len(_kept(landed, "left_out.parquet")) == manifest["rows_left_out"]
    assert len(rows(landed)) == manifest["rows_landed"]
    assert manifest["rows_landed"] + manifest["rows_rejected"] + manifest["rows_left_out"] == manifest["rows_read"]
    return found


def left_out(landed: Landed) -> list[tuple[Any, ...]]:
    """Line, reason and text of what is no record; that nothing else is missing is asserted on the way."""
    rejects(landed)
    return _kept(landed, "left_out.parquet")


def _kept(landed: Landed, name: str) -> list[tuple[Any, ...]]:
    file = landed.directory / name
    if not file.exists():
        return []
    found = duckdb.sql("SELECT line, reason, text FROM read_parquet(?)", params=[str(file)]).fetchall()
    assert found
    return found
