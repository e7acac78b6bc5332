"""What a situation of the truth table is, and short ways of saying the usual ones."""

from dataclasses import dataclass

from truth_company import FIELD_DAYS, Version, contact, email

IN_TIME = "record.recorded_by_deadline"
NOT_BACKDATED = "record.not_backdated"
AFTER_EVENT = "record.entered_after_event"
OCCUPATION = "contact.occupation_present"
UNIQUE = "contact.phone_unique"
REPORTED = "day.reported"
OUTCOME = "activity.outcome_present"
ACCOUNT = "activity.account_present"
SOURCE = "lead.source_present"
CLOSED_LATER = "opportunity.close_after_open"


DUE = "2026-03-11 09:30"
FRIDAY = "2026-03-06 09:30"
GRACE_OF_DAY = "2026-03-13 09:30"


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
    day = FIELD_DAYS[person]
    return Situation(delivered, REPORTED, day=f"{person}|{day}", **{"answers": (person, "enterer"), **values})  # type: ignore[arg-type]
