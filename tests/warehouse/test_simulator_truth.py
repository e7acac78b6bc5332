"""What was planted is what is found: the simulator's truth against the warehouse, record by record and rule by rule.

SCOREHOUSE_TRUTH_RECORDS=1000000 compares a company of so many records instead of the demonstration's.
"""

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from simulated_files import declared, versions
from warehouse_home import SCENARIO, Home

from expectations.rules import SUITES
from simulator.company.calendar import Clock, to_day
from simulator.company.world import World
from simulator.draws.arrays import NOBODY, Ints
from simulator.entities import silence
from simulator.files.rendering import days, ids, utc

DECLARED = {rule.rule_id: (suite, rule) for suite in SUITES for rule in suite.rules}
RULES = {rule_id: suite.entity for rule_id, (suite, _) in DECLARED.items()}
REPAIRABLE = {rule.rule_id for suite in SUITES for rule in suite.rules if suite.versioned}
DAYS = "day.reported"
RECORD_ENTITIES = sorted(
    {suite.entity for suite in SUITES} - {"*", "expected_days"} | {"opportunity_stage_changes", "outreach"}
)
FINDINGS = (
    *("backdated", "event_changed", "owner_changed", "amount_changed", "stage_changed"),
    *("vanished_and_returned", "deleted_while_defective"),
)
# A repair as the truth tells it: of a column, only where a later version ended the defect.
REPAIR = "case when outcome in ('repaired', 'not asked any more') then {} end"
ENTRY_COLUMNS = (
    *("owner_id", "entered_by_id", "accountable_id", "event_at", "event_date", "entered_at", "first_extract_date"),
    *("recorded_status", "recorded_at", "deadline_at", "is_platform_fault", "is_on_time"),
)
# Which words, numbers and dates say nothing is judged here once more, and in tests/simulator/judge_by_hand.py: on
# purpose apart from each other and from the warehouse.
NO_WORDS = {
    *("", "无", "没有", "未知", "不详", "暂无", "测试", "n/a", "na", "none", "null", "nil", "test", "xxx"),
    *("-", "--", ".", "?", "0", "unknown", "tbd"),
}
NO_PHONES = {"12345678901", "13800000000", "13800138000"}
NO_DATES = {"", "1900-01-01", "1970-01-01", "0001-01-01", "9999-12-31"}
Frame = pd.DataFrame
Record = tuple[str, str]  # entity and id


def digits(phone: str) -> str | None:
    """A phone number's digits; None where nothing is said."""
    bare = re.sub(r"[\s().-]", "", unicodedata.normalize("NFKC", phone)).removeprefix("+86")
    return None if bare.lower() in NO_WORDS | NO_PHONES or len(set(bare)) == 1 else bare


def is_well_formed(phone: str) -> bool:
    bare = digits(phone)
    return bare is not None and re.fullmatch(r"1[3-9]\d{9}|0\d{9,11}", bare) is not None


def is_talk(latest: Frame) -> pd.Series:
    return latest.activity_type.isin(["call", "visit"])


def has_happened(latest: Frame) -> pd.Series:
    return latest.activity_type != "nothing_to_report"


def has_both_days(latest: Frame) -> pd.Series:
    return ~(latest.opened_at.isin(NO_DATES) | latest.close_date.isin(NO_DATES))


def is_of_days(latest: Frame) -> pd.Series:
    return ~latest.expires_on.isin(NO_DATES)


def is_settled(latest: Frame) -> pd.Series:
    return ~latest.settled_date.isin(NO_DATES)


def has_phone(latest: Frame) -> pd.Series:
    return latest.phone.map(digits).notna()


# To which records, as last delivered before any deletion, a rule applies, where that is a judgement of its own: said
# here in other words than the rule's. Any other rule is asked as it is declared.
ASKED: dict[str, Callable[[Frame], pd.Series]] = {
    "contact.age_in_range": lambda latest: ~latest.birth_date.isin(NO_DATES),
    "contact.phone_well_formed": has_phone,
    "contact.phone_unique": lambda latest: latest.phone.map(is_well_formed),
    "opportunity.close_after_open": has_both_days,
    "opportunity.amount_positive": lambda latest: (latest.stage == "won") & (latest.amount != ""),
    "expense.settled_after_spent": is_settled,
    "quote.expires_after_quoted": is_of_days,
    "activity.account_present": has_happened,
    "activity.outcome_present": is_talk,
}


