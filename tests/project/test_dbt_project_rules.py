"""The laws of what seeds declare: KPIs, weights and calendars."""

import datetime as dt
import re

from laws import DBT, seed

CHINESE = re.compile(r"[\u4e00-\u9fff]")
KINDS = {"ratio", "quotient", "sum", "median", "p90", "stock", "composite"}


def test_every_kpi_has_two_names_a_definition_and_known_words() -> None:
    for kpi in seed("kpis"):
        assert CHINESE.search(kpi["name_zh"]), kpi["kpi_id"]
        assert not CHINESE.search(kpi["name_en"]), kpi["kpi_id"]
        assert len(kpi["definition"]) > 10, kpi["kpi_id"]
        assert kpi["kind"] in KINDS, kpi["kpi_id"]
        assert kpi["direction"] in ("up", "down"), kpi["kpi_id"]
        assert all(kpi[column] for column in ("unit", "area", "perspective", "owner")), kpi["kpi_id"]


def test_the_components_of_every_kpi_are_made_by_a_model() -> None:
    made = {f"{row['dimension']}_{outcome}" for row in seed("dimension_weights") for outcome in ("assessed", "passed")}
    made |= {f"deals_{outcome}" for outcome in ("won", "lost")}
    for path in DBT.glob("models/marts/kpi/records/*.sql"):
        made |= set(re.findall(r"'([a-z_]+)'", path.read_text(encoding="utf-8")))
    for kpi in seed("kpis"):
        wanted = {"ratio": 2, "quotient": 2, "sum": 2, "composite": 0}.get(kpi["kind"], 1)
        named = [kpi[column] for column in ("numerator", "denominator") if kpi[column]]
        assert len(named) == wanted, kpi["kpi_id"]
        assert set(named) <= made, kpi["kpi_id"]


def test_the_parents_of_kpis_exist_and_no_kpi_drives_itself() -> None:
    parent = {kpi["kpi_id"]: kpi["parent_kpi_id"] for kpi in seed("kpis")}
    assert len(parent) == len(seed("kpis"))
    for kpi in parent:
        path = [kpi]
        while parent[path[-1]]:
            path.append(parent[path[-1]])
            assert path[-1] in parent, f"{path[-2]} has no parent {path[-1]}"
            assert len(path) == len(set(path)), path


def test_the_dimensions_of_the_score_have_weights_that_sum_to_a_hundred() -> None:
    weights = [int(row["weight"]) for row in seed("dimension_weights") if row["valid_to"] == "9999-12-31"]
    assert sum(weights) == 100
    assert min(weights) > 0


def test_the_days_of_every_calendar_are_given_once_and_in_a_year_it_knows() -> None:
    years = {(row["calendar"], row["year"]) for row in seed("calendar_years")}
    assert len(years) == len(seed("calendar_years"))
    days = [(row["calendar"], row["date"]) for row in seed("calendar_exceptions")]
    assert len(days) == len(set(days))
    assert {(calendar, str(dt.date.fromisoformat(day).year)) for calendar, day in days} <= years
