"""The truth table: for each situation what becomes of it, worked out by hand, and what the company's marts say.

Each situation has people of its own, so that the counts of the one who answers for it are those of the situation.
Calendar of 2026, where not said otherwise: the Spring Festival lasts from 15 to 23 February, the Saturdays 14 and 28
February are worked, the Tomb-sweeping days begin on 4 April. Extracts end daily at 09:30; that of the activities of
Monday, 16 March, came at 11:00, and those of 18 and 19 March never came, nor has the last one, of 5 April.
"""

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
import truth_company
from judged_file import populations
from test_incremental_builds import OF_THE_BUILD, differing, land_in_no_order
from truth_company import Version, contact, email, record, waiver, zone_of
from warehouse_home import Home, Kept

from expectations.runner import judge

pytestmark = pytest.mark.slow

IN_TIME = "record.recorded_by_deadline"
NOT_BACKDATED = "record.not_backdated"
AFTER_EVENT = "record.entered_after_event"
OCCUPATION = "contact.occupation_present"
UNIQUE = "contact.phone_unique"
REPORTED = "day.reported"
OUTCOME = "activity.outcome_present"
ACCOUNT = "activity.account_present"
SOURCE = "lead.source_present"


@dataclass(frozen=True)
class Counts:
    """Judgements by one rule of the person who answers, and records that the platform took out of them."""

    passed: int = 0
    failed: int = 0
    waived: int = 0
    excused: int = 0


PASS, FAIL, WAIVED, EXCUSED, NONE = Counts(1), Counts(0, 1), Counts(0, 0, 1), Counts(excused=1), Counts()