def as_declared(rule_id: str, latest: Frame) -> pd.Series:
    """Which rows a rule is asked of by its declaration, where the file has the columns that say so."""
    suite, rule = DECLARED[rule_id]
    types = {column["name"]: column["data_type"] for column in declared()[suite.entity]["columns"]}
    applies = pd.Series(True, index=latest.index)
    for limit in rule.check.limits:
        applies &= latest[limit.column].isin(limit.values)
    for column in () if rule.check.missing_counts else rule.check.reads:
        if column in types:
            applies &= ~latest[column].isin(NO_DATES if types[column] == "date" else {""})
    return applies


def asked_records(home: Home, rule_id: str) -> set[Record]:
    """The (entity, id) a rule applies to, by the files alone; of platform faults only the truth can tell."""
    if RULES[rule_id] != "*":
        live = versions(home.extracts, RULES[rule_id]).query("is_deleted != 'true'").groupby("id").tail(1)
        asked = live[ASKED[rule_id](live) if rule_id in ASKED else as_declared(rule_id, live)]
        return {(RULES[rule_id], record) for record in asked.id}
    found = set()
    for entity in RECORD_ENTITIES:
        all_versions = versions(home.extracts, entity)
        first = all_versions.groupby("id").head(1)
        first = first[first.entered_at != ""]
        if rule_id == "record.not_backdated":
            first = first[first.extract != all_versions.extract.min()]
        found |= {(entity, record) for record in first.id}
    if rule_id == "record.recorded_by_deadline":
        excused = "select entity, record_id from truth.records where is_platform_fault"
        found -= set(told(home, excused))
    return found


def told(home: Home, query: str) -> list[tuple]:
    """An answer of the truth and the warehouse, with the truth's files as `truth.<file>`."""
    return home.warehouse(re.sub(r"truth\.(\w+)", rf"read_parquet('{home.truth}/\1.parquet')", query)).fetchall()


def published(name: str) -> str:
    """What a column of the truth is called where it is published."""
    return name.replace("_id", "_person_id")


@pytest.fixture(scope="module")
def entries(built: Home) -> Frame:
    """The truth and the warehouse side by side, as columns <name> and <name>_found."""
    columns = ", ".join(f"found.{published(name)} as {name}_found" for name in ENTRY_COLUMNS)
    return built.warehouse(f"""
        select truth.*, found.record_id as found_id, {columns}
        from read_parquet('{built.truth}/records.parquet') as truth
        full join (select * from core.fct_record_entry where source = 'simulator') as found
            on truth.entity = found.entity and truth.record_id = found.record_id
    """).df()


@pytest.fixture(scope="module")
def keys(built: Home) -> dict[Record, tuple]:
    """Entity, true event day and accountable person of every record."""
    rows = told(built, "select entity, record_id, event_date, accountable_id from truth.records")
    return {(entity, record): (entity, day, person) for entity, record, day, person in rows}


@dataclass(frozen=True)
class ExpectedDays:
    """The days on which people in the field had to report, as far as an extract could tell whether they did.

    Attributes:
        keys: Entity, day and accountable person of each, as `keys` has them of records.
        grace_ends: Until when a late report still counts.
    """

    keys: dict[Record, tuple]
    grace_ends: dict[Record, dt.datetime]


@pytest.fixture(scope="module")
def expected_days() -> ExpectedDays:
    world = World.of(SCENARIO)
    person, day = silence.expected(world)
    judged = world.clock.first_extract(world.rota.deadline(person, day))
    known = judged < world.clock.extracts
    person, day, judged = person[known], day[known], judged[known]
    assistant = world.company.assistant(person, day, "activities")
    whose = people(np.where(assistant == NOBODY, person, assistant))
    dates = days(day).to_pylist()
    names = [f"{one}|{date}" for one, date in zip(people(person), dates, strict=True)]
    answerable = world.rota.grace_end(np.where(assistant == NOBODY, person, assistant), world.clock.day_of(judged))
    keys = [("expected_days", *key) for key in zip(dates, whose, strict=True)]
    entities = [("expected_days", name) for name in names]
    ends = utc(answerable).to_pylist()
    return ExpectedDays(dict(zip(entities, keys, strict=True)), dict(zip(entities, ends, strict=True)))


def people(numbers: Ints) -> list[str]:
    """Their ids."""
    return ids("employees", numbers).to_pylist()


def test_every_simulated_record_is_in_the_warehouse_once_and_no_other_is(entries: Frame) -> None:
    assert len(entries) > 10_000
    assert entries.record_id.equals(entries.found_id)


