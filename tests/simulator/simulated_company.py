"""Reads what the simulator wrote the way a stranger would: by the declaration, with the plainest means there are."""

import csv
import datetime as dt
import fnmatch
import gzip
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from orchestration.settings import PROJECT
from simulator import Scenario, simulate

DECLARATION = PROJECT / "dbt_project" / "models" / "staging" / "simulator" / "_simulator__sources.yml"
Row = dict[str, str]


@cache
def declared_tables() -> dict[str, dict[str, Any]]:
    source = yaml.safe_load(DECLARATION.read_text())["sources"][0]
    return {table["name"]: table for table in source["tables"]}


def declared_meta(entity: str) -> dict[str, Any]:
    return declared_tables()[entity]["config"]["meta"]


def record_entities() -> list[str]:
    """The entities whose rows somebody enters and changes."""
    return [
        name for name, table in declared_tables().items() if "updated_at" in {one["name"] for one in table["columns"]}
    ]


@cache
def event_column(entity: str) -> str:
    """When it happened is the first instant that the declaration of an entity's records names."""
    return next(one["name"] for one in declared_tables()[entity]["columns"] if one["data_type"] == "timestamp")


@cache
def delivered_columns(entity: str) -> frozenset[str]:
    return frozenset(one["name"] for one in declared_tables()[entity]["columns"])


def read_extract(path: Path, encoding: str) -> list[list[str]]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode(encoding)
    return list(csv.reader(text.removeprefix("\ufeff").splitlines(keepends=True)))


@dataclass
class Simulated:
    """One finished simulation."""

    scenario: Scenario
    folder: Path
    counts: dict[str, int]

    @classmethod
    def run(cls, scenario: Scenario, folder: Path) -> "Simulated":
        return cls(scenario, folder, simulate(scenario, folder / "out", folder / "truth"))

    def path(self, entity: str, date: object) -> Path:
        """The file of an extract, whose name also tells the time when it was late."""
        (found,) = fnmatch.filter(self._names, declared_meta(entity)["files"].format(extract_date=f"{date}*"))
        return self.folder / "out" / found

    @cached_property
    def _names(self) -> list[str]:
        return [path.name for path in (self.folder / "out").iterdir()]

    @cached_property
    def cutoffs(self) -> dict[str, str]:
        """The local wall-clock time at which each delivered extract ended, by date."""
        names = sorted(path.stem.removeprefix("employees_") for path in (self.folder / "out").glob("employees_*"))
        return {name[:10]: f"{name[:10]} {name[11:13] or '09'}:{name[13:] or '30'}:00" for name in names}

    @property
    def dates(self) -> list[str]:
        """Dates of the extracts that were delivered."""
        return list(self.cutoffs)

    def extract(self, entity: str, date: object) -> list[Row]:
        header, *rows = read_extract(self.path(entity, date), declared_meta(entity).get("encoding", "utf-8"))
        return [dict(zip(header, row, strict=True)) for row in rows]

    @cached_property
    def versions(self) -> dict[str, dict[str, list[tuple[str, Row]]]]:
        """By entity and id: extract date and row of every delivered version, oldest first."""
        found: dict[str, dict[str, list[tuple[str, Row]]]] = {}
        for entity in record_entities():
            found[entity] = {}
            for date in self.dates:
                for row in self.extract(entity, date):
                    found[entity].setdefault(row["id"], []).append((date, row))
        return found

    @cached_property
    def records(self) -> pd.DataFrame:
        return self.truth("records")

    @cached_property
    def faults(self) -> pd.DataFrame:
        return self.truth("faults")

    def truth(self, kind: str) -> pd.DataFrame:
        return pd.read_parquet(self.folder / "truth" / f"{kind}.parquet")

    def told(self, kind: str, *columns: str) -> list[tuple[Any, ...]]:
        """Columns of a truth as plain values: days as text, nothing as None."""
        frame = self.truth(kind)[list(columns)].astype(object)
        rows = frame.where(frame.notna(), None).itertuples(index=False, name=None)
        return [tuple(str(one) if isinstance(one, dt.date) else one for one in row) for row in rows]
