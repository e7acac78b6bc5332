"""Adding or building anew: the decisions, without any file."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from orchestration.build.extracts import Extract, latest
from orchestration.build.plan import Built, Plan, Situation, decide, resolve_as_of, wanted
from orchestration.errors import ScorehouseError


def extract(day: int, source: str = "crm", entity: str = "cases", revision: int = 1) -> Extract:
    cutoff = datetime(2026, 3, day, 1, 30)
    return Extract(source, entity, date(2026, 3, day), revision, cutoff)


def built(*extracts: Extract, fingerprint: str = "code") -> Built:
    return Built(fingerprint, max(one.cutoff_at for one in extracts), frozenset(extracts))


def situation(before: Built | None, after: Built) -> Situation:
    return Situation(after, before, has_warehouse=True, is_interrupted=False, is_published=True)


BOTH_DAYS = built(extract(2), extract(3))
UP_TO_DATE = situation(BOTH_DAYS, BOTH_DAYS)


def test_a_first_build_builds_everything() -> None:
    plan = decide(situation(None, BOTH_DAYS))
    assert plan == Plan("full", "Building everything: nothing is built yet.", BOTH_DAYS)


def test_a_later_extract_is_added() -> None:
    plan = decide(situation(built(extract(2)), BOTH_DAYS))
    assert (plan.mode, plan.reason) == ("incremental", "Adding 1 new extract of 2026-03-03.")


def test_where_nothing_can_be_added_a_later_extract_builds_everything() -> None:
    plan = decide(replace(situation(built(extract(2)), BOTH_DAYS), adds=False))
    assert (plan.mode, plan.since) == ("full", date.min)
    assert plan.reason == "Building everything: nothing can be added to tables of this format."
    assert decide(replace(UP_TO_DATE, adds=False)).mode == "nothing"


def test_several_later_extracts_are_added_at_once() -> None:
    plan = decide(situation(built(extract(2)), built(extract(2), extract(3), extract(4))))
    assert (plan.mode, plan.reason) == ("incremental", "Adding 2 new extracts from 2026-03-03 to 2026-03-04.")


def test_without_anything_new_nothing_is_built() -> None:
    assert decide(UP_TO_DATE).mode == "nothing"


def test_asking_for_a_full_build_is_enough() -> None:
    assert decide(UP_TO_DATE, full=True).reason == "Building everything: you asked for it."


def test_changed_code_builds_everything() -> None:
    assert decide(situation(replace(BOTH_DAYS, fingerprint="older"), BOTH_DAYS)).mode == "full"


def test_a_build_that_died_is_followed_by_a_full_one() -> None:
    plan = decide(replace(UP_TO_DATE, is_interrupted=True))
    assert plan.reason == "Building everything: the last build did not finish."


def test_a_full_build_that_died_is_followed_by_a_full_one() -> None:
    plan = decide(replace(situation(None, BOTH_DAYS), is_interrupted=True))
    assert plan.reason == "Building everything: the last build did not finish."


def test_a_lost_warehouse_is_built_anew() -> None:
    assert decide(replace(UP_TO_DATE, has_warehouse=False)).mode == "full"


def test_a_lost_publication_is_published_again() -> None:
    assert decide(replace(UP_TO_DATE, is_published=False)).mode == "incremental"


def test_looking_back_builds_everything() -> None:
    assert decide(situation(BOTH_DAYS, built(extract(2)))).reason.startswith(
        "Building everything: 2026-03-02 01:30:00 lies before"
    )


def test_looking_from_later_on_is_a_cheap_build() -> None:
    later = replace(BOTH_DAYS, as_of=BOTH_DAYS.as_of + timedelta(hours=1))
    assert decide(situation(BOTH_DAYS, later)).mode == "incremental"


def test_a_second_delivery_of_a_built_day_builds_everything() -> None:
    after = built(extract(2), extract(3, revision=2))
    assert decide(situation(BOTH_DAYS, after)).reason.endswith("crm.cases of 2026-03-03 was delivered again.")


def test_an_extract_that_is_gone_builds_everything() -> None:
    assert decide(situation(BOTH_DAYS, built(extract(3)))).reason.endswith(
        "crm.cases of 2026-03-02 is no longer landed."
    )


def test_a_late_extract_of_an_earlier_day_builds_everything() -> None:
    after = built(extract(2), extract(3), extract(1))
    assert decide(situation(BOTH_DAYS, after)).mode == "full"


def test_an_entity_that_comes_after_its_source_was_built_builds_everything() -> None:
    after = built(extract(2), extract(3), extract(3, entity="contacts"))
    assert decide(situation(BOTH_DAYS, after)).reason.endswith(
        "crm.contacts of 2026-03-03 came after 2026-03-03 was built."
    )


def test_an_older_extract_of_another_source_is_added() -> None:
    before = built(extract(2), extract(3), extract(1, source="desk"))
    after = built(extract(2), extract(3), extract(1, source="desk"), extract(2, source="desk"))
    assert decide(situation(before, after)).mode == "incremental"


def test_the_first_extract_of_a_source_builds_everything() -> None:
    after = built(extract(2), extract(3), extract(4, source="desk"))
    plan = decide(situation(BOTH_DAYS, after))
    assert plan.reason == "Building everything: desk is delivered for the first time."


def test_the_last_cutoff_is_what_a_build_looks_from() -> None:
    assert resolve_as_of([extract(3), extract(2)], None) == datetime(2026, 3, 3, 1, 30)


def test_an_instant_asked_for_wins_over_the_last_cutoff() -> None:
    assert resolve_as_of([extract(3)], datetime(2026, 3, 2)) == datetime(2026, 3, 2)


def test_with_nothing_landed_there_is_nothing_to_build() -> None:
    with pytest.raises(ScorehouseError, match="Nothing is landed yet"):
        resolve_as_of([], None)


def test_extracts_that_end_later_than_asked_do_not_exist() -> None:
    assert wanted([extract(2), extract(3)], extract(2).cutoff_at, "code").extracts == {extract(2)}


def test_of_several_revisions_the_last_counts() -> None:
    def manifest(revision: int) -> dict[str, object]:
        place = {"source": "crm", "entity": "cases", "extract_date": "2026-03-02"}
        return {**place, "revision": revision, "cutoff_at": "2026-03-02 01:30:00"}

    assert latest([manifest(2), manifest(1)]) == [extract(2, revision=2)]
