"""The laws of KPIs, and of what seeds declare: weights and calendars."""

import datetime as dt
import re
from typing import get_args

from declared_kpis import declared_kpis
from laws import DBT, Node, file_of, folder_of, refuse, seed, variables

from expectations.rules import Dimension

WORDS = {"direction": ("up", "down"), "perspective": ("financial", "customer", "process", "learning")}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_every_kpi_has_two_names_a_definition_and_known_words() -> None:
    assert len(declared_kpis()) > 50
    told = []
    for kpi in declared_kpis():
        place = f"dbt_project/models/kpis/{kpi['area']}/{kpi['area']}.yml, KPI {kpi['id']}"
        if not CHINESE.search(kpi["name_zh"]) or CHINESE.search(kpi["name_en"]):
            told.append(f"{place}: write name_en in English and name_zh in Chinese.")
        if len(kpi["definition"]) <= 10:
            told.append(f"{place}: say in the definition what is counted, and over what.")
        for word, known in WORDS.items():
            if kpi[word] not in known:
                told.append(f"{place}: write {word} as one of {', '.join(known)}.")
    refuse(told)


def test_the_kpis_of_an_area_stand_in_one_file_named_for_it() -> None:
    files = [path for path in DBT.glob("models/**/*.yml") if "kpis:" in path.read_text(encoding="utf-8")]
    assert {kpi["area"] for kpi in declared_kpis()} == {path.stem for path in files}
    refuse(
        f"Move the KPIs of {path} into models/kpis/<area>/<area>.yml."
        for path in files
        if path != DBT / "models" / "kpis" / path.stem / f"{path.stem}.yml"
    )


def test_every_model_of_components_is_in_the_folder_of_an_area_and_in_the_word_list(models: dict[str, Node]) -> None:
    areas = {kpi["area"] for kpi in declared_kpis()}
    told = []
    for kind in ("kpi_records", "kpi_counts"):
        made = {node["name"].split("__")[1]: node for node in models.values() if node["name"].startswith(f"{kind}__")}
        words = set(variables()[kind])
        told += [f"Add {word} to vars.{kind} in dbt_project/dbt_project.yml." for word in set(made) - words]
        told += [
            f"Move {file_of(node)} into the folder of an area."
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
    named = [
        (kpi["id"], kpi[side])
        for kpi in declared_kpis()
        if kpi["kind"] not in ("difference", "growth", "composite")
        for side in ("numerator", "denominator")
        if side in kpi
    ]
    refuse(
        f"KPI {kpi}: no model makes {component}; write it as other components are."
        for kpi, component in named
        if component not in made
    )
    refuse(
        f"{file_of(node)} notes {component} without making it: write its name where it is counted."
        for component, nodes in made.items()
        for node in nodes
        if f"'{component}'" not in node["raw_code"] and "quality_components()" not in node["raw_code"]
    )


def test_the_counts_of_data_quality_are_those_of_the_dimensions_that_rules_may_have(models: dict[str, Node]) -> None:
    (node,) = (node for node in models.values() if node["name"] == "kpi_counts__quality")
    noted = {note.removeprefix("makes ") for note in node["config"]["meta"]} - {"kpis"}
    outcomes = ("assessed", "passed", "waived", "open")
    expected = {f"{dimension}_{outcome}" for dimension in get_args(Dimension) for outcome in outcomes}
    assert noted - {"values_checked", "values_valid", "days_unreported"} == expected


def test_the_parents_of_kpis_exist_and_no_kpi_drives_itself() -> None:
    parent = {kpi["id"]: kpi.get("parent") for kpi in declared_kpis()}
    assert len(parent) == len(declared_kpis())
    for kpi in parent:
        path = [kpi]
        while above := parent[path[-1]]:
            path.append(above)
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
