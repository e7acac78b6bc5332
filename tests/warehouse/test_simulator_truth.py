"""What was planted is what is found: the simulator's truth against the warehouse, record by record and rule by rule."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
import yaml
from warehouse_home import Home

from expectations.rules import SUITES
from orchestration.settings import PROJECT

RULES = {rule.rule_id: suite.entity for suite in SUITES for rule in suite.rules}
ENTRY_COLUMNS = (
    *("owner_id", "entered_by_id", "accountable_id", "event_at", "event_date", "entered_at", "first_extract_date"),
    *("recorded_status", "recorded_at", "deadline_at", "is_on_time"),
)
NO_WORDS = {
    *("", "无", "没有", "未知", "不详", "暂无", "测试", "n/a", "na", "none", "null", "nil", "test", "xxx"),
    *("-", "--", ".", "?", "0", "unknown", "tbd"),
}
NO_PHONES = {"12345678901", "13800000000", "13800138000"}
NO_DATES = {"", "1900-01-01", "1970-01-01", "0001-01-01", "9999-12-31"}
Frame = pd.DataFrame


@cache
def versions(extracts: Path, entity: str) -> Frame:
    """All delivered versions of an entity's records as text, oldest first."""
    file = PROJECT / "dbt_project" / "models" / "staging" / "simulator" / "_simulator__sources.yml"
    (source,) = yaml.safe_load(file.read_text(encoding="utf-8"))["sources"]
    (meta,) = [table["config"]["meta"] for table in source["tables"] if table["name"] == entity]
    frames = []
    for path in sorted(extracts.glob(meta["files"].replace("{extract_date}", "*"))):
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding=meta.get("encoding", "utf-8-sig"))
        frames.append(frame.assign(extract=path.name))
    return pd.concat(frames, ignore_index=True)


def known(column: pd.Series) -> pd.Series:
    return ~column.str.strip().str.lower().isin(NO_WORDS)


def digits(phone: str) -> str | None:
    """A phone number's digits; None where nothing is said."""
    bare = re.sub(r"[\s().-]", "", unicodedata.normalize("NFKC", phone)).removeprefix("+86")
    return None if bare.lower() in NO_WORDS | NO_PHONES or len(set(bare)) == 1 else bare


def is_well_formed(phone: str) -> bool:
    bare = digits(phone)
    return bare is not None and re.fullmatch(r"1[3-9]\d{9}|0\d{9,11}", bare) is not None


def everything(latest: Frame) -> pd.Series:
    return pd.Series(True, index=latest.index)


def is_talk(latest: Frame) -> pd.Series:
    return latest.activity_type.isin(["call", "visit"])


def has_phone(latest: Frame) -> pd.Series:
    return latest.phone.map(digits).notna()


# To which records, as last delivered, each rule applies; by entity the others apply to all.
ASKED: dict[str, Callable[[Frame], pd.Series]] = {
    "contact.age_in_range": lambda latest: ~latest.birth_date.isin(NO_DATES),
    "contact.phone_well_formed": has_phone,
    "contact.phone_unique": lambda latest: latest.phone.map(is_well_formed),
    "opportunity.amount_positive": lambda latest: (latest.stage == "won") & (latest.amount != ""),
    "opportunity.close_after_open": lambda latest: ~latest.close_date.isin(NO_DATES),
    "order_line.quantity_positive": lambda latest: latest.quantity != "",
    "activity.outcome_present": is_talk,
    "activity.duration_in_range": lambda latest: latest.duration_minutes != "",
    "case.resolved_after_opened": lambda latest: latest.resolved_at != "",
}


def asked_records(extracts: Path, rule_id: str) -> set[tuple[str, str]]:
    """The (entity, id) a rule applies to, by the files alone."""
    if RULES[rule_id] != "*":
        latest = versions(extracts, RULES[rule_id]).groupby("id").tail(1)
        asked = latest[ASKED.get(rule_id, everything)(latest)]
        return {(RULES[rule_id], record) for record in asked.id}
    found = set()
    for entity in sorted(set(RULES.values()) - {"*"} | {"opportunity_stage_changes", "outreach"}):
        all_versions = versions(extracts, entity)
        first = all_versions.groupby("id").head(1)
        first = first[first.entered_at != ""]
        if rule_id == "record.not_backdated":
            first = first[first.extract != all_versions.extract.min()]
        found |= {(entity, record) for record in first.id}
    return found


@pytest.fixture(scope="module")
def entries(built: Home) -> Frame:
    """The truth and the warehouse side by side, as columns <name> and <name>_found."""
    columns = ", ".join(f"found.{name} as {name}_found" for name in ENTRY_COLUMNS)
    return built.warehouse(f"""
        select truth.*, found.record_id as found_id, {columns}
        from read_parquet('{built.truth}/records.parquet') as truth
        full join (select * from core.fct_record_entry where source = 'simulator') as found
            on truth.entity = found.entity and truth.record_id = found.record_id
    """).df()


@pytest.fixture(scope="module")
def keys(built: Home) -> dict[tuple[str, str], tuple]:
    """Entity, true event day and accountable person of every record."""
    rows = built.warehouse(f"""
        select entity, record_id, event_date, accountable_id from read_parquet('{built.truth}/records.parquet')
    """).fetchall()
    return {(entity, record): (entity, day, person) for entity, record, day, person in rows}


def test_every_simulated_record_is_in_the_warehouse_once_and_no_other_is(entries: Frame) -> None:
    assert len(entries) > 10_000
    assert entries.record_id.equals(entries.found_id)


@pytest.mark.parametrize("column", ENTRY_COLUMNS)
def test_each_record_has_the_true(entries: Frame, column: str) -> None:
    told, found = entries[column], entries[f"{column}_found"]
    differs = ~((told == found).fillna(False) | (told.isna() & found.isna()))
    assert entries.loc[differs, ["entity", "record_id", column, f"{column}_found"]].to_dict("records") == []


@pytest.mark.parametrize("rule_id", RULES)
def test_what_fails_is_what_was_planted_with_person_and_day(built: Home, rule_id: str) -> None:
    key = "entity, record_id, accountable_id, event_date"
    planted = built.warehouse(
        f"select {key} from read_parquet('{built.truth}/faults.parquet') where final and rule_id = '{rule_id}'"
    ).fetchall()
    failed = built.warehouse(
        f"select {key} from judged.failures where source = 'simulator' and rule_id = '{rule_id}'"
    ).fetchall()
    assert len(planted) > 0
    assert Counter(failed) == Counter(planted)


@pytest.mark.parametrize("rule_id", RULES)
def test_a_rule_asks_the_records_that_the_files_say_for_each_person_and_day(
    built: Home, keys: dict[tuple[str, str], tuple], rule_id: str
) -> None:
    expected: Counter[tuple] = Counter()
    for entity, record in asked_records(built.extracts, rule_id):
        expected[keys[entity, record]] += 1
    found = built.warehouse(f"""
        select entity, event_date, accountable_id, assessed_count from quality.fct_rule_results
        where source = 'simulator' and rule_id = '{rule_id}'
    """).fetchall()
    assert {tuple(key): count for *key, count in found} == expected
