"""The truth table: for each situation what becomes of it, worked out by hand, and what the company's marts say.

The situations are in `situations`, by theme. Each has people of its own, so that the counts of the one who answers for
it are those of the situation.
Calendar of 2026, where not said otherwise: the Spring Festival lasts from 15 to 23 February, the Saturdays 14 and 28
February are worked, the Tomb-sweeping days begin on 4 April. Extracts end daily at 09:30; that of the activities of
Monday, 16 March, came at 11:00, and those of 18 and 19 March never came, nor has the last one, of 5 April.
"""

import datetime as dt
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import truth_company
from builds_compared import differing
from judged_file import populations
from made_once import made_once
from situations import TABLE, THEMES, VERSIONS
from situations.afterwards import CAUSES, LISTED_FROM, LISTED_LATER
from situations.results import RESULTS, YEAR
from situations.situation import IN_TIME, OCCUPATION, Counts, Situation
from situations.waivers import TAKEN_BACK, WAIVERS
from truth_company import zone_of
from warehouse_home import Home, Kept

from expectations.runner import judge

# From 11 March on half the people are in other teams, some of them in another office.
TEAMS_TO_BE = ("MOVED", "MOVED", "TOKYO", "A")
MOVED = {
    person: TEAMS_TO_BE[number % len(TEAMS_TO_BE)]
    for number, person in enumerate(sorted({version.row["owner_id"] for version in VERSIONS} - {""}))
    if person not in truth_company.ELSEWHERE
}


@dataclass(frozen=True)
class Builds:
    """The company built in three steps, and with half its people moved in the middle of March."""

    as_it_was: Kept
    moved: Kept
    modes: list[str]


# Each step ends while something is in doubt: a sick leave not told yet, extracts missing and waivers not taken back.
STEPS = ("2026-03-05", "2026-03-19", truth_company.DAYS[-1])


@pytest.fixture(scope="module")
def builds(shared: Path, workshop: Home) -> Builds:
    folder = made_once(shared / "truth table", lambda folder: make(workshop, folder))
    modes = json.loads((folder / "modes.json").read_text(encoding="utf-8"))
    return Builds(*(Kept.of(folder / name) for name in ("as it was", "moved")), modes)


def make(workshop: Home, folder: Path) -> None:
    workshop.wipe()
    deliver(workshop.extracts, {})
    modes = []
    begin = truth_company.DAYS[0]
    for end in STEPS:
        workshop.land_in_no_order([dt.date.fromisoformat(day) for day in truth_company.DAYS if begin <= day <= end])
        modes.append(workshop.build(tested=end == STEPS[-1]).mode)
        begin = str(dt.date.fromisoformat(end) + dt.timedelta(1))
    workshop.keep(folder / "as it was")
    deliver(workshop.folder / "moved", MOVED)
    for file in (workshop.folder / "moved").glob("employees_*"):
        shutil.copy(file, workshop.extracts)
    workshop.land()
    modes.append(workshop.build().mode)
    workshop.keep(folder / "moved")
    (folder / "modes.json").write_text(json.dumps(modes), encoding="utf-8")


def deliver(folder: Path, moved: dict[str, str]) -> None:
    """Write the files of the company."""
    early = [one for one in WAIVERS if one not in LISTED_LATER]
    waivers = dict.fromkeys([day for day in truth_company.DAYS if day < LISTED_FROM], early)
    waivers |= {"": WAIVERS, "2026-03-20": [*WAIVERS, TAKEN_BACK]}
    truth_company.deliver(folder, VERSIONS, waivers, moved)


@pytest.fixture(scope="module")
def company(builds: Builds) -> Iterator[duckdb.DuckDBPyConnection]:
    """What is published of the company."""
    with duckdb.connect(builds.as_it_was.published, read_only=True) as connection:
        yield connection


def only(company: duckdb.DuckDBPyConnection, query: str) -> tuple:
    """The only row of an answer; nothing but nulls where there is none."""
    relation = company.sql(query)
    rows = relation.fetchall()
    assert len(rows) <= 1
    return rows[0] if rows else (None,) * len(relation.columns)