@dataclass(frozen=True)
class Situation:
    """One line of the table.

    Attributes:
        delivered: The versions of the record; of several records the last one is judged.
        rule: By which rule.
        state: pass, fail, not applicable, waived, platform fault, not assessed or unattributed.
        deadline: Until when it was due, or its repair, local time where the person is; empty where neither is asked.
        answers: Who answers for it, and why; the record's owner as its enterer unless said otherwise.
        counts: Judgements of that person by the rule.
        why: How that comes about.
        day: The day in the field, where a day is judged rather than a record.
    """

    delivered: tuple[Version, ...]
    rule: str
    state: str
    deadline: str
    counts: Counts
    why: str
    answers: tuple[str | None, str | None] | None = None
    day: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Entity and id of what is judged."""
        if self.day or not self.delivered:
            return "expected_days", self.day
        return self.delivered[-1].entity, self.delivered[-1].record_id

    @property
    def accountable(self) -> tuple[str | None, str | None]:
        """The person who answers for it and the reason."""
        return self.answers or (self.delivered[-1].row["owner_id"], "enterer")


def timely(version: Version, state: str, deadline: str, counts: Counts, why: str, **values: object) -> Situation:
    """A record and whether it came in time."""
    return Situation((version,), IN_TIME, state, deadline, counts, why, **values)  # type: ignore[arg-type]


def repaired(*delivered: Version, state: str, deadline: str, counts: Counts, why: str) -> Situation:
    """A contact whose occupation is missing at first, with what became of it."""
    return Situation(delivered, OCCUPATION, state, deadline, counts, why)


def nameless(owner: str, event: str = "2026-03-03 10:00", entered: str = "2026-03-03 11:00") -> Version:
    """A contact without an occupation, held first by the extract of the next morning: of Wednesday, 4 March."""
    return contact(owner, event, entered, occupation="")


def late(owner: str) -> Version:
    """An e-mail of Tuesday, 10 March, due on Wednesday at 09:30 and entered on Thursday."""
    return email(owner, "2026-03-10 10:00", "2026-03-12 10:00")


def homeless(owner: str, entered: str) -> Version:
    """An e-mail that names no account."""
    return email(owner, f"{entered[:10]} 08:00", entered, account_id="")


def unnamed(*delivered: Version, state: str, deadline: str, counts: Counts, why: str) -> Situation:
    """An e-mail that names no account at first, with what became of it."""
    return Situation(delivered, ACCOUNT, state, deadline, counts, why)


def held(owner: str, event: str, entered: str) -> Version:
    """A phone number that two contacts share."""
    return contact(owner, event, entered, phone="13512345678")


def day_of(person: str, *delivered: Version, **values: object) -> Situation:
    """A day in the field: Tuesday, 10 March, due on Wednesday at 09:30, judged by the extract of that minute."""
    day = truth_company.FIELD_DAYS[person]
    return Situation(delivered, REPORTED, day=f"{person}|{day}", **{"answers": (person, "enterer"), **values})  # type: ignore[arg-type]


DUE = "2026-03-11 09:30"
FRIDAY = "2026-03-06 09:30"
GRACE_OF_DAY = "2026-03-13 09:30"
TABLE = {
    # The next working day, by calendars of the state.
    "a friday evening event entered on monday at 09:29": timely(
        email("friday1", "2026-03-06 18:30", "2026-03-09 09:29"), "pass", "2026-03-09 09:30", PASS, "a minute early"
    ),
    "a friday evening event entered on monday at 09:30": timely(
        email("friday2", "2026-03-06 18:30", "2026-03-09 09:30"),
        "pass",
        "2026-03-09 09:30",
        PASS,
        "by is at the latest",
    ),
    "a friday evening event entered on monday at 09:31": timely(
        email("friday3", "2026-03-06 18:30", "2026-03-09 09:31"), "fail", "2026-03-09 09:30", FAIL, "a minute late"
    ),
    "an event half an hour after midnight": timely(
        email("midnight", "2026-03-10 00:30", "2026-03-11 09:00"), "pass", DUE, PASS, "Tuesday has begun"
    ),
    "an event on a make-up saturday": timely(
        email("makeup", "2026-02-28 10:00", "2026-03-02 09:30"), "pass", "2026-03-02 09:30", PASS, "the Monday after it"
    ),
    "an event on the friday before a make-up saturday": timely(
        email("eve", "2026-02-27 16:00", "2026-02-28 09:31"),
        "fail",
        "2026-02-28 09:30",
        FAIL,
        "that Saturday is worked",
    ),
    "an event on the last day before the spring festival": timely(
        email("festive1", "2026-02-14 15:00", "2026-02-24 09:30"), "pass", "2026-02-24 09:30", PASS, "nine days are off"
    ),
    "an event on the last day before the spring festival, a minute too late": timely(
        email("festive2", "2026-02-14 15:00", "2026-02-24 09:31"), "fail", "2026-02-24 09:30", FAIL, "a minute late"
    ),
    "an event within the spring festival": timely(
        email("festive3", "2026-02-18 20:00", "2026-02-24 09:00"),
        "pass",
        "2026-02-24 09:30",
        PASS,
        "due when it is over",
    ),
    "an event dated in a year whose calendar is provisional": timely(
        email("planner", "2027-03-05 10:00", "2026-03-10 10:00"),
        "pass",
        "2027-03-08 09:30",
        PASS,
        "Friday, then Monday",
    ),
    "an event dated in a year without a calendar": timely(
        email("visionary", "2031-03-03 10:00", "2026-03-10 10:00"),
        "not assessed",
        "",
        NONE,
        "nobody knows what is worked",
    ),
    # A person's own days.
    "a person on leave the next day": timely(
        email("away", "2026-03-11 10:00", "2026-03-13 09:30"), "pass", "2026-03-13 09:30", PASS, "away on Thursday"
    ),
    "leave that is told when it is over": timely(
        email("sick", "2026-03-02 10:00", "2026-03-05 09:00"), "pass", "2026-03-05 09:30", PASS, "sick for two days"
    ),
    "leave that is taken back": timely(
        email("returner", "2026-03-04 10:00", "2026-03-06 09:00"),
        "fail",
        "2026-03-05 09:30",
        FAIL,
        "was there after all",
    ),
    "a team on its outing the next day": timely(
        email("mate", "2026-03-11 15:00", "2026-03-13 09:30"),
        "pass",
        "2026-03-13 09:30",
        PASS,
        "all are off on Thursday",
    ),
    "one of the team who stays at work": timely(
        email("keen", "2026-03-11 15:00", "2026-03-13 09:00"),
        "fail",
        "2026-03-12 09:30",
        FAIL,
        "a person beats the team",
    ),
    "a team that takes stock on a saturday": timely(
        email("counter", "2026-03-13 15:00", "2026-03-14 10:00"),
        "fail",
        "2026-03-14 09:30",
        FAIL,
        "their Saturday is worked",
    ),
    # Zones.
    "an office in another zone": timely(
        email("tokyo1", "2026-03-06 18:00", "2026-03-09 09:30"), "pass", "2026-03-09 09:30", PASS, "by the clock there"
    ),
    "an office in another zone, in time by the source's clock only": timely(
        email("tokyo2", "2026-03-06 18:00", "2026-03-09 10:00"), "fail", "2026-03-09 09:30", FAIL, "09:00 in Shanghai"
    ),
    "a weekend in which the clocks change": timely(
        email("berlin1", "2026-03-27 17:00", "2026-03-30 09:30"),
        "pass",
        "2026-03-30 09:30",
        PASS,
        "07:30 UTC, not 08:30",
    ),
    "a weekend in which the clocks change, a minute too late": timely(
        email("berlin2", "2026-03-27 17:00", "2026-03-30 09:31"),
        "fail",
        "2026-03-30 09:30",
        FAIL,
        "08:30 UTC is too late",
    ),
    "an event in the night in which the clocks change": timely(
        email("berlin3", "2026-03-29 03:30", "2026-03-30 09:00"),
        "pass",
        "2026-03-30 09:30",
        PASS,
        "an hour and a half old",
    ),
    "half an hour after midnight by the new clock": timely(
        email("berlin4", "2026-03-30 00:30", "2026-03-31 09:29"),
        "pass",
        "2026-03-31 09:30",
        PASS,
        "by the old one Sunday",
    ),
    "an office with another calendar": timely(
        email("berlin5", "2026-02-16 10:00", "2026-02-17 09:31"),
        "fail",
        "2026-02-17 09:30",
        FAIL,
        "no festival in Berlin",
    ),
    # The platform's own promise.
    "an extract delayed to 11:00 with the record in time": timely(
        email("delayed1", "2026-03-13 10:00", "2026-03-16 09:00"),
        "platform fault",
        "2026-03-16 09:30",
        EXCUSED,
        "nobody could have seen it at 10:00",
    ),
    "an extract delayed to 11:00 with the record late": timely(
        email("delayed2", "2026-03-13 10:00", "2026-03-16 10:30"),
        "platform fault",
        "2026-03-16 09:30",
        EXCUSED,
        "the extract in time would have proved it",
    ),
    "due on the day of the delayed extract, held by an earlier one": timely(
        email("delayed3", "2026-03-13 10:00", "2026-03-13 18:00"), "pass", "2026-03-16 09:30", PASS, "seen on Saturday"
    ),
    "in the delayed extract, due on the next day": timely(
        email("delayed4", "2026-03-16 08:00", "2026-03-16 10:45"), "pass", "2026-03-17 09:30", PASS, "not due yet"
    ),
    "an extract missing for two days, due on the first": timely(
        email("missing1", "2026-03-17 10:00", "2026-03-18 09:00"),
        "platform fault",
        "2026-03-18 09:30",
        EXCUSED,
        "first held by the extract of Friday",
    ),
    "an extract missing for two days, due on the second and entered late": timely(
        email("missing2", "2026-03-18 10:00", "2026-03-19 12:00"),
        "platform fault",
        "2026-03-19 09:30",
        EXCUSED,
        "in doubt for the person",
    ),
    "due on a missing day, entered when extracts came again": timely(
        email("missing3", "2026-03-18 10:00", "2026-03-20 12:00"),
        "fail",
        "2026-03-19 09:30",
        FAIL,
        "Friday's extract came in time and did not hold it",
    ),
    "in the first extract after the missing ones, due on its day": timely(
        email("missing4", "2026-03-19 10:00", "2026-03-20 09:00"),
        "pass",
        "2026-03-20 09:30",
        PASS,
        "that one was in time",
    ),
    # Who answers.
    "entered by an assistant delegated that day": timely(
        email("boss1", "2026-03-06 11:00", "2026-03-06 15:00", entered_by_id="helper1"),
        "pass",
        "2026-03-09 09:30",
        PASS,
        "the last day of the delegation",
        answers=("helper1", "assistant"),
    ),
    "entered by the owner although an assistant is delegated that day": timely(
        email("boss2", "2026-03-06 11:00", "2026-03-09 10:00"),
        "fail",
        "2026-03-09 09:30",
        FAIL,
        "the assistant was to enter it",
        answers=("helper2", "assistant"),
    ),
    "entered by the assistant one day after the delegation ended": timely(
        email("boss3", "2026-03-06 11:00", "2026-03-06 15:00", entered_by_id="helper3"),
        "pass",
        "2026-03-09 09:30",
        PASS,
        "as anybody who enters",
        answers=("helper3", "enterer"),
    ),
    "entered by the owner one day after the delegation ended": timely(
        email("boss4", "2026-03-06 11:00", "2026-03-06 15:00"),
        "pass",
        "2026-03-09 09:30",
        PASS,
        "no assistant any more",
    ),
    "entered by nobody knows whom one day after the delegation ended": timely(
        email("boss5", "2026-03-06 11:00", "2026-03-06 15:00", entered_by_id=""),
        "pass",
        "2026-03-09 09:30",
        PASS,
        "the owner is left",
        answers=("boss5", "owner"),
    ),
    "the owner changes after the event": Situation(
        (
            sold := email("seller", "2026-03-10 10:00", "2026-03-11 09:00"),
            sold.changed("2026-03-12 10:00", owner_id="heir"),
        ),
        IN_TIME,
        "pass",
        DUE,
        PASS,
        "it stays with whoever entered it",
        answers=("seller", "enterer"),
    ),
    "somebody on no staff list": timely(
        email("stranger", "2026-03-10 10:00", "2026-03-11 09:00"), "pass", DUE, PASS, "by name, in the source's zone"
    ),
    "a case that nobody owns or entered": Situation(
        (record("cases", "", "2026-03-12 10:00", "", held="2026-03-13", category="help", contact_id="K"),),
        "case.creation_recorded",
        "unattributed",
        "2026-03-17 09:30",
        FAIL,
        "shown on Friday, two working days later; charged to nobody",
        answers=(None, None),
    ),
    "a case without a time of entry": timely(
        record(
            "cases",
            "agent",
            "2026-03-12 10:00",
            "",
            entered_by_id="",
            held="2026-03-13",
            category="help",
            contact_id="K",
        ),
        "not assessed",
        "2026-03-13 09:30",
        NONE,
        "no entry time delivered",
        answers=("agent", "owner"),
    ),
    # What is believed of the time of entry.
    "held by the first extract of all": Situation(
        (email("founder", "2026-02-06 10:00", "2026-02-06 11:00"),),
        NOT_BACKDATED,
        "not applicable",
        "",
        NONE,
        "nothing before it could tell",
    ),
    "a backdated entry": Situation(
        (email("pretender1", "2026-03-23 10:00", "2026-03-23 11:00", held="2026-03-26"),),
        NOT_BACKDATED,
        "fail",
        "",
        FAIL,
        "the extracts of 24 and 25 March did not hold it; nothing repairs that",
    ),
    "a backdated entry was not in time": timely(
        email("pretender2", "2026-03-23 10:00", "2026-03-23 11:00", held="2026-03-26"),
        "fail",
        "2026-03-24 09:30",
        FAIL,
        "it counts from 25 March 09:30 on, when it was not there yet",
    ),
    "a clock that runs ahead": timely(
        email("hasty", "2026-03-23 10:00", "2026-03-26 12:00", held="2026-03-24"),
        "pass",
        "2026-03-24 09:30",
        PASS,
        "it counts from the extract that holds it, 24 March 09:30",
    ),
    "entered six minutes before the event": Situation(
        (email("prophet1", "2026-03-10 10:06", "2026-03-10 10:00"),), AFTER_EVENT, "fail", "", FAIL, "five are allowed"
    ),
    "entered five minutes before the event": Situation(
        (email("prophet2", "2026-03-10 10:05", "2026-03-10 10:00"),), AFTER_EVENT, "pass", "", PASS, "five are allowed"
    ),
    # Whom a rule asks.
    "nothing to report names no account": Situation(
        (email("modest", "2026-03-10 10:00", "2026-03-10 11:00", activity_type="nothing_to_report", account_id=""),),
        ACCOUNT,
        "not applicable",
        "",
        NONE,
        "there was nobody to name",
    ),
    "an e-mail has no outcome": Situation(
        (email("writer", "2026-03-10 10:00", "2026-03-10 11:00"),),
        OUTCOME,
        "not applicable",
        "",
        NONE,
        "calls and visits do",
    ),
    "a call without outcome turns out to be an e-mail, inside the grace": Situation(
        (
            called := email("caller1", "2026-03-03 10:00", "2026-03-03 11:00", activity_type="call"),
            called.changed("2026-03-05 10:00", activity_type="email"),
        ),
        OUTCOME,
        "not applicable",
        "2026-03-06 09:30",
        NONE,
        "corrected in time, and an e-mail is not asked",
    ),
    "a call without outcome turns out to be an e-mail, after the grace": Situation(
        (
            called := email("caller2", "2026-03-03 10:00", "2026-03-03 11:00", activity_type="call"),
            called.changed("2026-03-09 10:00", activity_type="email"),
        ),
        OUTCOME,
        "fail",
        "2026-03-06 09:30",
        FAIL,
        "too late; it was a failure for days",
    ),
    "a customer entered twice, later by another person": Situation(
        (held("first", "2026-03-03 10:00", "2026-03-03 11:00"), held("second", "2026-03-04 10:00", "2026-03-04 11:00")),
        UNIQUE,
        "fail",
        "2026-03-09 09:30",
        FAIL,
        "shown on Thursday, 5 March; two working days are Friday and Monday",
    ),
    "the customer's first entry": Situation(
        (
            contact("follower", "2026-03-04 10:00", "2026-03-04 11:00", phone="13612345678"),
            contact("pioneer", "2026-03-03 10:00", "2026-03-03 11:00", phone="13612345678"),
        ),
        UNIQUE,
        "pass",
        "",
        PASS,
        "it was there before",
    ),
    "a customer entered twice, the second entry deleted inside the grace": Situation(
        (
            contact("third", "2026-03-03 10:00", "2026-03-03 11:00", phone="13712345678"),
            double := contact("fourth", "2026-03-04 10:00", "2026-03-04 11:00", phone="13712345678"),
            double.deleted("2026-03-09 09:00"),
        ),
        UNIQUE,
        "pass",
        "2026-03-09 09:30",
        PASS,
        "a duplicate is repaired by deleting it",
    ),
    "a customer entered twice, the first entry deleted after the grace": Situation(
        (
            former := contact("fifth", "2026-03-03 10:00", "2026-03-03 11:00", phone="13812345678"),
            former.deleted("2026-03-11 09:00"),
            contact("sixth", "2026-03-04 10:00", "2026-03-04 11:00", phone="13812345678"),
        ),
        UNIQUE,
        "fail",
        "2026-03-09 09:30",
        FAIL,
        "no duplicate any more, but it was one for too long",
    ),
    # Defects and their repair: shown by the extract of Wednesday, 4 March, due by Friday.
    "a defect repaired inside the grace": repaired(
        gap := nameless("prompt"),
        gap.changed("2026-03-06 09:30", occupation="教师"),
        state="pass",
        deadline=FRIDAY,
        counts=PASS,
        why="at the last minute, and the extract of that minute shows it",
    ),
    "a defect repaired after the grace": repaired(
        gap := nameless("tardy"),
        gap.changed("2026-03-06 09:31", occupation="教师"),
        state="fail",
        deadline=FRIDAY,
        counts=FAIL,
        why="a minute late; Saturday's extract shows it",
    ),
    "a defect repaired inside the grace by somebody else": repaired(
        gap := nameless("lucky"),
        gap.changed("2026-03-05 10:00", occupation="教师", updated_by_id="secretary"),
        state="pass",
        deadline=FRIDAY,
        counts=PASS,
        why="repaired is repaired",
    ),
    "a defect that is never repaired": repaired(
        nameless("careless"), state="fail", deadline=FRIDAY, counts=FAIL, why="it is still there"
    ),
    "a placeholder is no occupation": repaired(
        contact("sly", "2026-03-03 10:00", "2026-03-03 11:00", occupation=" 无 "),
        state="fail",
        deadline=FRIDAY,
        counts=FAIL,
        why="the dictionary says that it says nothing",
    ),
    "a defect of somebody on leave within the grace": repaired(
        gap := nameless("vacationer"),
        gap.changed("2026-03-09 09:00", occupation="教师"),
        state="pass",
        deadline="2026-03-09 09:30",
        counts=PASS,
        why="Thursday is no working day of theirs",
    ),
    "a defect shown before the spring festival": repaired(
        gap := nameless("traveller", "2026-02-12 10:00", "2026-02-12 11:00"),
        gap.changed("2026-02-24 09:00", occupation="教师"),
        state="pass",
        deadline="2026-02-24 09:30",
        counts=PASS,
        why="shown on Friday the 13th: Saturday the 14th is worked, then nine days are off",
    ),
    "a defect reopened and left": repaired(
        gap := nameless("relapsing"),
        gap.changed("2026-03-05 10:00", occupation="教师"),
        gap.changed("2026-03-10 10:00", occupation=""),
        state="fail",
        deadline="2026-03-13 09:30",
        counts=FAIL,
        why="the second time is shown on 11 March",
    ),
    "a defect reopened and repaired inside the grace, both times": repaired(
        gap := nameless("wavering"),
        gap.changed("2026-03-05 10:00", occupation="教师"),
        gap.changed("2026-03-10 10:00", occupation=""),
        gap.changed("2026-03-12 10:00", occupation="医生"),
        state="pass",
        deadline="2026-03-13 09:30",
        counts=PASS,
        why="neither time too late",
    ),
    "a defect repaired late, reopened and repaired inside the grace": repaired(
        gap := nameless("mending"),
        gap.changed("2026-03-09 10:00", occupation="教师"),
        gap.changed("2026-03-10 10:00", occupation=""),
        gap.changed("2026-03-12 10:00", occupation="医生"),
        state="fail",
        deadline="2026-03-13 09:30",
        counts=FAIL,
        why="the first time was too late, and counts",
    ),
    "a record deleted while defective, inside the grace": repaired(
        gap := nameless("eraser1"),
        gap.deleted("2026-03-05 10:00"),
        state="fail",
        deadline=FRIDAY,
        counts=FAIL,
        why="deleting repairs nothing but duplicates",
    ),
    "a record deleted while defective, after the grace": repaired(
        gap := nameless("eraser2"),
        gap.deleted("2026-03-10 10:00"),
        state="fail",
        deadline=FRIDAY,
        counts=FAIL,
        why="deleting repairs nothing but duplicates",
    ),
    "a record deleted with nothing wrong": repaired(
        whole := contact("tidy", "2026-03-03 10:00", "2026-03-03 11:00"),
        whole.deleted("2026-03-10 10:00"),
        state="pass",
        deadline="",
        counts=PASS,
        why="who deletes a record does not change what was said of it",
    ),
    "a record deleted while defective, and restored complete inside the grace": repaired(
        gap := nameless("restorer"),
        gap.deleted("2026-03-04 10:00"),
        gap.changed("2026-03-05 10:00", occupation="教师"),
        state="pass",
        deadline=FRIDAY,
        counts=PASS,
        why="it is there and right",
    ),
    # The platform's promise to show a repair.
    "a repair after the grace that the delayed extract shows": unnamed(
        gap := homeless("delayed5", "2026-03-11 15:00"),
        gap.changed("2026-03-16 10:30", account_id="AC"),
        state="pass",
        deadline="2026-03-16 09:30",
        counts=PASS,
        why="shown on the 12th; the extract in time would have proved it late",
    ),
    "a repair that came too late for the delayed extract": unnamed(
        gap := homeless("delayed6", "2026-03-11 15:00"),
        gap.changed("2026-03-16 11:30", account_id="AC"),
        state="fail",
        deadline="2026-03-16 09:30",
        counts=FAIL,
        why="the delayed extract came after the grace and did not show it",
    ),
    "a repair inside the grace without a time, its extract missing": unnamed(
        gap := homeless("missing5", "2026-03-16 10:00"),
        gap.changed("2026-03-17 15:00", account_id="AC", updated_at=""),
        state="pass",
        deadline="2026-03-18 09:30",
        counts=PASS,
        why="Wednesday's extract would have shown it; that of Friday is the first",
    ),
    "a repair after the grace that the first extract after the missing ones shows": unnamed(
        gap := homeless("missing6", "2026-03-16 10:00"),
        gap.changed("2026-03-19 15:00", account_id="AC"),
        state="pass",
        deadline="2026-03-18 09:30",
        counts=PASS,
        why="in doubt for the person",
    ),
    "a repair when extracts came again, its grace over while they were missing": unnamed(
        gap := homeless("missing7", "2026-03-16 10:00"),
        gap.changed("2026-03-20 15:00", account_id="AC"),
        state="fail",
        deadline="2026-03-18 09:30",
        counts=FAIL,
        why="Friday's extract came in time and did not show it",
    ),
    # Waivers.
    "a waiver of the record": timely(late("excused1"), "waived", DUE, WAIVED, "approved by somebody else"),
    "a waiver that expired yesterday": timely(late("excused2"), "fail", DUE, FAIL, "its last day was the day before"),
    "a waiver on its last day": timely(late("excused3"), "waived", DUE, WAIVED, "its last day is the day of the event"),
    "a waiver approved by the person it excuses": timely(
        late("excused4"), "fail", DUE, FAIL, "nobody excuses themselves"
    ),
    "a waiver that nobody has approved": timely(late("excused5"), "fail", DUE, FAIL, "asking is not enough"),
    "a waiver of a record that is not there": timely(late("excused6"), "fail", DUE, FAIL, "it names another record"),
    "a waiver of the person's day": timely(late("excused7"), "waived", DUE, WAIVED, "all of that day"),
    "a waiver of another day": timely(late("excused8"), "fail", DUE, FAIL, "it names the day before"),
    "a waiver of the record for another rule": timely(late("excused9"), "fail", DUE, FAIL, "nothing else was waived"),
    "a waiver taken back": timely(late("excused10"), "fail", DUE, FAIL, "the newest list does not hold it"),
    "a waiver of a rule, on its last day": Situation(
        (record("leads", "hunter1", "2026-03-10 10:00", "2026-03-10 11:00"),),
        SOURCE,
        "waived",
        "2026-03-13 09:30",
        WAIVED,
        "for everybody until the 10th",
    ),
    "a waiver of a rule, a day later": Situation(
        (record("leads", "hunter2", "2026-03-11 10:00", "2026-03-11 11:00"),),
        SOURCE,
        "fail",
        "2026-03-16 09:30",
        FAIL,
        "shown on Thursday, the 12th; the waiver ended on the 10th",
    ),
    "a waiver of an extract that ends on the day of the event": Situation(
        (record("orders", "importer", "2026-03-11 10:00", "2026-03-11 11:00"),),
        "order.account_present",
        "waived",
        "2026-03-16 09:30",
        WAIVED,
        "the import of the 12th lost the accounts",
    ),
    "a waiver of what was repaired inside the grace": repaired(
        gap := nameless("double safe"),
        gap.changed("2026-03-05 10:00", occupation="教师"),
        state="pass",
        deadline=FRIDAY,
        counts=PASS,
        why="what is right stays right",
    ),
    "a waiver of what was repaired after the grace": repaired(
        gap := nameless("mended"),
        gap.changed("2026-03-09 10:00", occupation="教师"),
        state="waived",
        deadline=FRIDAY,
        counts=WAIVED,
        why="a failure, and excused",
    ),
    "a waiver of the extract that showed the defect the first time": repaired(
        gap := nameless("relapsing1", "2026-03-23 10:00", "2026-03-23 11:00"),
        gap.changed("2026-03-24 10:00", occupation="教师"),
        gap.changed("2026-03-30 10:00", occupation=""),
        state="fail",
        deadline="2026-04-02 09:30",
        counts=FAIL,
        why="the extract of the 31st shows it again, and nobody waives that",
    ),
    "a waiver of the extract that showed the defect again": repaired(
        gap := nameless("relapsing2", "2026-03-16 10:00", "2026-03-16 11:00"),
        gap.changed("2026-03-17 10:00", occupation="教师"),
        gap.changed("2026-03-24 10:00", occupation=""),
        state="waived",
        deadline="2026-03-27 09:30",
        counts=WAIVED,
        why="right within the grace the first time, emptied by the import of the 25th",
    ),
    # Days in the field.
    "a day in the field with an activity": day_of(
        "reporter",
        email("reporter", "2026-03-10 11:00", "2026-03-10 15:00"),
        state="pass",
        deadline="",
        counts=PASS,
        why="reported on the day",
    ),
    "a day in the field with nothing to report": day_of(
        "quiet",
        email("quiet", "2026-03-10 18:00", "2026-03-10 18:00", activity_type="nothing_to_report", account_id=""),
        state="pass",
        deadline="",
        counts=PASS,
        why="saying so is enough",
    ),
    "a day in the field without a word": day_of(
        "silent", state="fail", deadline=GRACE_OF_DAY, counts=FAIL, why="shown on Wednesday; then Thursday and Friday"
    ),
    "a day in the field reported late, inside the grace": day_of(
        "belated",
        email("belated", "2026-03-10 11:00", "2026-03-12 10:00"),
        state="pass",
        deadline=GRACE_OF_DAY,
        counts=PASS,
        why="the activity is late, the day is reported",
    ),
    "a day in the field reported after the grace": day_of(
        "forgetful",
        email("forgetful", "2026-03-10 11:00", "2026-03-13 10:00"),
        state="fail",
        deadline=GRACE_OF_DAY,
        counts=FAIL,
        why="half an hour too late",
    ),
    "a day of leave in the field": day_of(
        "sunny", state="not applicable", deadline="", counts=NONE, why="nothing is expected"
    ),
    "a holiday in the field": day_of(
        "reveller", state="not applicable", deadline="", counts=NONE, why="nothing is expected"
    ),
    "a day in the field of somebody who has an assistant": day_of(
        "served",
        state="fail",
        deadline=GRACE_OF_DAY,
        counts=FAIL,
        why="the assistant was to enter it",
        answers=("helper6", "assistant"),
    ),
    "a waiver of a day in the field": day_of(
        "pardoned", state="waived", deadline=GRACE_OF_DAY, counts=WAIVED, why="a day is waived like a record"
    ),
    "a day in the field reported after its grace, which ended while extracts were missing": day_of(
        "stranded",
        email("stranded", "2026-03-13 11:00", "2026-03-18 12:00"),
        state="pass",
        deadline="2026-03-18 09:30",
        counts=PASS,
        why="shown on Monday the 16th; the first extract after that Wednesday's holds the report",
    ),
    "a waiver of the day of somebody who has an assistant": day_of(
        "attended",
        state="waived",
        deadline=GRACE_OF_DAY,
        counts=WAIVED,
        why="the assistant answers for the very day that is waived",
        answers=("helper7", "assistant"),
    ),
    "a waiver of the day of somebody who has an assistant, approved by that somebody": day_of(
        "hosted",
        state="fail",
        deadline=GRACE_OF_DAY,
        counts=FAIL,
        why="nobody excuses their own day",
        answers=("helper8", "assistant"),
    ),
    "a waiver of the day of somebody who has an assistant, approved by the assistant": day_of(
        "guided",
        state="fail",
        deadline=GRACE_OF_DAY,
        counts=FAIL,
        why="nobody excuses what they answer for",
        answers=("helper9", "assistant"),
    ),
    "a waiver of the extract that shows a day without a word": day_of(
        "offline",
        state="waived",
        deadline="2026-03-27 09:30",
        counts=WAIVED,
        why="it is the extract of the activities that shows it, on the 25th",
    ),
    # What cannot be judged.
    "a rule that could not run": Situation(
        (), "opportunity.account_present", "not assessed", "", NONE, "no deal was ever delivered", answers=(None, None)
    ),
    "a rule that asks nobody": Situation(
        (), "case.resolved_after_opened", "not assessed", "", NONE, "no case is resolved", answers=(None, None)
    ),
}

WAIVERS = [
    waiver(1, "record", entity="activities", record_id=late("excused1").record_id),
    waiver(2, "record", entity="activities", record_id=late("excused2").record_id, expires_on="2026-03-09"),
    waiver(3, "record", entity="activities", record_id=late("excused3").record_id, expires_on="2026-03-10"),
    waiver(4, "record", entity="activities", record_id=late("excused4").record_id, approved_by_id="excused4"),
    waiver(5, "record", entity="activities", record_id=late("excused5").record_id, approved_by_id="", approved_at=""),
    waiver(6, "record", entity="activities", record_id="activities of excused6"),
    waiver(7, "person_day", person_id="excused7", day="2026-03-10"),
    waiver(8, "person_day", person_id="excused8", day="2026-03-09"),
    waiver(9, "record", entity="activities", record_id=late("excused9").record_id, rule_id=NOT_BACKDATED),
    waiver(11, "rule", rule_id=SOURCE, expires_on="2026-03-10"),
    # The extract is of a day after the last one, but what it shows is not.
    waiver(12, "extract", entity="orders", day="2026-03-12", rule_id="order.account_present", expires_on="2026-03-11"),
    waiver(13, "record", entity="contacts", record_id=nameless("double safe").record_id),
    waiver(14, "page", entity="activities", record_id=late("excused1").record_id),
    waiver(15, "record", entity="expected_days", record_id="pardoned|2026-03-10"),
    waiver(16, "record", entity="contacts", record_id=nameless("mended").record_id),
    waiver(17, "extract", entity="contacts", day="2026-03-24"),
    waiver(18, "extract", entity="contacts", day="2026-03-25"),
    waiver(19, "person_day", person_id="attended", day="2026-03-10"),
    waiver(20, "person_day", person_id="hosted", day="2026-03-10", approved_by_id="hosted"),
    waiver(21, "person_day", person_id="guided", day="2026-03-10", approved_by_id="helper9"),
    waiver(22, "extract", entity="activities", day="2026-03-25"),
]
TAKEN_BACK = waiver(10, "record", entity="activities", record_id=late("excused10").record_id)

# People with some of what a score needs: one right record, and nineteen and twenty of them.
COUNTED = {"single": 1, "nineteen": 19, "twenty": 20}
CROWD = [
    email(person, f"2026-03-04 10:{number:02}", "2026-03-04 15:00")
    for person, records in COUNTED.items()
    for number in range(records)
]
# An e-mail that was late and nothing else, and was deleted.
GOODBYE = [gone := late("goner"), gone.deleted("2026-03-16 10:00")]
# E-mails of Friday, 27 March, that were given to somebody else: whose, when, and whether the CRM says when.
HANDED_ON = {
    "trader1": ("2026-03-31 15:00", True),
    "trader2": ("2026-04-01 08:00", True),
    "trader3": ("2026-03-31 15:00", False),
    "trader4": ("2026-04-01 10:00", False),
    "berlin6": ("2026-03-31 23:30", True),
    "berlin7": ("2026-04-01 00:30", True),
}
MADE = {person: email(person, "2026-03-27 10:00", "2026-03-27 11:00") for person in HANDED_ON}
TRADE = [
    *MADE.values(),
    *(
        MADE[person].changed(at, owner_id="heir", **({} if is_said else {"updated_at": ""}))
        for person, (at, is_said) in HANDED_ON.items()
    ),
]
# Five records each, the last of them to be repaired until Sunday, 5 April, 09:30.
ON_THE_LAST_DAY = [
    *(contact("hurried", f"2026-03-05 1{number}:00", "2026-03-05 15:00") for number in range(4)),
    contact("hurried", "2026-03-31 10:00", "2026-04-02 10:00", occupation=""),
    *(email("unhurried", f"2026-03-05 1{number}:00", "2026-03-05 15:00") for number in range(4)),
    email("unhurried", "2026-03-31 10:00", "2026-04-02 10:00", account_id=""),
]
# Five contacts of March: one repaired late and empty again since 2 April, one new and empty, three complete.
LOSING = [
    again := contact("loser", "2026-03-03 10:00", "2026-03-03 11:00", occupation=""),
    again.changed("2026-03-10 10:00", occupation="教师"),
    again.changed("2026-04-02 10:00", occupation=""),
    contact("loser", "2026-03-31 10:00", "2026-04-02 10:00", occupation=""),
    *(contact("loser", f"2026-03-05 1{number}:00", "2026-03-05 15:00") for number in range(3)),
]
VERSIONS = [version for situation in TABLE.values() for version in situation.delivered]
VERSIONS += [*CROWD, *LOSING, *GOODBYE, *TRADE, *ON_THE_LAST_DAY]


# From 11 March on half the people are in other teams, some of them in another office.
TEAMS_TO_BE = ("MOVED", "MOVED", "TOKYO", "A")
MOVED = {
    person: TEAMS_TO_BE[number % len(TEAMS_TO_BE)]
    for number, person in enumerate(sorted({version.row["owner_id"] for version in VERSIONS} - {""}))
    if person not in truth_company.ELSEWHERE
}


@dataclass(frozen=True)
class Builds:
    """The company built at once, built in three steps, and with half its people moved in the middle of March."""

    as_it_was: Kept
    in_steps: Kept
    moved: Kept
    modes: list[str]


# Each step ends while something is in doubt: a sick leave not told yet, extracts missing and waivers not taken back.
STEPS = ("2026-03-05", "2026-03-19", truth_company.DAYS[-1])


@pytest.fixture(scope="module")
def builds(workshop: Home, tmp_path_factory: pytest.TempPathFactory) -> Builds:
    folder = tmp_path_factory.mktemp("truth")
    deliver(workshop, MOVED)
    workshop.land()
    modes = [workshop.build().mode]
    moved = workshop.keep(folder / "moved")
    deliver(workshop, {})
    begin = truth_company.DAYS[0]
    for end in STEPS:
        land_in_no_order(workshop, [dt.date.fromisoformat(day) for day in truth_company.DAYS if begin <= day <= end])
        modes.append(workshop.build().mode)
        begin = str(dt.date.fromisoformat(end) + dt.timedelta(1))
    in_steps = workshop.keep(folder / "in steps")
    deliver(workshop, {})
    workshop.land()
    modes.append(workshop.build(tested=True).mode)
    return Builds(workshop.keep(folder / "as it was"), in_steps, moved, modes)


def deliver(home: Home, moved: dict[str, str]) -> None:
    """Begin anew with the files of the company."""
    home.wipe()
    truth_company.deliver(home.extracts, VERSIONS, {"": WAIVERS, "2026-03-20": [*WAIVERS, TAKEN_BACK]}, moved)


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
        where rule_id = '{situation.rule}' and accountable_id is not distinct from {literal(person)}
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
        select accountable_id, accountable_reason from core.fct_record_entry
        where (entity, record_id) = ('{version.entity}', $record${version.record_id}$record$)
    """,
    )
    assert answers == situation.accountable


