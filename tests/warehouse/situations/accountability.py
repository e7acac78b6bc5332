"""Who answers for an entry, and what is believed of its time."""

from truth_company import email, record

from situations.situation import AFTER_EVENT, DUE, FAIL, IN_TIME, NONE, NOT_BACKDATED, PASS, Situation, timely

SITUATIONS: dict[str, Situation] = {
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
}