@pytest.mark.parametrize("column", ENTRY_COLUMNS)
def test_each_record_has_the_true(entries: Frame, column: str) -> None:
    told, found = entries[column], entries[f"{column}_found"]
    differs = ~((told == found).fillna(False) | (told.isna() & found.isna()))
    assert entries.loc[differs, ["entity", "record_id", column, f"{column}_found"]].to_dict("records") == []


@pytest.mark.parametrize("rule_id", sorted(RULES.keys() - {DAYS}))
def test_what_was_wrong_is_a_defect_with_person_day_opening_repair_and_deletion(built: Home, rule_id: str) -> None:
    planted = told(
        built,
        f"""
        select entity, record_id, accountable_id, event_date, episode, opened_on, repaired_on, repaired_at, repaired_by,
            coalesce(is_in_grace, false), case when repaired_on is null then deleted_on end
        from truth.faults where rule_id = '{rule_id}'
    """,
    )
    found = told(
        built,
        f"""
        select entity, record_id, accountable_person_id, event_date, episode, opened_date,
            {REPAIR.format("closed_date")}, closed_at, {REPAIR.format("closed_by_person_id")}, is_in_grace,
            case when outcome = 'deleted' then closed_date end
        from quality.fct_defects where source = 'simulator' and rule_id = '{rule_id}'
    """,
    )
    # That something was wrong is asked of the same company in tests/simulator.
    assert Counter(found) == Counter(planted)


def test_the_grace_of_each_repair_ends_when_it_should(built: Home) -> None:
    differing = told(
        built,
        """
        select rule_id, record_id, grace_ends_at, repair_due_at
        from truth.faults full join (select * from quality.fct_defects where source = 'simulator' and is_repairable)
            using (rule_id, entity, record_id, episode)
        where grace_ends_at is distinct from repair_due_at and grace_ends_at is not null
    """,
    )
    assert [row for row in differing if row[0] in REPAIRABLE] == []


def test_days_without_a_report_are_the_missing_ones_and_a_late_report_repairs_none_in_time(built: Home) -> None:
    missing = told(built, "select person_id, day, assessed_on, first_reported_on from truth.missing_days")
    found = told(
        built,
        f"""
        select split_part(record_id, '|', 1), event_date, opened_date, {REPAIR.format("closed_date")}
        from quality.fct_defects where rule_id = '{DAYS}'
    """,
    )
    assert {row[-1] is None for row in missing} == {True, False}
    assert Counter(found) == Counter(missing)


@pytest.mark.parametrize("kind", FINDINGS)
def test_what_was_rewritten_is_found_with_the_extracts_that_prove_it(built: Home, kind: str) -> None:
    columns = "entity, record_id, {}, before_extract_date, after_extract_date, is_after_close, {}"
    planted = told(
        built, f"select {columns.format('accountable_id', 'by_id')} from truth.findings where kind = '{kind}'"
    )
    found = told(
        built,
        f"select {columns.format('accountable_person_id', 'changed_by_person_id')} "
        f"from quality.fct_findings where source = 'simulator' and kind = '{kind}'",
    )
    assert len(planted) > 0
    assert Counter(found) == Counter(planted)


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        ("owner_changed", "owner_id"),
        ("event_changed", "event_at"),
        ("amount_changed", "amount"),
        ("stage_changed", "stage"),
    ],
)
def test_a_finding_tells_what_was_before_and_after(built: Home, kind: str, named: str) -> None:
    findings = f"quality.fct_findings where source = 'simulator' and kind = '{kind}'"
    entities = [entity for (entity,) in told(built, f"select distinct entity from {findings}")]
    assert entities
    for entity in entities:
        versions = f"intermediate.int_{entity}__versioned"
        column = "line_amount" if (entity, named) == ("order_lines", "amount") else named
        wrong = built.warehouse(f"""
            select count(*), count(*) filter (
                finding.value_before is distinct from earlier.{column}::varchar
                or finding.value_after is distinct from later.{column}::varchar
                or finding.value_before is not distinct from finding.value_after
            )
            from (from {findings} and entity = '{entity}') as finding
            inner join {versions} as earlier on finding.source = earlier.source
                and finding.record_id = earlier.record_id and finding.before_extract_date = earlier.extract_date
            inner join {versions} as later on finding.source = later.source
                and finding.record_id = later.record_id and finding.after_extract_date = later.extract_date
        """).fetchall()
        ((pairs, faults),) = wrong
        count = f"select count(*) from {findings} and entity = '{entity}'"
        assert (pairs, faults) == (told(built, count)[0][0], 0), entity


