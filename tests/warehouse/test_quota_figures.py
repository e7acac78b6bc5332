"""Quotas and what is sold against them: pandas on the list that was delivered last, with China's working days."""

import datetime as dt

import chinese_calendar
import pandas as pd
import pytest
from published_figures import values
from same_index import assert_same_figures
from simulated_files import versions
from warehouse_home import SCENARIO, Home

YESTERDAY = pd.Timestamp(SCENARIO.extract_dates[-1]) - pd.Timedelta(days=1)


def working_days(first: pd.Timestamp, last: pd.Timestamp) -> int:
    days = (first + pd.Timedelta(days=day) for day in range((last - first).days + 1))
    return sum(chinese_calendar.is_workday(dt.date(day.year, day.month, day.day)) for day in days)


@pytest.fixture(scope="module")
def listed(built: Home) -> pd.DataFrame:
    found = versions(built.extracts, "quotas")
    found = found[found.extract == found.extract.max()]
    for column in ("first_date", "last_date"):
        found[column] = pd.to_datetime(found[column])
    return found.assign(
        amount=found.amount.astype(float),
        month=found.first_date.dt.to_period("M").dt.start_time,
        days=[working_days(*ends) for ends in zip(found.first_date, found.last_date, strict=True)],
    )


def of_people(listed: pd.DataFrame, until: pd.Timestamp | None = None) -> pd.Series:
    """By person and month, all products: the first version up to the day before the second begins, then that."""
    whole = listed[(listed.subject_type == "person") & (listed.product_category == "")]
    raised = whole[whole.version == "2"].set_index(["person_id", "month"])
    found: dict[tuple[str, pd.Timestamp], float] = {}
    for row in whole.itertuples():
        key = (row.person_id, row.month)
        last = row.last_date
        if row.version == "1" and key in raised.index:
            last = raised.first_date[key] - pd.Timedelta(days=1)
        last = min(last, until) if until is not None else last
        found[key] = found.get(key, 0) + row.amount * working_days(row.first_date, last) / row.days
    return pd.Series(found).rename_axis(["person_id", "month"])


def of_company(listed: pd.DataFrame) -> pd.Series:
    whole = listed[listed.subject_type == "company"]
    return whole.set_index("month").amount


def figures(built: Home, kpi: str, subject: str) -> pd.Series:
    found = values(built, kpi, subject, "month")["simulator"]
    return found["simulator"] if subject == "company" else found


def assert_near(found: pd.Series, expected: pd.Series, tolerance: float) -> None:
    """Equal but for the parts of cents that the days of a quota leave to its last."""
    found, expected = found.sort_index(), expected.sort_index()
    assert found.index.tolist() == expected.index.tolist()
    assert (found - expected).abs().max() < tolerance


def test_a_month_of_a_person_has_the_days_of_each_version(built: Home, listed: pd.DataFrame) -> None:
    assert (listed.version == "2").any()
    people = of_people(listed)
    beyond = of_company(listed) - people.groupby(level="month").sum()
    beyond.index = pd.MultiIndex.from_product([["(nobody)"], beyond.index])
    assert_near(figures(built, "quota", "person"), pd.concat([people, beyond]), 0.05)
    assert_same_figures(figures(built, "quota", "company"), of_company(listed))


def test_a_class_has_the_quotas_that_name_it_and_the_rest_is_of_no_class(built: Home, listed: pd.DataFrame) -> None:
    named = listed[listed.product_category != ""]
    by_class = named.groupby(["product_category", "month"]).amount.sum()
    rest = of_company(listed) - by_class.groupby(level="month").sum()
    rest.index = pd.MultiIndex.from_product([["(none)"], rest.index])
    assert_same_figures(figures(built, "quota", "product_category"), pd.concat([by_class, rest]))


@pytest.mark.parametrize(("kpi", "sales"), [("quota", "total_sales"), ("order_quota", "order_sales")])
def test_attainment_is_what_was_sold_of_it_and_pace_of_the_days_that_are_over(
    built: Home, listed: pd.DataFrame, kpi: str, sales: str
) -> None:
    people, due = of_people(listed), of_people(listed, YESTERDAY)
    sold = figures(built, sales, "person").reindex(people.index, fill_value=0)
    found, pace = figures(built, f"{kpi}_attainment", "person"), figures(built, f"{kpi}_pace", "person")
    assert_near(found.drop("(nobody)"), sold / people, 0.0001)
    assert_near(pace.drop("(nobody)"), sold / due, 0.0001)
    company = figures(built, f"{kpi}_attainment", "company")
    whole = of_company(listed)
    assert_same_figures(company, figures(built, sales, "company").reindex(whole.index, fill_value=0) / whole)
    assert (found.drop("(nobody)") > 0).any()


def test_whoever_delivers_no_quota_has_no_attainment(built: Home) -> None:
    of_others = "select count(*) from kpi.kpi_values where kpi_id like '%quota%' and source != 'simulator'"
    assert built.published(of_others).fetchall() == [(0,)]
