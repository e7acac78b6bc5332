"""Whom a rule asks, and what cannot be judged at all."""

from truth_company import Version, email, record

from situations.situation import ACCOUNT, CLOSED_LATER, FAIL, NONE, OUTCOME, PASS, Situation


def closed(owner: str, opened: str, on: str) -> Version:
    """A deal entered on Tuesday, 10 March."""
    facts = {"account_id": "AC", "product_id": "P", "stage": "won", "amount": "1.00", "currency": "CNY"}
    return record("opportunities", owner, opened, "2026-03-10 10:00", close_date=on, **facts)


SITUATIONS: dict[str, Situation] = {
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
    "a deal that was closed on the day on which it was opened": Situation(
        (closed("brisk", "2026-03-09 10:00", "2026-03-09"),), CLOSED_LATER, "pass", "", PASS, "not before it"
    ),
    "a deal that was closed before it was seen, and opened on a day that means nothing": Situation(
        (closed("antiquary", "1753-01-01 10:00", "2026-03-02"),),
        CLOSED_LATER,
        "not applicable",
        "",
        NONE,
        "nobody knows whether that was before it was opened",
    ),
    # What cannot be judged.
    "a rule that could not run": Situation(
        (), "account.industry_present", "not assessed", "", NONE, "no account was ever delivered", answers=(None, None)
    ),
    "a rule that asks nobody": Situation(
        (), "activity.duration_in_range", "not assessed", "", NONE, "nobody tells how long", answers=(None, None)
    ),
}