def test_nobody_is_in_two_situations() -> None:
    people = [(situation.rule, situation.accountable[0]) for situation in TABLE.values() if situation.delivered]
    assert len(people) == len(set(people)) >= 40


def test_a_rule_that_could_not_run_says_why(company: duckdb.DuckDBPyConnection) -> None:
    reasons = dict(
        company.sql("select rule_id, reason from quality.mart_not_assessed where record_count is null").fetchall()
    )
    assert reasons["opportunity.account_present"] == "intermediate.int_opportunities__versioned is empty."
    assert reasons["case.resolved_after_opened"] == "No record of int_cases__versioned is asked this."
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
    }
    rows = company.sql("""
        select kind, accountable_id, before_extract_date::varchar, after_extract_date::varchar from quality.fct_findings
    """).fetchall()
    assert len(rows) == len(set(rows))
    assert set(rows) == expected


def test_a_change_belongs_to_the_month_in_which_it_was_made_not_to_that_of_the_extract(
    company: duckdb.DuckDBPyConnection,
) -> None:
    """Without a time it was made right after the extract before: that of 31 March here, of 1 April there."""
    after_close = company.sql("select accountable_id from quality.fct_findings where is_after_close").fetchall()
    assert {person for (person,) in after_close} == {"trader2", "trader4", "berlin7"}


