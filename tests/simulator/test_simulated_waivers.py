"""Waivers: which failures each covers and why some are refused, by the files and the failures found in them."""

from collections.abc import Iterator
from pathlib import Path

from judge_by_hand import judge_entries
from judge_history import Episode, History
from simulated_company import Row, Simulated

from simulator import Scenario

Failure = Episode


def is_covered(history: History, waiver: Row, failure: Episode) -> bool:
    entry = history.entries[failure.entity, failure.record]
    day = {"person_day": str(entry.event_date), "extract": failure.opened_on}.get(waiver["scope"], "")
    is_named = {
        "entity": failure.entity,
        "record_id": failure.record,
        "person_id": entry.accountable or "",
        "day": day,
        "rule_id": failure.rule,
    }
    return all(waiver[name] in ("", value) for name, value in is_named.items())


def outcome(history: History, waiver: Row, found: list[Failure]) -> tuple[str | None, list[Failure]]:
    if not waiver["approved_by_id"] or not waiver["approved_at"]:
        return "not_approved", []
    if waiver["record_id"] and waiver["record_id"] not in history.company.versions[waiver["entity"]]:
        return "unknown_target", []
    covered = [failure for failure in found if is_covered(history, waiver, failure)]
    entries = {failure: history.entries[failure.entity, failure.record] for failure in covered}
    others = [failure for failure in covered if entries[failure].accountable != waiver["approved_by_id"]]
    if covered and not others:
        return "self_approved", []
    last_day = waiver["expires_on"] or "9999-12-31"
    in_force = [failure for failure in others if str(entries[failure].event_date) <= last_day]
    return ("expired" if others and not in_force else None), in_force


def judged(history: History) -> Iterator[tuple[str, str | None, list[Failure]]]:
    """What was repaired in time is right, and needs no waiver."""
    found = list(history.episodes())
    for waiver in history.company.extract("waivers", history.company.dates[-1]):
        refusal, reached = outcome(history, waiver, found)
        yield waiver["id"], refusal, [one for one in reached if not one.is_in_grace]


def assert_waivers_agree(history: History) -> None:
    found = list(judged(history))
    told = history.company.told("waivers", "waiver_id", "is_applied", "refusal")
    assert told == [(waiver, bool(waived), refusal) for waiver, refusal, waived in found]
    waived = {(waiver, one.rule, one.entity, one.record, one.number) for waiver, _, failed in found for one in failed}
    assert waived == set(history.company.told("waived", "waiver_id", "rule_id", "entity", "record_id", "episode"))


def test_each_waiver_covers_what_the_files_say_or_is_refused(history: History) -> None:
    assert_waivers_agree(history)


def test_that_holds_for_another_seed(tmp_path: Path) -> None:
    company = Simulated.run(Scenario(days=21, people=30, records=6_000, seed=4), tmp_path)
    assert_waivers_agree(History(company, judge_entries(company)))


def test_every_scope_applies_and_every_refusal_occurs(company: Simulated) -> None:
    waivers = {row["id"]: row for row in company.extract("waivers", company.dates[-1])}
    told = company.told("waivers", "waiver_id", "is_applied", "refusal")
    assert {waivers[waiver]["scope"] for waiver, applied, _ in told if applied} == {
        *("record", "person_day", "rule", "extract")
    }
    refusals = {"expired", "self_approved", "not_approved", "unknown_target"}
    assert {refusal for *_, refusal in told if refusal} == refusals
    assert (False, None) in {(applied, refusal) for _, applied, refusal in told}


def test_a_waiver_is_told_from_the_extract_after_its_approval_on(company: Simulated) -> None:
    for before, date in zip(company.dates, company.dates[1:], strict=False):
        known = {row["id"] for row in company.extract("waivers", before)}
        new = [row for row in company.extract("waivers", date) if row["id"] not in known]
        approved = [row["approved_at"] for row in new if row["approved_at"]]
        assert all(company.cutoffs[before] < at <= company.cutoffs[date] for at in approved)
        assert known <= {row["id"] for row in company.extract("waivers", date)}
