"""What is told of defects and of rewritten facts is what the versions in the files say."""

from collections import Counter
from dataclasses import astuple

from judge_by_hand import excuse
from judge_history import History
from simulated_company import Simulated

EPISODE = ("rule_id", "entity", "record_id", "episode", "opened_on", "repaired_on", "repaired_by", "is_in_grace")
FINDING = ("kind", "entity", "record_id", "before_extract_date", "after_extract_date", "by_id", "is_after_close")
KINDS = {
    *("backdated", "event_changed", "amount_changed", "owner_changed", "stage_changed"),
    *("vanished_and_returned", "deleted_while_defective"),
}


def test_every_defect_is_told_from_its_opening_to_its_repair(history: History) -> None:
    assert Counter(map(astuple, history.episodes())) == Counter(history.company.told("faults", *EPISODE))


def test_everything_rewritten_is_told_with_the_two_extracts_that_prove_it(history: History) -> None:
    assert Counter(history.findings()) == Counter(history.company.told("findings", *FINDING))


def test_every_kind_of_rewriting_occurs(company: Simulated) -> None:
    assert set(company.truth("findings").kind) == KINDS
    amounts = company.truth("findings").query("kind == 'amount_changed'")
    assert set(amounts.entity) == {"opportunities", "order_lines", "expenses"}


def test_repairs_come_inside_at_the_edge_of_and_after_the_grace(company: Simulated) -> None:
    repaired = company.faults.dropna(subset=["repaired_at", "grace_ends_at"])
    minutes = (repaired.repaired_at - repaired.grace_ends_at).dt.total_seconds() / 60
    ends = repaired.grace_ends_at.dt.tz_localize("UTC").dt.tz_convert("Asia/Shanghai")
    made_up_for = ends.map(lambda end: excuse(company, end)) == repaired.repaired_on.astype(str)
    assert (minutes[made_up_for] > 0).any()
    assert (repaired.is_in_grace == (minutes <= 0) | made_up_for).all()
    assert {-1, 0, 1} <= set(minutes)
    assert minutes.min() < -600
    assert minutes.max() > 600


def test_some_repairs_are_undone(company: Simulated) -> None:
    faults = company.faults.set_index(["rule_id", "record_id"])
    again = faults[faults.episode == 2]
    assert len(again) > 20
    before = faults[faults.episode == 1].loc[again.index]
    assert (before.repaired_on < again.opened_on).all()


def test_some_wrong_durations_are_taken_back_instead_of_put_right(company: Simulated) -> None:
    emptied = company.faults[company.faults.is_emptied]
    assert set(emptied.rule_id) == {"activity.duration_in_range"}
    for fault in emptied.itertuples():
        versions = dict(company.versions["activities"][fault.record_id])
        assert versions[str(fault.repaired_on)]["duration_minutes"] == ""


def test_defects_are_repaired_by_others_too(company: Simulated) -> None:
    repaired = company.faults.dropna(subset="repaired_by")
    assert 0.8 < (repaired.repaired_by == repaired.accountable_id).mean() < 1
