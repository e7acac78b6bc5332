"""The laws of KPIs and their components, and of the seeds that weigh and date them."""

import datetime as dt
import re
from typing import get_args

from declared_kpis import declared_kpis
from laws import DBT, Node, file_of, folder_of, refuse, seed, variables, yaml_of

from expectations.rules import Dimension

CHINESE = re.compile(r"[\u4e00-\u9fff]")
DIRECTIONS = ("up", "down")
PERSPECTIVES = ("financial", "customer", "process", "learning")


def test_every_kpi_has_two_names_a_definition_and_known_words() -> None:
    kpis = declared_kpis()
    assert len(kpis) > 50
    told = []
    for kpi in kpis:
        place = f"dbt_project/models/kpis/{kpi['area']}/{kpi['area']}.yml, {kpi['id']}"
        if not CHINESE.search(kpi["name_zh"]):
            told.append(f"{place}: write name_zh in Chinese.")
        if CHINESE.search(kpi["name_en"]):
            told.append(f"{place}: write name_en in English.")
        if len(kpi["definition"]) <= 10:
            told.append(f"{place}: write a definition that says what is divided by what.")
        if kpi["direction"] not in DIRECTIONS:
            told.append(f"{place}: write one of {', '.join(DIRECTIONS)} as the direction, the way that is better.")
        if kpi["perspective"] not in PERSPECTIVES:
            told.append(f"{place}: write one of {', '.join(PERSPECTIVES)} as the perspective.")
    refuse(told)


def test_the_kpis_of_an_area_stand_in_one_file_named_for_it() -> None:
    files = [path for path in DBT.glob("models/kpis/*/*.yml") if "kpis:" in path.read_text(encoding="utf-8")]
    refuse(
        f"Move the KPIs of {path.relative_to(DBT)} into models/kpis/{path.parent.name}/{path.parent.name}.yml."
        for path in files
        if path.stem != path.parent.name
    )
    assert {kpi["area"] for kpi in declared_kpis()} == {path.stem for path in files}


def test_every_model_of_components_is_in_the_folder_of_an_area_and_in_the_word_list(models: dict[str, Node]) -> None:
    areas = {kpi["area"] for kpi in declared_kpis()}
    told = []
    for kind in ("kpi_records", "kpi_counts"):
        made = {node["name"]: node for node in models.values() if node["name"].startswith(f"{kind}__")}
        listed = {f"{kind}__{word}" for word in variables()[kind]}
        place = f"vars.{kind} in dbt_project/dbt_project.yml"
        told += [f"Add {name.split('__')[1]} to {place}, or {name} reaches no KPI." for name in set(made) - listed]
        told += [f"Write {name}.sql, or take {name.split('__')[1]} out of {place}." for name in listed - set(made)]
        told += [
            f"Move {file_of(node)} into the folder of the area whose KPIs it counts: {', '.join(sorted(areas))}."
            for node in made.values()
            if folder_of(node) not in areas
        ]
    refuse(told)


def test_every_component_that_a_kpi_names_is_noted_by_the_model_that_makes_it(models: dict[str, Node]) -> None:
    made: dict[str, list[Node]] = {}
    for node in models.values():
        for note in node["config"]["meta"]:
            if note.startswith("makes "):
                made.setdefault(note.removeprefix("makes "), []).append(node)
    told = []
    for kpi in declared_kpis():
        named = {kpi[side] for side in ("numerator", "denominator") if side in kpi}
        if kpi["kind"] not in ("difference", "growth", "contribution", "composite"):
            told += [
                f"Count {component}, which {kpi['id']} names, in a model of models/kpis/{kpi['area']}, "
                f"and note there that it `makes {component}`."
                for component in named - set(made)
            ]
    told += [
        f"{yaml_of(node)} notes that {node['name']} makes {component}: count it in {file_of(node)}, or drop the note."
        for component, nodes in made.items()
        for node in nodes
        if f"'{component}'" not in node["raw_code"] and "quality_components()" not in node["raw_code"]
    ]
    refuse(told)


def test_the_counts_of_data_quality_are_those_of_the_dimensions_that_rules_may_have(models: dict[str, Node]) -> None:
    (node,) = (node for node in models.values() if node["name"] == "kpi_counts__quality")
    noted = {note.removeprefix("makes ") for note in node["config"]["meta"]} - {"kpis"}
    outcomes = ("assessed", "passed", "waived", "open")
    expected = {f"{dimension}_{outcome}" for dimension in get_args(Dimension) for outcome in outcomes}
    others = {"values_checked", "values_valid", "days_unreported"}
    refuse(
        [f"{yaml_of(node)}: note `makes {one}` at {node['name']}." for one in expected - noted]
        + [f"{yaml_of(node)}: drop `makes {one}`; no rule has that dimension." for one in noted - others - expected]
    )


def test_the_parents_of_kpis_exist_and_no_kpi_drives_itself() -> None:
    parent = {kpi["id"]: kpi.get("parent") for kpi in declared_kpis()}
    assert len(parent) == len(declared_kpis()), "Two KPIs have one id: give each its own."
    missing = {kpi: above for kpi, above in parent.items() if above and above not in parent}
    told = [f"The parent {above} of {kpi} is no KPI: name one, or none." for kpi, above in missing.items()]
    for kpi in parent:
        path = [kpi]
        while (above := parent.get(path[-1])) and path.count(path[-1]) == 1:
            path.append(above)
        if path.count(path[-1]) > 1:
            told.append(f"{' is driven by '.join(path)}: take one parent out of this circle.")
    refuse(told)


def test_the_dimensions_of_the_score_have_weights_that_sum_to_a_hundred() -> None:
    weights = [int(row["weight"]) for row in seed("dimension_weights") if row["valid_to"] == "9999-12-31"]
    place = "dbt_project/seeds/dimension_weights.csv"
    assert sum(weights) == 100, f"{place}: let the weights for everybody add up to 100, not {sum(weights)}."
    assert min(weights) > 0, f"{place}: take out the row with the weight 0."


def test_the_days_of_every_calendar_are_given_once_and_in_a_year_it_knows() -> None:
    years = [(row["calendar"], row["year"]) for row in seed("calendar_years")]
    days = [(row["calendar"], row["date"]) for row in seed("calendar_exceptions")]
    told = [f"calendar_years.csv: keep one row of {' '.join(one)}." for one in set(years) if years.count(one) > 1]
    told += [f"calendar_exceptions.csv: keep one row of {' '.join(one)}." for one in set(days) if days.count(one) > 1]
    told += [
        f"calendar_years.csv: add the year {dt.date.fromisoformat(day).year} of {calendar}, to which {day} belongs."
        for calendar, day in days
        if (calendar, str(dt.date.fromisoformat(day).year)) not in set(years)
    ]
    refuse(told)
