"""What late and missing extracts excuse: the platform's own promises, to see an entry and to see a repair."""

from truth_company import email

from situations.situation import EXCUSED, FAIL, PASS, Situation, homeless, timely, unnamed

SITUATIONS: dict[str, Situation] = {
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
}
