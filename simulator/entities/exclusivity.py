"""Whose customer is whose: contacts that several representatives hold, and contacts that nobody holds with good right.

A contact is contested if another one with the same well-formed phone number belongs to somebody else. It is protected
if its first owner, or the assistant delegated for the owner's contacts on that day, entered it, and if occupation,
birth date and phone number are known. Both look at the contacts that are still there in the last extract.
"""

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from simulator.draws.arrays import Flags, Ints
from simulator.entities.birthdays import MISSING
from simulator.entities.customers import NO_NUMBER
from simulator.files.rendering import ids
from simulator.mistakes.records import Records
from simulator.mistakes.verdict import is_entitled


def exclusivity(contacts: Records, final: dict[str, Ints]) -> pa.Table:
    """What is to be said of each contact; `final` is what the files say in the end."""
    entries = contacts.entries
    phone, owner = final["phone"], final["owner_id"]
    number = np.where(phone < 0, NO_NUMBER, contacts.hidden["number"][np.maximum(phone, 0)])
    live = final["is_deleted"] == 0
    entitled = is_entitled(contacts.world, "contacts", entries.owner, entries.enterer, entries.event)
    is_known = (final["occupation"] >= 0) & ~np.isin(final["birth_date"], MISSING) & (number != NO_NUMBER)
    rows = np.flatnonzero(live)
    return pa.table(
        {
            "contact_id": ids("contacts", rows),
            "owner_id": ids("employees", owner[rows]),
            "first_entered_by": ids("employees", entries.enterer[rows]),
            "is_contested": pa.array(_is_contested(number[rows], owner[rows])),
            "is_entitled": pa.array(entitled[rows]),
            "has_key_fields": pa.array(is_known[rows]),
            "is_protected": pa.array((entitled & is_known)[rows]),
        }
    )


def _is_contested(number: Ints, owner: Ints) -> Flags:
    """Whether each number has several owners; a negative one is none that could be shared."""
    pairs = np.unique(np.stack([number, owner]), axis=1)
    numbers, owners = np.unique(pairs[0], return_counts=True)
    shared = numbers[(owners > 1) & (numbers >= 0)]
    return np.asarray(np.isin(number, shared))