def found(company: duckdb.DuckDBPyConnection, situation: Situation) -> tuple[str, str, Counts]:
    """State, deadline and counts, as the marts tell them."""
    entity, record_id = situation.key
    person, _ = situation.accountable
    passed, failed, waived, entries_excused = only(
        company,
        f"""
        select coalesce(sum(passed_count), 0)::integer, coalesce(sum(failed_count), 0)::integer,
            coalesce(sum(waived_count), 0)::integer,
            (
                select coalesce(sum(platform_fault_count), 0)::integer from kpi.mart_data_quality
                where subject_type = 'person' and subject_id = '{person}' and period_type = 'year'
            )
        from quality.fct_rule_results
        where rule_id = '{situation.rule}' and accountable_person_id is not distinct from {literal(person)}
    """,
    )
    counts = Counts(passed, failed, waived, entries_excused)
    (status,) = only(company, f"select status from quality.dim_rule where rule_id = '{situation.rule}'")
    entry = only(
        company,
        f"""
        select is_platform_fault, not_assessed_reason, deadline_at from core.fct_record_entry
        where (entity, record_id) = ('{entity}', $record${record_id}$record$)
    """,
    )
    *defect, repair_due_at = only(
        company,
        f"""
        select bool_or(counts), bool_or(waiver_id is not null), max_by(repair_due_at, episode)
        from quality.fct_defects
        where rule_id = '{situation.rule}' and (entity, record_id) = ('{entity}', $record${record_id}$record$)
    """,
    )
    deadline = entry[2] if situation.rule == IN_TIME else repair_due_at
    state = state_of(status, entry[:2] if situation.rule == IN_TIME else (False, None), defect, counts)
    return "unattributed" if state == "fail" and person is None else state, local(deadline, person), counts


def state_of(status: str, entry: tuple, defect: list, counts: Counts) -> str:
    (is_fault, reason), (is_counted, is_waived) = entry, defect
    if is_fault:
        return "platform fault"
    if status != "assessed" or reason:
        return "not assessed"
    if is_counted:
        return "fail"
    if is_waived:
        return "waived"
    return "pass" if counts.passed else "not applicable"


def local(instant: dt.datetime | None, person: str | None) -> str:
    """An instant by the clock of the person's office."""
    return f"{instant.replace(tzinfo=dt.UTC).astimezone(zone_of(person)):%Y-%m-%d %H:%M}" if instant else ""


def literal(value: str | None) -> str:
    return "null" if value is None else f"'{value}'"


@pytest.mark.parametrize("sentence", TABLE)
def test_the_situation(company: duckdb.DuckDBPyConnection, sentence: str) -> None:
    situation = TABLE[sentence]
    assert found(company, situation) == (situation.state, situation.deadline, situation.counts)


@pytest.mark.parametrize("sentence", [sentence for sentence, situation in TABLE.items() if situation.delivered])
def test_who_answers(company: duckdb.DuckDBPyConnection, sentence: str) -> None:
    situation = TABLE[sentence]
    version = situation.delivered[-1]
    answers = only(
        company,
        f"""
        select accountable_person_id, accountable_reason from core.fct_record_entry
        where (entity, record_id) = ('{version.entity}', $record${version.record_id}$record$)
    """,
    )
    assert answers == situation.accountable


@pytest.mark.parametrize("sentence", RESULTS)
def test_the_figures(company: duckdb.DuckDBPyConnection, sentence: str) -> None:
    expected = RESULTS[sentence].figures
    found = {}
    for person, figure, start in expected:
        kpi, column = (*figure.split(), "value")[:2]
        period = "year" if start == YEAR else "month"
        query = f"""
            select {column} from kpi.kpi_values
            where kpi_id = '{kpi}' and subject_type = 'person' and subject_id = '{person}'
                and period_type = '{period}' and period_start = '{start}'
        """
        (found[person, figure, start],) = only(company, query)
    assert found == expected


def test_what_is_won_of_a_deal_that_is_not_there_or_in_an_unknown_stage_is_told(
    company: duckdb.DuckDBPyConnection,
) -> None:
    told = company.sql("""
        select reason, record_count from quality.mart_not_assessed where entity = 'opportunity_stage_changes'
            and rule_id = 'total_sales' order by 1
    """).fetchall()
    assert told == [
        ("its opportunity has not been delivered", 1),
        ("its opportunity is deleted", 1),
        ("stage Won is none of opportunity_stages.csv", 1),
        ("stage ｗｏｎ is none of opportunity_stages.csv", 1),
    ]


def test_the_last_of_several_changes_of_one_minute_is_the_outcome(company: duckdb.DuckDBPyConnection) -> None:
    outcomes = company.sql("""
        select owner_person_id, is_won, is_lost from core.fct_opportunities
        where owner_person_id in ('batcher', 'juggler', 'terse') order by 1
    """).fetchall()
    assert outcomes == [("batcher", True, False), ("juggler", False, True), ("terse", False, True)]


