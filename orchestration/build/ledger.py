"""The ledger of publications: since when each extract can be read in the published marts.

Rows are added and never changed, so the first instant stands through rebuilds. The ledger is input: it lies in raw, and
a build reads it as it stood before. What is promised, and whether it was kept, is said in `dbt_project`.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

import duckdb

from orchestration.build.extracts import Extract
from orchestration.disk.aside import free, replaced
from orchestration.quoting import literal
from orchestration.settings import Settings

Day = tuple[str, str, date]  # source, entity, extract date
_COLUMNS = "source varchar, entity varchar, extract_date date, published_at timestamp, build varchar"
_CONTRACT = "contract.parquet"


def write_contract(settings: Settings) -> None:
    """Give readers the ledger's columns while nothing is published."""
    if not (settings.publications / _CONTRACT).exists():
        _write(settings.publications / _CONTRACT, [], datetime.min, "")


def record(settings: Settings, extracts: Iterable[Extract], build: str, published_at: datetime) -> None:
    """Enter the extracts that a build is the first to publish, with the instant in naive UTC."""
    write_contract(settings)
    days = {(extract.source, extract.entity, extract.extract_date) for extract in extracts}
    new = sorted(days - _recorded(settings))
    if new:
        # A file for each build, also where one of the same name was published and cleared away before.
        _write(free(settings.publications / f"{build}.parquet"), new, published_at, build)


def _recorded(settings: Settings) -> set[Day]:
    found = duckdb.execute(
        "select source, entity, extract_date from read_parquet(?)", [str(settings.publications / "*.parquet")]
    )
    return set(found.fetchall())


def _write(file: Path, days: Sequence[Day], published_at: datetime, build: str) -> None:
    lists = [[day[place] for day in days] for place in range(3)]
    with replaced(file) as fresh, duckdb.connect() as connection:
        connection.execute(f"create table ledger ({_COLUMNS})")
        connection.execute(
            "insert into ledger select unnest(?::varchar[]), unnest(?::varchar[]), unnest(?::date[]), ?, ?",
            [*lists, published_at, build],
        )
        connection.execute(f"copy ledger to {literal(str(fresh))} (format parquet)")