def test_retroactive_are_backdated_entries_changes_after_the_month_and_entries_later_than_a_repair_may_be(
    company: duckdb.DuckDBPyConnection,
) -> None:
    """Due on Wednesday and entered on Friday at 10:00, due on Monday and entered on Wednesday at 12:00.

    The others that were late came on the day after their deadline, and the waived ones are excused.
    """
    counted = company.sql("""
        select person_id from kpi.kpi_records where component = 'records_changed_late' order by 1
    """).fetchall()
    assert [person for (person,) in counted] == [
        *("berlin7", "forgetful", "pretender1", "pretender2", "stranded", "trader2", "trader4")
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
    assert company.sql("select name from core.dim_employee where employee_id = 'idle'").fetchall() == [("idle",)]
    for mart, column in (
        ("kpi.mart_data_quality", "subject_id"),
        ("kpi.kpi_values", "subject_id"),
        ("kpi.mart_lost_points", "person_id"),
        ("quality.fct_rule_results", "accountable_id"),
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


def test_provisional_deadlines_are_counted_beside_the_score(company: duckdb.DuckDBPyConnection) -> None:
    counted = company.sql("""
        select subject_id, sum(provisional_count)::integer from kpi.mart_data_quality
        where subject_type = 'person' and period_type = 'year' and provisional_count > 0 group by all
    """).fetchall()
    assert counted == [("planner", 1)]


def test_points_can_be_won_back_only_where_no_earlier_failure_stays(company: duckdb.DuckDBPyConnection) -> None:
    """Two of fifteen judgements of completeness failed, and the other dimensions have five judgements or more."""
    rows = company.sql("""
        select event_date::varchar, outcome, points_lost, points_to_win from kpi.mart_lost_points
        where person_id = 'loser' and dimension = 'completeness' order by 1
    """).fetchall()
    lost = pytest.approx(100 * 30 / 100 * 1 / 15)
    assert rows == [("2026-03-03", "open", lost, 0), ("2026-03-31", "open", lost, lost)]


def test_what_can_only_be_repaired_after_the_last_extract_of_its_entity_is_too_late(
    company: duckdb.DuckDBPyConnection,
) -> None:
    """The last extract of the contacts ends with the grace of both, that of the activities a day before."""
    rows = company.sql("""
        select person_id, repair_due_at::varchar, points_lost > 0, points_to_win = points_lost
        from kpi.mart_lost_points
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


def test_built_in_steps_it_comes_to_the_same(builds: Builds) -> None:
    assert builds.modes == ["full", "full", "incremental", "incremental", "full"]
    packed_again = {"input_sha256"}  # a packed file holds the time at which it was packed
    assert differing(builds.in_steps, builds.as_it_was, OF_THE_BUILD | packed_again) == {}


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
