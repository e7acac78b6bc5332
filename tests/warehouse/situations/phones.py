"""Customers that are entered twice."""

from truth_company import contact

from situations.situation import FAIL, PASS, UNIQUE, Situation, held

SITUATIONS: dict[str, Situation] = {
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
}
