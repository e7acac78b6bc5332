"""When an entry is due: the next working day by calendars of the state, by people's own days, and by their clocks."""

from truth_company import email

from situations.situation import DUE, FAIL, NONE, PASS, Situation, timely

SITUATIONS: dict[str, Situation] = {
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
    "an event dated in a year without a calendar": timely(
        email("veteran", "2017-03-03 10:00", "2026-03-10 10:00"),
        "not assessed",
        "",
        NONE,
        "nobody knows what was worked",
    ),
    # Dates that no calendar can mean.
    "an event dated a day after its entry": timely(
        email("planner1", "2026-03-11 10:00", "2026-03-10 10:00"), "pass", "2026-03-12 09:30", PASS, "a day is allowed"
    ),
    "an event dated a minute more than a day after its entry": timely(
        email("planner2", "2026-03-11 10:01", "2026-03-10 10:00"), "fail", "", FAIL, "a date that means nothing is none"
    ),
    "an event dated in the year 2206": timely(
        email("visionary", "2206-03-03 10:00", "2026-03-10 10:00"), "fail", "", FAIL, "as if it had no date"
    ),
    "an event dated in the year 9999": timely(
        email("eternal", "9999-12-31 10:00", "2026-03-10 10:00"), "fail", "", FAIL, "as if it had no date"
    ),
    "an event dated in the year 1753": timely(
        email("baroque", "1753-01-01 10:00", "2026-03-10 10:30"), "fail", "", FAIL, "as if it had no date"
    ),
    "an event dated where counting of days begins": timely(
        email("lotus", "1899-12-30 00:00", "2026-03-10 10:30"), "fail", "", FAIL, "as if it had no date"
    ),
    "an event dated eleven years before its entry": timely(
        email("chronicler", "2015-03-09 10:00", "2026-03-10 10:00"), "fail", "", FAIL, "ten are allowed"
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
}