def test_there_are_no_other_findings(built: Home) -> None:
    assert {kind for (kind,) in told(built, "select distinct kind from quality.fct_findings")} <= set(FINDINGS)


def test_each_waiver_excuses_what_it_should_or_is_refused_for_its_reason(built: Home) -> None:
    planned = told(built, "select waiver_id, is_applied, refusal from truth.waivers")
    found = told(built, "select waiver_id, waived_count > 0, refusal from quality.mart_waivers")
    assert {refusal for *_, refusal in planned} == {None, "not_approved", "unknown_target", "self_approved", "expired"}
    assert Counter(found) == Counter(planned)
    failure = "rule_id, entity, record_id, episode"
    excused = told(built, f"select waiver_id, {failure} from quality.fct_defects where waiver_id is not null")
    # Of several that excuse a failure the first one is named.
    assert Counter(excused) == Counter(told(built, f"select min(waiver_id), {failure} from truth.waived group by all"))


@pytest.mark.parametrize("rule_id", RULES)
def test_each_person_and_day_has_the_counts_that_files_and_truth_give(
    built: Home, keys: dict[Record, tuple], expected_days: ExpectedDays, rule_id: str
) -> None:
    """Asked is a record by its last version before a deletion; what was not repaired in time failed all the same."""
    if rule_id == DAYS:
        whose, asked, faults = expected_days.keys, set(expected_days.keys), missing_days(built, expected_days)
    else:
        whose, asked, faults = keys, asked_records(built, rule_id), planted(built, rule_id)
    counted = {fault.record for fault in faults if not fault.is_in_grace and not fault.is_waived}
    waived = {fault.record for fault in faults if fault.is_waived} - counted
    not_passed = waived | counted
    still_open = {fault.record for fault in faults if fault.is_open and fault.record in counted and not fault.is_waived}
    expected: dict[tuple, Counter[str]] = {}
    for record in asked | not_passed:
        counts = expected.setdefault(whose[record], Counter())
        counts["assessed"] += record not in waived
        counts["passed"] += record not in not_passed
        counts["failed"] += record in counted
        counts["open"] += record in still_open
        counts["waived"] += record in waived
    names = ("assessed", "passed", "failed", "open", "waived")
    found = built.warehouse(f"""
        select entity, event_date, accountable_person_id, {"_count, ".join(names)}_count
        from quality.fct_rule_results where source = 'simulator' and rule_id = '{rule_id}'
    """).fetchall()
    assert {row[:3]: row[3:] for row in found} == {
        key: tuple(counts[name] for name in names) for key, counts in expected.items()
    }


@dataclass(frozen=True)
class Fault:
    """One episode of something wrong, as the truth tells it."""

    record: Record
    is_in_grace: bool
    is_open: bool
    is_waived: bool


def planted(home: Home, rule_id: str) -> list[Fault]:
    rows = told(
        home,
        f"""
        select entity, record_id, coalesce(is_in_grace, false),
            repaired_on is null and deleted_on is null and {rule_id in REPAIRABLE},
            (rule_id, entity, record_id, episode) in (select (rule_id, entity, record_id, episode) from truth.waived)
        from truth.faults where rule_id = '{rule_id}'
    """,
    )
    return [Fault((entity, record), *flags) for entity, record, *flags in rows]


def missing_days(home: Home, expected_days: ExpectedDays) -> list[Fault]:
    """A day is reported by the first record of it, whose time of entry says whether that was within the grace.

    What came with an extract that made up for the one of the grace's last day is in time too.
    """
    clock = World.of(SCENARIO).clock
    rows = told(
        home,
        """
        select person_id || '|' || day, min_by(recorded_at, (records.first_extract_date, recorded_at)),
            first_reported_on
        from truth.missing_days
        left join truth.records as records
            on records.entity = 'activities' and owner_id = person_id and event_date = day
        group by all
    """,
    )
    ends = expected_days.grace_ends
    faults = []
    for name, reported, shown_on in rows:
        record = ("expected_days", name)
        is_in_grace = reported is not None and (
            reported <= ends[record] or is_made_up_for(clock, ends[record], shown_on)
        )
        faults.append(Fault(record, is_in_grace, reported is None, False))
    return faults


def is_made_up_for(clock: Clock, end: dt.datetime, shown_on: dt.date) -> bool:
    """Whether an extract of a day was the first since an instant for which a late or missing one was promised."""
    extract = np.searchsorted(clock.extract_days, [to_day(shown_on)])
    return bool(clock.is_excused(np.array([int(end.replace(tzinfo=dt.UTC).timestamp())]), extract)[0])
