"""Of which day the published data are, and of which they should be by now, whenever somebody has built.

What is promised is said in `dbt_project/seeds/extract_promises.csv`; whether promises were kept, in the marts.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from orchestration.build.publishing import DATABASE, current
from orchestration.connectors.declarations.loading import load_declarations
from orchestration.connectors.declarations.shapes import Source
from orchestration.settings import Settings

_DAYS = """
    with promised as (
        select bool_or(days = 'every_day') as is_daily, max(publish_time) as publish_time
        from read_csv($seed, header = true, all_varchar = true)
        where source = $source and $today between cast(valid_from as date) and cast(valid_to as date)
        having count(*) > 0
    )

    select
        (select max(extract_date) from core.fct_extract_days where source = $source and delivered_entity_count > 0),
        max(date)
    from core.dim_calendar_day cross join promised
    where calendar = $calendar and (is_daily or is_working_day)
        and (date < $today or (date = $today and publish_time <= $time))
"""


@dataclass(frozen=True)
class Freshness:
    """A source's newest published extract date, and the last whose publication was promised by now: local days."""

    source: str
    newest: date
    due: date

    @property
    def is_fresh(self) -> bool:
        """Whether what was due is there."""
        return self.newest >= self.due

    @property
    def sentence(self) -> str:
        """Both days in words."""
        return f"{self.source} is of {self.newest}" + ("" if self.is_fresh else f", and {self.due} was due")


def freshness(settings: Settings, now: datetime) -> list[Freshness]:
    """Every source that was delivered and is promised, as of an aware instant; none where nothing is published."""
    folder = current(settings)
    if folder is None:
        return []
    seed = settings.project / "dbt_project" / "seeds" / "extract_promises.csv"
    sources = load_declarations(settings.staging_models).values()
    with duckdb.connect(folder / DATABASE, read_only=True) as marts:
        return list(_found(marts, seed, sources, now))


def _found(
    marts: duckdb.DuckDBPyConnection, seed: Path, sources: Iterable[Source], now: datetime
) -> Iterator[Freshness]:
    for source in sources if seed.exists() else ():
        local = now.astimezone(ZoneInfo(source.time_zone))
        asked = {"source": source.name, "calendar": source.calendar, "today": local.date()}
        row = marts.execute(_DAYS, {**asked, "seed": str(seed), "time": f"{local:%H:%M}"}).fetchone()
        if row and all(row):
            yield Freshness(source.name, *row)