def test_reopening_is_no_rewriting_where_changes_do_not_say_what_they_leave(
    company: duckdb.DuckDBPyConnection,
) -> None:
    kinds = "select kind, accountable_person_id from quality.fct_findings where entity = 'opportunities'"
    assert company.sql(kinds).fetchall() == [("vanished_and_returned", "returning")]  # and nobody who reopened one


def test_amounts_keep_their_digits_and_sums_are_exact(company: duckdb.DuckDBPyConnection) -> None:
    amounts = "select sum(opportunity_amount) from core.fct_opportunity_stage_changes where owner_person_id = 'teller'"
    assert only(company, amounts) == (Decimal("10.3064"),)
    parts = """
        select sum(value) from kpi.fct_kpi_components where component = 'won_amount' and person_id = 'teller'
    """
    assert only(company, parts) == (Decimal("10.3064"),)


def test_a_night_before_any_calendar_is_of_its_own_day(company: duckdb.DuckDBPyConnection) -> None:
    days = "select opened_date::varchar, resolved_date::varchar from core.fct_cases where owner_person_id = 'berlin8'"
    assert only(company, days) == ("2014-06-11", "2014-06-12")
    why = "select not_assessed_reason from core.fct_record_entry where owner_person_id = 'berlin8'"
    assert only(company, why) == ("no deadline: the calendar does not reach this day",)


def test_a_date_that_means_nothing_leaves_no_period_behind(company: duckdb.DuckDBPyConnection) -> None:
    years = "select distinct year(period_start)::integer from kpi.kpi_values where kpi_id not like 'case_backlog%'"
    assert {year for (year,) in company.sql(years).fetchall()} <= {2014, 2017, 2026}


def test_no_sentence_is_said_twice() -> None:
    assert len(TABLE) == sum(len(theme.SITUATIONS) for theme in THEMES) >= 100


def test_nobody_is_in_two_situations() -> None:
    people = [(situation.rule, situation.accountable[0]) for situation in TABLE.values() if situation.delivered]
    assert len(people) == len(set(people)) >= 40


def test_a_rule_that_could_not_run_says_why(company: duckdb.DuckDBPyConnection) -> None:
    reasons = dict(
        company.sql("select rule_id, reason from quality.mart_not_assessed where record_count is null").fetchall()
    )
    assert reasons["account.industry_present"] == "intermediate.int_accounts__versioned is empty."
    assert reasons["activity.duration_in_range"] == "No record of int_activities__versioned is asked this."
    assert not company.sql(f"""
        select rule_id from quality.fct_rule_results where rule_id in ('{"', '".join(reasons)}')
    """).fetchall()


