"""What changes a month that is past: of February, and first published with the extract of 5 March."""

from truth_company import email, waiver

from situations.situation import FAIL, FRIDAY, PASS, WAIVED, Situation, nameless, repaired, timely

DUE = "2026-02-27 09:30"
THURSDAY = "2026-02-26 10:00"
FORGIVEN = email("forgiven", THURSDAY, "2026-03-02 10:00")

SITUATIONS: dict[str, Situation] = {
    "a record that comes two weeks later": timely(
        email("overlooked", THURSDAY, "2026-03-10 10:00"), "fail", DUE, FAIL, "in the extract of 11 March"
    ),
    "a defect of last month repaired inside the grace": repaired(
        gap := nameless("restored", "2026-02-28 10:00", "2026-03-04 09:00"),
        gap.changed("2026-03-05 10:00", occupation="教师"),
        state="pass",
        deadline=FRIDAY,
        counts=PASS,
        why="shown on Wednesday, repaired on Thursday, and seen on Friday",
    ),
    "a waiver that is on the list a week later": timely(FORGIVEN, "waived", DUE, WAIVED, "listed from 6 March on"),
    "leave of last month that is told two weeks later": timely(
        email("mourner", THURSDAY, "2026-02-28 09:00"),
        "pass",
        "2026-02-28 09:30",
        PASS,
        "off on Friday, as is told on 10 March; that Saturday is worked",
    ),
}
# What the publication of 19 March says of it: cause, and failures and waived failures more.
CAUSES = {
    "forgiven": ("waivers", -1, 1),
    "mourner": ("leave", -1, 0),
    "overlooked": ("new_records", 1, 0),
    "restored": ("repairs", -1, 0),
}
LISTED_LATER = [waiver(23, "record", entity="activities", record_id=FORGIVEN.record_id)]
LISTED_FROM = "2026-03-06"
