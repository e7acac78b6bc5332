"""Deals and cases as systems keep them, and the figures of the people to whom they happen.

Each has people, accounts and ids of its own. Deals are opened on Monday, 16 February; months are those of 2026.
"""

from dataclasses import dataclass

from truth_company import Version, email, from_local, record

MARCH, APRIL, YEAR = "2026-03-01", "2026-04-01", "2026-01-01"
Step = tuple[str, str, str, str]  # at, from, to, amount


@dataclass(frozen=True)
class Result:
    """One line of the table.

    Attributes:
        delivered: The versions of all records.
        figures: Value by person, KPI and start of the month or year; None where there is no row or no value.
        why: How that comes about.
    """

    delivered: tuple[Version, ...]
    figures: dict[tuple[str, str, str], float | None]
    why: str


def deal(owner: str, *steps: Step, by: dict[int, str] | None = None, ids: str = "", **row: str) -> tuple[Version, ...]:
    """A deal of an owner with its changes of stage, which are `by` somebody else where that is said.

    `ids` has a word for each change; without it they are numbered.
    """
    facts = {"account_id": f"customer of {owner}", "product_id": "P", "currency": "CNY"}
    last = {"stage": steps[-1][2], "amount": steps[-1][3] or "1.00"}
    key = f"deal of {owner}"
    return (
        record("opportunities", owner, "2026-02-16 10:00", "2026-02-16 11:00", id=key, **(facts | last | row)),
        *(
            record(
                "opportunity_stage_changes",
                (by or {}).get(number, owner),
                at,
                at,
                id=f"{owner} {ids.split()[number] if ids else number}",
                opportunity_id=key,
                from_stage=before,
                to_stage=after,
                amount=amount,
            )
            for number, (at, before, after, amount) in enumerate(steps)
        ),
    )


def call(owner: str, account: str, at: str) -> Version:
    """A call to a customer."""
    return email(owner, at, at, activity_type="call", outcome="talked", account_id=account)


def case(agent: str, opened: str, **times: str) -> Version:
    """A case that its agent entered within the hour, with what became of it."""
    told = {name: f"{from_local(agent, at)}:00" for name, at in times.items()}
    entered = f"{opened[:-2]}59"
    return record("cases", agent, opened, entered, category="help", contact_id="K", assigned_to_id=agent, **told)


def counted(person: str, sales: dict[str, float | None], won: float | None, closed: float | None) -> dict:
    """Sales by period, and of the year how many deals are won and how many are won or lost."""
    year = {(person, "win_rate numerator", YEAR): won, (person, "win_rate denominator", YEAR): closed}
    return {(person, "total_sales", period): value for period, value in sales.items()} | year