def test_a_rule_whose_column_is_gone_is_not_assessed_and_the_others_are(
    builds: Builds, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("broken")
    warehouse = Path(shutil.copy(builds.as_it_was.warehouse, folder))
    with duckdb.connect(warehouse) as connection:
        connection.execute("alter table intermediate.int_contacts__versioned drop column occupation")
    verdicts = {verdict.rule_id: verdict for verdict in judge(warehouse, folder / "judged.duckdb", full=True)}
    broken = verdicts.pop(OCCUPATION)
    assert (broken.status, broken.evaluated, broken.failed) == ("not_assessed", 0, 0)
    assert broken.reason == "Column occupation is missing from intermediate.int_contacts__versioned."
    with duckdb.connect() as connection:
        for alias, file in (("before", builds.as_it_was.judged), ("after", folder / "judged.duckdb")):
            connection.execute(f"attach '{file}' as {alias} (read_only)")
        for before, after in ((populations("before"), populations("after")), ("before.failures", "after.failures")):
            assert connection.execute(f"""
                select distinct rule_id from (from {before} except all from {after})
            """).fetchall() == [(OCCUPATION,)]
            assert not connection.execute(f"from {after} except all from {before}").fetchall()


REFUSED = {
    "W02": "it ended on 2026-03-09, before 2026-03-10, the day it should excuse.",
    "W04": "it was approved by excused4, whom it excuses; somebody else must approve it.",
    "W05": "nobody has approved it.",
    "W06": "the record, person, rule or extract it names is not in the warehouse.",
    "W20": "it was approved by hosted, whom it excuses; somebody else must approve it.",
    "W14": 'its scope "page" is none of record, person_day, rule and extract.',
}
# What the others excuse: a failure each, but for those that name another day or rule, or what was repaired in time, or
# that were approved by the assistant who answers for the day.
EXCUSES_NOTHING = {"W08", "W09", "W13", "W17", "W21"}


def test_each_waiver_is_granted_or_refused_with_a_sentence(company: duckdb.DuckDBPyConnection) -> None:
    rows = company.sql(
        "select waiver_id, is_granted, refusal_sentence, waived_count from quality.mart_waivers"
    ).fetchall()
    sentences = {key: f"Waiver {key} is refused: {why}" for key, why in REFUSED.items()}
    assert {row[0]: row[1:] for row in rows} == {
        one["id"]: (False, sentences[one["id"]], 0)
        if one["id"] in REFUSED
        else (True, None, int(one["id"] not in EXCUSES_NOTHING))
        for one in WAIVERS
    }


def test_a_waiver_is_asked_for_granted_refused_or_expired(company: duckdb.DuckDBPyConnection) -> None:
    states = dict(company.sql("select waiver_id, state from quality.mart_waivers").fetchall())
    found = {state: sorted(key for key in states if states[key] == state) for state in sorted(set(states.values()))}
    assert {state: keys for state, keys in found.items() if state != "granted"} == {
        "asked": ["W05"],
        "expired": ["W02", "W03", "W11", "W12"],
        "refused": ["W04", "W06", "W14", "W20"],
    }
    by_approver = "select approved_by_person_id, granted_count, expired_count, refused_count, waived_count"
    assert sorted(company.sql(f"{by_approver} from quality.mart_waivers_by_approver").fetchall()) == [
        ("chief", 12, 4, 2, 11),
        ("excused4", 0, 0, 1, 0),
        ("helper9", 1, 0, 0, 0),
        ("hosted", 0, 0, 1, 0),
    ]


def test_what_waivers_excuse_is_what_is_excused(company: duckdb.DuckDBPyConnection) -> None:
    keys = "rule_id, source, entity, record_id, episode, waiver_id"
    excused = company.sql(f"select {keys} from quality.fct_defects where waiver_id is not null").fetchall()
    assert len(excused) == only(company, "select sum(waived_count) from quality.mart_waivers")[0] >= 10
    assert set(excused) == set(company.sql(f"select {keys} from quality.fct_waived_failures").fetchall())
    assert not company.sql("from quality.fct_defects where waiver_id is not null and is_in_grace").fetchall()
    assert not company.sql("from quality.mart_waivers where not is_granted and waived_count > 0").fetchall()


def test_what_was_changed_afterwards_is_found_with_two_extracts(company: duckdb.DuckDBPyConnection) -> None:
    march = "2026-03-{:02}".format
    april = "2026-04-{:02}".format
    expected = {
        # Told on 26 March to be of the 23rd.
        ("backdated", "pretender1", march(25), march(26)),
        ("backdated", "pretender2", march(25), march(26)),
        ("owner_changed", "seller", march(11), march(13)),
        ("owner_changed", "trader1", march(28), april(1)),
        ("owner_changed", "trader2", march(28), april(1)),
        ("owner_changed", "trader3", march(28), april(1)),
        ("owner_changed", "trader4", march(28), april(2)),
        ("owner_changed", "berlin6", march(28), april(1)),
        ("owner_changed", "berlin7", march(28), april(1)),
        ("deleted_while_defective", "eraser1", march(4), march(6)),
        ("deleted_while_defective", "eraser2", march(4), march(11)),
        ("deleted_while_defective", "restorer", march(4), march(5)),
        ("vanished_and_returned", "restorer", march(5), march(6)),
        ("vanished_and_returned", "returning", march(6), march(10)),
    }
    rows = company.sql("""
        select kind, accountable_person_id, before_extract_date::varchar, after_extract_date::varchar
        from quality.fct_findings
    """).fetchall()
    assert len(rows) == len(set(rows))
    assert set(rows) == expected


def test_a_change_belongs_to_the_month_in_which_it_was_made_not_to_that_of_the_extract(
    company: duckdb.DuckDBPyConnection,
) -> None:
    """Without a time it was made right after the extract before: that of 31 March here, of 1 April there."""
    after_close = company.sql("select accountable_person_id from quality.fct_findings where is_after_close").fetchall()
    assert {person for (person,) in after_close} == {"trader2", "trader4", "berlin7", "returning"}


def test_retroactive_are_backdated_entries_changes_after_the_month_and_entries_later_than_a_repair_may_be(
    company: duckdb.DuckDBPyConnection,
) -> None:
    """Due on Wednesday and entered on Friday at 10:00, due on Monday and entered on Wednesday at 12:00, or overlooked.

    The others that were late came on the day after their deadline, and the waived ones are excused.
    """
    counted = company.sql("""
        select person_id from kpi.kpi_records where component = 'records_changed_late' order by 1
    """).fetchall()
    assert [person for (person,) in counted] == [
        *("berlin7", "forgetful", "overlooked", "pretender1", "pretender2", "returning", "stranded"),
        *("trader2", "trader4"),
    ]


def test_a_record_entered_and_backdated_is_handled_once_by_whoever_typed_it(company: duckdb.DuckDBPyConnection) -> None:
    twice = company.sql("""
        select sum(numerator), sum(denominator) from kpi.kpi_values
        where kpi_id = 'retroactive_change_rate' and subject_type = 'person' and period_type = 'day'
            and subject_id like 'pretender%'
    """).fetchall()
    assert twice == [(2, 2)]


def standing(company: duckdb.DuckDBPyConnection, person: str) -> tuple:
    return only(
        company,
        f"""
        select record_count, standing, rank is not null, score, timeliness_score from kpi.mart_data_quality
        where subject_type = 'person' and subject_id = '{person}' and period_type = 'month'
    """,
    )


def test_a_person_with_one_record_has_its_share_and_no_score(company: duckdb.DuckDBPyConnection) -> None:
    assert standing(company, "single") == (1, "too few", False, None, 1.0)


def test_a_person_with_no_record_has_nothing_at_all(company: duckdb.DuckDBPyConnection) -> None:
    assert company.sql("select name from core.dim_employee where person_id = 'idle'").fetchall() == [("idle",)]
    for mart, column in (
        ("kpi.mart_data_quality", "subject_id"),
        ("kpi.kpi_values", "subject_id"),
        ("kpi.mart_lost_score", "person_id"),
        ("quality.fct_rule_results", "accountable_person_id"),
    ):
        assert not company.sql(f"from {mart} where {column} = 'idle'").fetchall()


def test_twenty_records_are_ranked_and_nineteen_are_not(company: duckdb.DuckDBPyConnection) -> None:
    assert standing(company, "nineteen") == (19, "too few", False, 1.0, 1.0)
    assert standing(company, "twenty") == (20, "ranked", True, 1.0, 1.0)


def test_a_waived_late_record_is_in_neither_count_of_the_rate_and_was_assessed(
    company: duckdb.DuckDBPyConnection,
) -> None:
    left_out = """
        select record_count, timeliness_not_assessed_count, waived_count from kpi.mart_data_quality
        where subject_type = 'person' and subject_id = 'excused1' and period_type = 'month'
    """
    assert only(company, left_out) == (1, 0, 1)
    rates = """
        select subject_id, numerator, denominator from kpi.kpi_values
        where kpi_id = 'entry_timeliness_rate' and subject_type = 'person' and period_type = 'month'
            and subject_id in ('excused1', 'excused2')
    """
    assert company.sql(rates).fetchall() == [("excused2", 0, 1)]


def test_backdating_is_no_value_that_is_wrong(company: duckdb.DuckDBPyConnection) -> None:
    validity = "select failed_count from kpi.kpi_data_quality_scores where dimension = 'validity' and subject_id = {}"
    assert set(company.sql(validity.format("'pretender1'")).fetchall()) == {(1,)}
    values = "select value from kpi.kpi_values where kpi_id = 'record_validity_rate' and subject_id = 'pretender1'"
    assert company.sql(values).fetchall() == []


def test_a_score_can_be_won_back_only_where_no_earlier_failure_stays(company: duckdb.DuckDBPyConnection) -> None:
    """Two of fifteen judgements of completeness failed, and the other dimensions have five judgements or more."""
    rows = company.sql("""
        select event_date::varchar, outcome, score_lost, score_to_win from kpi.mart_lost_score
        where person_id = 'loser' and dimension = 'completeness' order by 1
    """).fetchall()
    lost = pytest.approx(30 / 100 * 1 / 15)
    assert rows == [("2026-03-03", "open", lost, 0), ("2026-03-31", "open", lost, lost)]


def test_what_can_only_be_repaired_after_the_last_extract_of_its_entity_is_too_late(
    company: duckdb.DuckDBPyConnection,
) -> None:
    """The last extract of the contacts ends with the grace of both, that of the activities a day before."""
    rows = company.sql("""
        select person_id, repair_due_at::varchar, score_lost > 0, score_to_win = score_lost
        from kpi.mart_lost_score
        where person_id in ('hurried', 'unhurried') and dimension = 'completeness' order by 1
    """).fetchall()
    due = "2026-04-05 01:30:00"
    assert rows == [("hurried", due, True, False), ("unhurried", due, True, True)]


def test_a_defect_counts_among_the_repairs_when_it_is_repaired_or_its_grace_is_over(
    company: duckdb.DuckDBPyConnection,
) -> None:
    """One of three was repaired, too late, and the others may be until 8 April; of the hurried it is over, just.

    A call that turns out to be an e-mail is mended as soon as it is called one.
    """
    rows = company.sql("""
        select subject_id, numerator, denominator from kpi.kpi_values
        where kpi_id = 'defect_repair_rate' and subject_type = 'person' and period_type = 'year'
            and subject_id in ('caller1', 'caller2', 'loser', 'hurried', 'unhurried', 'double safe', 'mended')
        order by 1
    """).fetchall()
    assert rows == [*(("caller1", 1, 1), ("caller2", 0, 1), ("double safe", 1, 1), ("hurried", 0, 1), ("loser", 0, 1))]


def rows_of_one_alone(builds: Builds, table: str, condition: str) -> tuple[int, int]:
    """How many rows only the one and only the other company has."""
    with duckdb.connect() as connection:
        for alias, kept in (("one", builds.as_it_was), ("other", builds.moved)):
            connection.execute(f"attach '{kept.published}' as {alias} (read_only)")
        queries = [f"select * from {alias}.{table} where {condition}" for alias in ("one", "other")]
        assert connection.execute(f"select count(*) > 20 from ({queries[0]})").fetchall() == [(True,)]
        counts = [
            connection.execute(f"select count(*) from ({left} except all {right})").fetchall()[0][0]
            for left, right in (queries, reversed(queries))
        ]
    return counts[0], counts[1]


def test_it_is_built_in_steps(builds: Builds) -> None:
    assert builds.modes == ["full", "incremental", "incremental", "full"]


@pytest.mark.thorough
def test_built_at_once_it_comes_to_the_same(builds: Builds, workshop: Home, tmp_path: Path) -> None:
    workshop.wipe()
    deliver(workshop.extracts, {})
    workshop.land()
    assert workshop.build().mode == "full"
    # What publications changed in past months, as the test below has it; there is one publication here.
    history = {f"{kind}: kpi.mart_score_changes": (len(CAUSES) + 1, 0) for kind in ("warehouse", "published")}
    assert differing(builds.as_it_was, workshop.keep(tmp_path / "at once")) == history


def test_a_publication_says_why_a_past_month_is_not_what_it_was(company: duckdb.DuckDBPyConnection) -> None:
    told = """
        select person_id, as_of::varchar, month_start::varchar, cause, failed_change, waived_change
        from kpi.mart_score_changes order by person_id
    """
    expected = [(person, "2026-03-19 01:30:00", "2026-02-01", *changes) for person, changes in sorted(CAUSES.items())]
    # The visit of 2017 that comes in March is of a month nobody has heard of.
    expected.append(("veteran", "2026-03-19 01:30:00", "2017-03-01", "new_records", 0, 0))
    assert company.sql(told).fetchall() == expected


FIGURES = ("kpi.mart_data_quality", "kpi.kpi_data_quality_scores", "kpi.kpi_values")


@pytest.mark.parametrize("table", FIGURES)
def test_reorganising_the_company_changes_no_closed_day_as_it_was(builds: Builds, table: str) -> None:
    closed = f"period_type = 'day' and period_start < '{truth_company.MIDDLE_OF_MARCH}'"
    assert rows_of_one_alone(builds, table, f"{closed} and subject_type != 'current_team'") == (0, 0)


@pytest.mark.parametrize("table", FIGURES)
def test_it_changes_what_today_s_teams_come_to_and_the_days_after_it(builds: Builds, table: str) -> None:
    closed = f"period_start < '{truth_company.MIDDLE_OF_MARCH}'"
    assert min(rows_of_one_alone(builds, table, f"{closed} and subject_type = 'current_team'")) > 0
    later = f"period_start > '{truth_company.MIDDLE_OF_MARCH}'"
    assert min(rows_of_one_alone(builds, table, f"{later} and subject_type = 'team'")) > 0
