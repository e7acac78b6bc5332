"""What the report asks of the published copy: rows as dictionaries, values bound and never written into SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

PERIODS_SHOWN = 13
Row = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """One source and period, asked in one language.

    Attributes:
        marts: Connection to the published copy.
        source: Source, or company of several.
        period: Type of period, such as month.
        start: First day of the period.
        language: `en` or `zh`.
    """

    marts: duckdb.DuckDBPyConnection
    source: str
    period: str
    start: date
    language: str

    def rows(self, query: str, *values: object) -> list[Row]:
        """The answer; `$name` in the query stands for the name in this language."""
        found = self.marts.execute(query.replace("$name", f"name_{self.language}"), values)
        columns = [column[0] for column in found.description or []]
        return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]

    def label(self, column: str, code: str) -> str:
        """What a code is called; itself where nobody has named it."""
        found = self.rows("select $name from core.dim_label where column_name = ? and code = ?", column, code)
        return str(next(iter(found[0].values()))) if found else code

    def starts(self) -> list[date]:
        """The first days of the periods shown, this one the last."""
        found = self.rows(
            """
            select distinct period_start from kpi.kpi_values
            where source = ? and subject_type = 'company' and period_type = ? and period_start <= ?
            order by period_start desc limit ?
            """,
            *(self.source, self.period, self.start, PERIODS_SHOWN),
        )
        return [row["period_start"] for row in reversed(found)]


def sources_of(marts: duckdb.DuckDBPyConnection) -> list[str]:
    """Whoever has figures."""
    found = marts.execute("select distinct source from kpi.kpi_values where subject_type = 'company' order by 1")
    return [source for (source,) in found.fetchall()]


def last_start(marts: duckdb.DuckDBPyConnection, source: str, period: str, day: date | None) -> date | None:
    """Start of the period of a day; without one, of the last in which somebody is ranked, or of the last at all."""
    found = marts.execute(
        """
        with ranked as (
            select max(period_start) as period_start from kpi.mart_data_quality
            where source = $source and period_type = $period and subject_type = 'person' and standing = 'ranked'
        )
        select case
            when $day is null then coalesce((select period_start from ranked), max(period_start))
            else max(period_start) filter (where period_start = date_trunc($period, cast($day as date)))
        end
        from kpi.kpi_values where source = $source and subject_type = 'company' and period_type = $period
        """,
        {"source": source, "period": period, "day": day},
    ).fetchone()
    return found[0] if found else None


def as_text(starts: Sequence[date], period: str) -> dict[date, str]:
    """How periods are written below a picture."""
    written = {"month": "%Y-%m", "year": "%Y"}.get(period, "%Y-%m-%d")
    return {
        start: f"{start:%Y} Q{(start.month + 2) // 3}" if period == "quarter" else f"{start:{written}}"
        for start in starts
    }
