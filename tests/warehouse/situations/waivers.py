"""What waivers excuse, and the list of them."""

from truth_company import record, waiver

from situations.afterwards import LISTED_LATER
from situations.situation import (
    DUE,
    FAIL,
    FRIDAY,
    NOT_BACKDATED,
    PASS,
    SOURCE,
    WAIVED,
    Situation,
    late,
    nameless,
    repaired,
    timely,
)

SITUATIONS: dict[str, Situation] = {
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
    *LISTED_LATER,
]
TAKEN_BACK = waiver(10, "record", entity="activities", record_id=late("excused10").record_id)
