"""What customers say when they are asked: after calls, twice after some cases, and whether they would recommend us."""

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from simulator.company.world import World
from simulator.draws.arrays import DAY, HOUR, MINUTE, NOBODY, UNKNOWN, Flags, Ints, absent, between
from simulator.entities.telephone import Calls
from simulator.files.delivery import Delivery
from simulator.files.rendering import ids, instants, whole
from simulator.mistakes.records import Records

ASKED_SHARE, ANSWER_SHARE = 0.5, 0.5
CASES = 10  # one of so many is asked about
SCORES = (0.06, 0.1, 0.2, 0.36, 0.26, 0.02)  # 1 to 5, and a 6 that the scale does not have
HOPES = (0.02, 0.01, 0.02, 0.03, 0.04, 0.08, 0.1, 0.16, 0.19, 0.18, 0.12, 0.05)  # 0 to 10, and an 11
RECOMMENDING_SHARE = 0.4  # of contacts, who are asked about nothing that was done for them
CALL, CASE, NOTHING = range(3)


def write_surveys(world: World, calls: Calls, solved: Records, people: Records, delivery: Delivery) -> None:
    """Write invitations, and each again when it is answered."""
    rng = world.rng("surveys")
    called = np.flatnonzero(calls.served & (rng.random(len(calls.served)) < ASKED_SHARE))
    cases = np.repeat(np.arange(0, len(solved), CASES), 2)
    size = len(called) + len(cases)
    invited = np.concatenate([calls.ended[called] + 10 * MINUTE, solved.entries.event[cases] + 5 * DAY])
    said = rng.random(size) < ANSWER_SHARE
    answered = invited + between(rng, MINUTE, 60 * HOUR, size)
    score = rng.choice(len(SCORES), size, p=SCORES) + 1
    asked, *hoped = _recommendations(world, people)
    invited, said, answered, score = (
        np.concatenate(both) for both in zip((invited, said, answered, score), hoped, strict=True)
    )
    first, again = world.clock.first_extract(invited), world.clock.first_extract(answered)
    # An invitation, and what it has become where a later extract holds the answer.
    row = np.concatenate([np.arange(len(invited)), np.flatnonzero(said & (again > first))])
    extract = np.concatenate([first, again[row[len(invited) :]]])
    told = said[row] & (again[row] <= extract)
    kind = np.repeat([CALL, CASE, NOTHING], [len(called), len(cases), len(asked)])[row]
    about = np.concatenate([called, cases, asked])[row]
    nobody = np.full(len(cases), NOBODY)
    contact = np.concatenate([calls.contact[called], nobody, asked])[row]
    about_ids = np.where(kind == CALL, ids("calls", about), ids("cases", about))
    table = {
        "id": ids("surveys", row),
        "survey_kind": pa.array(["satisfaction", "recommendation"]).take(pa.array((kind == NOTHING).astype(int))),
        "about_entity": pa.array(["calls", "cases"]).take(pa.array(kind, mask=kind == NOTHING)),
        "about_id": pa.array(about_ids, pa.string(), mask=kind == NOTHING),
        "contact_id": ids("contacts", contact),
        "invited_at": instants(world.clock, invited[row]),
        "answered_at": instants(world.clock, np.where(told, answered[row], UNKNOWN)),
        "score": whole(np.where(told, score[row], absent(score.dtype))),
        "lowest_score": pa.array(np.where(kind == NOTHING, 0, 1)),
        "highest_score": pa.array(np.where(kind == NOTHING, 10, 5)),
    }
    delivery.write_facts("surveys", extract, pa.table(table))


def _recommendations(world: World, people: Records) -> tuple[Ints, Ints, Flags, Ints, Ints]:
    """Contacts asked whether they would recommend us: who, when, whether and when they answered, and what."""
    rng = world.rng("recommendations")
    asked = np.flatnonzero(rng.random(len(people)) < RECOMMENDING_SHARE)
    size = len(asked)
    latest = np.maximum(world.clock.end - people.entries.actual[asked], DAY)
    invited = people.entries.actual[asked] + (rng.random(size) * latest).astype(np.int64)
    answered = invited + between(rng, MINUTE, 60 * HOUR, size)
    return asked, invited, rng.random(size) < ANSWER_SHARE, answered, rng.choice(len(HOPES), size, p=HOPES)
