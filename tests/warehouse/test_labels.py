"""Readers in English and in Chinese find a name for every code that the marts have."""

import re

import pytest
from warehouse_home import Home

CODES = (
    ("kpi.mart_data_quality", "standing"),
    ("kpi.kpi_data_quality_scores", "dimension"),
    ("quality.dim_rule", "severity"),
    ("quality.fct_defects", "outcome"),
    ("quality.fct_findings", "kind"),
    ("quality.mart_waivers", "refusal"),
    ("quality.mart_waivers", "state"),
    ("entry.fct_order_capture", "reason"),
    ("entry.mart_customer_exclusivity", "reason"),
    ("core.fct_record_entry", "recorded_status"),
    ("core.fct_record_entry", "accountable_reason"),
    ("core.fct_record_entry", "calendar_status"),
    ("core.dim_calendar_day", "day_kind"),
)


@pytest.mark.parametrize(("mart", "column"), CODES)
def test_every_code_has_a_name_in_two_languages(built: Home, mart: str, column: str) -> None:
    unnamed = built.warehouse(f"""
        select distinct {column} from {mart}
        where {column} is not null
            and {column} not in (select code from core.dim_label where column_name = '{column}')
    """).fetchall()
    assert unnamed == []


def test_the_names_are_in_their_language(built: Home) -> None:
    for code, english, chinese in built.warehouse("select code, name_en, name_zh from core.dim_label").fetchall():
        assert re.search("[A-Za-z]", english) and not re.search("[\u4e00-\u9fff]", english), code
        assert re.search("[\u4e00-\u9fff]", chinese), code