WON, BACK = "2026-03-02 10:00", "2026-04-01 10:00"
RESULTS: dict[str, Result] = {
    "a win is taken back by a row that tells another amount": Result(
        deal("repricer", (WON, "engaging", "won", "8000"), (BACK, "won", "engaging", "9000")),
        counted("repricer", {MARCH: 8000, APRIL: -8000, YEAR: 0}, 0, 0)
        | {("repricer", "new_customers", MARCH): 1, ("repricer", "new_customers", YEAR): 0},
        "8,000 were won and 9,000 never",
    ),
    "a win is taken back by a row without an amount, and lost": Result(
        deal(
            "emptier",
            (WON, "engaging", "won", "10000"),
            (BACK, "won", "engaging", ""),
            ("2026-04-02 10:00", "engaging", "lost", ""),
        ),
        counted("emptier", {MARCH: 10000, YEAR: 0}, 0, 1),
        "a lost deal is no sale",
    ),
    "a win is taken back after the deal was given to somebody else": Result(
        deal("giver", (WON, "engaging", "won", "10000"), (BACK, "won", "engaging", "10000"), by={1: "taker"}),
        counted("giver", {MARCH: 10000, YEAR: 0}, 0, 0) | counted("taker", {YEAR: None}, None, None),
        "the one had it and the other never",
    ),
    "a win is reopened for a higher offer and won again": Result(
        deal(
            "raiser",
            (WON, "engaging", "won", "10000"),
            ("2026-03-10 10:00", "won", "engaging", "12000"),
            (BACK, "engaging", "won", "12000"),
        ),
        counted("raiser", {MARCH: 0, APRIL: 12000, YEAR: 12000}, 1, 1) | {("raiser", "new_customers", YEAR): 1},
        "10,000 come and go in March",
    ),
    "a history that does not say what a change leaves": Result(
        deal(
            "terse",
            ("2026-02-17 10:00", "", "engaging", "10000"),
            (WON, "", "won", "10000"),
            (BACK, "", "engaging", "10000"),
            ("2026-04-02 10:00", "", "lost", "10000"),
        ),
        counted("terse", {MARCH: 10000, YEAR: 0}, 0, 1) | {("terse", "new_customers", YEAR): 0},
        "what went before says it",
    ),
    "a won deal whose amount is amended": Result(
        deal("amender", (WON, "engaging", "won", "4000"), ("2026-03-03 10:00", "", "won", "5000")),
        counted("amender", {MARCH: 5000}, 1, 1) | {("amender", "sales_cycle_median", MARCH): 14},
        "won once, on the second of March, for what was agreed in the end",
    ),
    "a won deal whose amount is amended by somebody else, and which is taken back then": Result(
        deal(
            "regretter",
            (WON, "engaging", "won", "4000"),
            ("2026-03-03 10:00", "won", "won", "5000"),
            (BACK, "won", "lost", "1"),
            by={1: "clerk1", 2: "clerk2"},
        ),
        counted("regretter", {MARCH: 5000, APRIL: -5000, YEAR: 0}, 0, 0)
        | counted("clerk1", {YEAR: None}, None, None)
        | counted("clerk2", {YEAR: 0}, 0, 1),
        "whoever won it has the amendment, whoever lost it has the loss",
    ),
    "a win that is told twice": Result(
        deal("doubler", (WON, "engaging", "won", "700"), ("2026-03-03 10:00", "engaging", "won", "700")),
        counted("doubler", {MARCH: 700}, 1, 1),
        "it is one deal",
    ),
    "several changes of one minute whose ids count on": Result(
        deal("batcher", (WON, "engaging", "proposal", "500"), (WON, "proposal", "won", "500"), ids="9 10"),
        counted("batcher", {MARCH: 500}, 1, 1) | {("batcher", "sales_cycle_median", MARCH): 14},
        "the chain of stages ends with won, and 10 comes before 9 as a text only",
    ),
    "a win, its taking back and a loss within one minute": Result(
        deal(
            "juggler",
            (WON, "engaging", "lost", "500"),
            (WON, "won", "engaging", "500"),
            (WON, "engaging", "won", "500"),
        ),
        counted("juggler", {MARCH: 0}, 0, 1),
        "engaging, won, engaging, lost is the only chain of the three",
    ),
    "a win that is taken back and won again twice, in the end by somebody else": Result(
        deal(
            "waverer",
            (WON, "engaging", "won", "1000"),
            ("2026-03-05 10:00", "won", "engaging", "1100"),
            ("2026-03-06 10:00", "engaging", "won", "1200"),
            ("2026-03-09 10:00", "won", "proposal", ""),
            (BACK, "proposal", "won", "900"),
            by={3: "heir", 4: "heir"},
        ),
        counted("waverer", {MARCH: 0, YEAR: 0}, 0, 0) | counted("heir", {MARCH: None, APRIL: 900, YEAR: 900}, 1, 1),
        "each time what was won is taken back; the last win is the heir's",
    ),
    "a history that says nothing of what is left, in which a deal is reopened twice": Result(
        deal(
            "laconic",
            ("2026-02-17 10:00", "", "engaging", "300"),
            (WON, "", "won", "300"),
            ("2026-03-05 10:00", "", "proposal", "350"),
            ("2026-03-06 10:00", "", "won", "350"),
            ("2026-03-09 10:00", "", "engaging", ""),
            (BACK, "", "lost", ""),
            ids="f e d c b a",
        ),
        counted("laconic", {MARCH: 0, APRIL: 0, YEAR: 0}, 0, 1),
        "the times order it, and its ids do not",
    ),
    "a lost deal that is revived and won by somebody else": Result(
        deal(
            "pessimist",
            (WON, "engaging", "lost", "700"),
            ("2026-03-10 10:00", "lost", "engaging", ""),
            (BACK, "engaging", "won", "800"),
            by={1: "optimist", 2: "optimist"},
        ),
        counted("pessimist", {YEAR: 0}, 0, 0) | counted("optimist", {APRIL: 800, YEAR: 800}, 1, 1),
        "the loss is taken back from whoever had it",
    ),
    "a won deal that is amended twice, once without an amount, and then below what it was": Result(
        deal(
            "haggler",
            (WON, "engaging", "won", "4000"),
            ("2026-03-03 10:00", "won", "won", ""),
            ("2026-03-04 10:00", "won", "won", "3500"),
            (BACK, "engaging", "won", "3600"),
        ),
        counted("haggler", {MARCH: 3500, APRIL: 100, YEAR: 3600}, 1, 1),
        "won once, for 3,600 in the end",
    ),
    "a deal that within one minute goes back before it goes on": Result(
        deal(
            "pacer",
            (WON, "engaging", "won", "60"),
            (WON, "proposal", "engaging", "50"),
            (WON, "engaging", "proposal", "50"),
            ids="1 2 3",
        ),
        counted("pacer", {MARCH: 60}, 1, 1),
        "engaging, proposal, engaging, won is the only chain of the three",
    ),
    "a win whose stage is written in another case or width": Result(
        (
            *deal("shouter", (WON, "engaging", "Won", "500"), stage="won"),
            *deal("widener", (WON, "engaging", "ｗｏｎ", "500"), stage="won"),
        ),
        counted("shouter", {YEAR: None}, None, None) | counted("widener", {YEAR: None}, None, None),
        "no stage that is known: not counted, and told",
    ),
    "a win of a deal that vanishes and returns": Result(
        (
            *(parted := deal("returning", (WON, "engaging", "won", "500"))),
            parted[0].deleted("2026-03-05 10:00"),
            parted[0].changed("2026-03-09 10:00"),
        ),
        counted("returning", {MARCH: 500, YEAR: 500}, 1, 1) | {("returning", "new_customers", YEAR): 1},
        "it is there",
    ),
    "a win in another currency, or in one that is spelled in another way": Result(
        (
            *deal("exporter", (WON, "engaging", "won", "500"), currency="cny"),
            *deal("exporter2", (WON, "engaging", "won", "400"), by={0: "exporter"}, currency="￥"),
            *deal("exporter3", (WON, "engaging", "won", "300"), by={0: "exporter"}, currency="USD"),
            *deal("exporter4", (WON, "engaging", "won", "200"), by={0: "exporter"}, currency=""),
            *deal("exporter5", (WON, "engaging", "won", "100"), by={0: "exporter"}, currency="CNY\u2003"),
        ),
        counted("exporter", {MARCH: 300, YEAR: 300}, 5, 5),
        "five are won; added up are those without a currency and in the source's own, blanks aside",
    ),
    "a win of a deal that is not delivered": Result(
        deal("dreamer", (WON, "engaging", "won", "500"))[1:],
        counted("dreamer", {YEAR: None}, None, None),
        "neither counted nor added, and told",
    ),
    "a win of a deal that is deleted": Result(
        (
            *(bought := deal("undoer", (WON, "engaging", "won", "500"))),
            bought[0].deleted("2026-03-05 10:00"),
        ),
        counted("undoer", {YEAR: None}, None, None),
        "neither counted nor added, and told",
    ),
    "calls to a customer whose only win is taken back": Result(
        (
            *deal("reseller", (WON, "engaging", "won", "500"), (BACK, "won", "lost", "500")),
            call("caller", "customer of reseller", "2026-03-01 10:00"),
            call("caller", "customer of reseller", "2026-03-10 10:00"),
            call("caller", "customer of reseller", "2026-04-02 10:00"),
        ),
        {
            ("caller", "calls_to_new_customers", MARCH): 1,
            ("caller", "calls_to_existing_customers", MARCH): 1,
            ("caller", "calls_to_new_customers", APRIL): 1,
            ("caller", "calls_to_existing_customers", APRIL): 0,
        },
        "a customer from the second of March until the first of April",
    ),
    "amounts with four digits behind the point": Result(
        (
            *deal("teller", (WON, "engaging", "won", "10.0060")),
            *deal("teller2", (WON, "engaging", "won", "0.1003"), by={0: "teller"}),
            *deal("teller3", (WON, "engaging", "won", "0.2001"), by={0: "teller"}),
        ),
        counted("teller", {MARCH: 10.3064}, 3, 3),
        "rounded to cents they would be 10.31",
    ),
    "a case that is solved half an hour before it is opened": Result(
        (
            case("solver", "2026-03-02 10:00", resolved_at="2026-03-02 09:30", first_responded_at="2026-03-02 09:30"),
            case("solver", "2026-03-03 10:00", resolved_at="2026-03-03 11:00", first_responded_at="2026-03-03 10:30"),
        ),
        {
            ("solver", "resolution_median", MARCH): 60,
            ("solver", "first_response_median", MARCH): 30,
            ("solver", "case_backlog", MARCH): 0,
        },
        "no observation",
    ),
    "cases that are answered before they are opened or solved in the same second": Result(
        (
            case("instant", "2026-03-02 10:00", first_responded_at="2026-03-02 09:59", resolved_at="2026-03-02 10:00"),
            case("instant", "2026-03-03 10:00", first_responded_at="2026-03-03 10:00", resolved_at="2026-03-03 12:00"),
        ),
        {
            ("instant", "first_response_median", MARCH): 0,
            ("instant", "resolution_median", MARCH): 60,
            ("instant", "case_backlog", MARCH): 0,
        },
        "no time at all is an observation, less than none is not",
    ),
    "a case that is closed in the year 1899 and solved in 9999": Result(
        (case("archivist", "2026-03-02 10:00", closed_at="1899-12-30 00:00", resolved_at="9999-12-31 23:00"),),
        {("archivist", "resolution_median", MARCH): None, ("archivist", "resolution_clock_median", MARCH): None},
        "neither says how long it took",
    ),
    "a call of a Saturday that nobody works": Result(
        (case("weekender", "2026-03-07 09:30", resolved_at="2026-03-09 10:00", first_responded_at="2026-03-07 11:15"),),
        {
            ("weekender", "first_response_median", MARCH): 0,
            ("weekender", "first_response_clock_median", MARCH): 105,
            ("weekender", "resolution_median", MARCH): 60,
            ("weekender", "resolution_clock_median", MARCH): 2910,
        },
        "somebody waited 105 minutes, none of them within the hours of service",
    ),
    "a case that is solved weeks before it is opened": Result(
        (case("foreseer", "2026-04-01 10:00", resolved_at="2026-03-02 09:30"),),
        {("foreseer", "case_backlog", MARCH): None, ("foreseer", "case_backlog", APRIL): 0},
        "there is never less than no case open",
    ),
    "a case that is solved in the year 2206": Result(
        (case("futurist", "2026-03-02 10:00", resolved_at="2206-03-05 11:00"),),
        {("futurist", "resolution_median", MARCH): None, ("futurist", "case_backlog", APRIL): 1},
        "it is open",
    ),
    "a case of a night of 2014, before any calendar": Result(
        (case("berlin8", "2014-06-11 00:30", resolved_at="2014-06-12 10:00"),),
        {
            ("berlin8", "case_backlog", "2014-06-01"): 0,
            ("berlin8", "case_backlog", MARCH): 0,
            ("berlin8", "resolution_median", "2014-06-01"): None,
        },
        "solved within the month, in working minutes that nobody knows",
    ),
}
VERSIONS = [version for result in RESULTS.values() for version in result.delivered]
