"""Days in the field."""

from truth_company import email

from situations.situation import FAIL, GRACE_OF_DAY, NONE, PASS, WAIVED, Situation, day_of

SITUATIONS: dict[str, Situation] = {
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
}
