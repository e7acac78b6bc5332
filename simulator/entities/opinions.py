"""What customers say when they are asked: after calls, and twice after some cases."""

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from simulator.company.world import World
from simulator.draws.arrays import DAY, HOUR, MINUTE, NOBODY, UNKNOWN, absent, between
from simulator.entities.telephone import Calls
from simulator.files.delivery import Delivery
from simulator.files.rendering import ids, instants, whole
from simulator.mistakes.records import Records

ASKED_SHARE, ANSWER_SHARE = 0.5, 0.5
CASES = 10  # one of so many is asked about
SCORES = (0.06, 0.1, 0.2, 0.36, 0.26, 0.02)  # 1 to 5, and a 6 that the scale does not have


def write_surveys(world: World, calls: Calls, solved: Records, delivery: Delivery) -> None:
    """Write invitations, and each again when it is answered."""
    rng = world.rng("surveys")
    called = np.flatnonzero(calls.served & (rng.random(len(calls.served)) < ASKED_SHARE))
    cases = np.repeat(np.arange(0, len(solved), CASES), 2)
    size = len(called) + len(cases)
    invited = np.concatenate([calls.ended[called] + 10 * MINUTE, solved.entries.event[cases] + 5 * DAY])
    said = rng.random(size) < ANSWER_SHARE
    answered = invited + between(rng, MINUTE, 60 * HOUR, size)
    score = rng.choice(len(SCORES), size, p=SCORES) + 1
    first, again = world.clock.first_extract(invited), world.clock.first_extract(answered)
    # An invitation, and what it has become where a later extract holds the answer.
    row = np.concatenate([np.arange(size), np.flatnonzero(said & (again > first))])
    extract = np.concatenate([first, again[row[size:]]])
    told = said[row] & (again[row] <= extract)
    is_call = row < len(called)
    about = np.concatenate([called, cases])[row]
    contact = np.concatenate([calls.contact[called], np.full(len(cases), NOBODY)])[row]
    table = {
        "id": ids("surveys", row),
        "survey_kind": pa.repeat("satisfaction", len(row)),
        "about_entity": pa.array(["cases", "calls"]).take(pa.array(is_call.astype(int))),
        "about_id": pa.array(np.where(is_call, ids("calls", about), ids("cases", about)), pa.string()),
        "contact_id": ids("contacts", contact),
        "invited_at": instants(world.clock, invited[row]),
        "answered_at": instants(world.clock, np.where(told, answered[row], UNKNOWN)),
        "score": whole(np.where(told, score[row], absent(score.dtype))),
        "lowest_score": pa.repeat(1, len(row)),
        "highest_score": pa.repeat(5, len(row)),
    }
    delivery.write_facts("surveys", extract, pa.table(table))
