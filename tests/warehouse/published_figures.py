"""Figures as they are published, for comparing them with what a test computes."""

import pandas as pd
from warehouse_home import Home

_PERIODS = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}


def keys(rows: pd.DataFrame, subject: str, period: str, date: str = "date") -> list[pd.Series]:
    """By what rows are grouped as they are published: the subject and the first day of the period."""
    return [rows[subject], rows[date].dt.to_period(_PERIODS[period]).dt.start_time]


def values(built: Home, kpi: str, subject: str, period: str, column: str = "value") -> pd.Series:
    """A column of the values of a KPI, by source, subject and first day of the period."""
    found = built.published(f"""
        select source, subject_id, period_start, {column} as figure from kpi.kpi_values
        where (kpi_id, subject_type, period_type) = ('{kpi}', '{subject}', '{period}')
    """).df()
    assert len(found) > 0
    return found.set_index(["source", "subject_id", "period_start"]).figure.astype(float).sort_index()


def simulated(built: Home, kpi: str, subject: str, period: str) -> pd.Series:
    """The values of the simulated company that are known, by subject and first day of the period."""
    found = values(built, kpi, subject, period)["simulator"]
    return found[found.notna()]
