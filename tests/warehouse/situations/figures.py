"""People of whom many records make one figure, beside those to whom one situation happens."""

from truth_company import contact, email

from situations.situation import late

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
VERSIONS = [*CROWD, *LOSING, *GOODBYE, *TRADE, *ON_THE_LAST_DAY]
