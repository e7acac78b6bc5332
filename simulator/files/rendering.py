"""Codes and numbers as the columns of a delivered file.

Which rows go into which file belongs to `delivery`.
"""

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from simulator.company.calendar import Clock
from simulator.draws.arrays import NOBODY, UNKNOWN, Ints, absent
from simulator.mistakes.records import BLANKS, Records

PREFIXES = {
    "employees": "EM",
    "teams": "TM",
    "offices": "OF",
    "products": "PR",
    "delegations": "DG",
    "accounts": "AC",
    "contacts": "CT",
    "leads": "LD",
    "opportunities": "OP",
    "opportunity_stage_changes": "SC",
    "quotes": "QU",
    "orders": "OR",
    "order_lines": "OL",
    "activities": "AT",
    "cases": "CS",
    "expenses": "EX",
    "outreach": "OU",
    "schedule_exceptions": "SX",
    "quotas": "QT",
    "waivers": "WV",
    "ledger_orders": "LO",
    "work_hours": "WH",
    "usage_events": "UE",
    "calls": "CL",
    "surveys": "SV",
    "campaigns": "CP",
    "campaign_members": "CM",
    "complaints": "CO",
    "knowledge_events": "KE",
    "agent_times": "TI",
    "service_costs": "SE",
    "marketing_spend": "MS",
    "memberships": "MB",
    "market_volumes": "MV",
}

# What the codes of a column are: a text, a kind of number, or the entity whose rows they count.
LAYOUTS: dict[str, dict[str, str]] = {
    "accounts": {
        "acquired_at": "instant",
        "name": "text",
        "industry": "text",
        "country": "text",
        "employee_count": "whole",
        "annual_revenue_amount": "cents",
        "parent_account_id": "accounts",
        "representative_id": "employees",
        "referrer_account_id": "accounts",
        "relation_ended_on": "day",
        "end_reason": "text",
    },
    "contacts": {
        "met_at": "instant",
        "account_id": "accounts",
        "name": "text",
        "occupation": "text",
        "birth_date": "day",
        "phone": "text",
    },
    "leads": {
        "received_at": "instant",
        "lead_source": "text",
        "status": "text",
        "lead_score": "whole",
        "marketing_qualified_at": "instant",
        "sales_qualified_at": "instant",
        "converted_at": "instant",
        "opportunity_id": "opportunities",
        "account_id": "accounts",
    },
    "opportunities": {
        "opened_at": "instant",
        "account_id": "accounts",
        "product_id": "products",
        "lead_id": "leads",
        "stage": "text",
        "amount": "cents",
        "currency": "text",
        "close_date": "day",
        "probability": "cents",
    },
    "opportunity_stage_changes": {
        "changed_at": "instant",
        "opportunity_id": "opportunities",
        "from_stage": "text",
        "to_stage": "text",
        "amount": "cents",
    },
    "quotes": {
        "quoted_at": "instant",
        "account_id": "accounts",
        "opportunity_id": "opportunities",
        "order_id": "orders",
        "quote_status": "text",
        "amount": "cents",
        "expires_on": "day",
        "decided_at": "instant",
    },
    "orders": {"ordered_at": "instant", "account_id": "accounts", "opportunity_id": "opportunities", "status": "text"},
    "order_lines": {
        "ordered_at": "instant",
        "order_id": "orders",
        "product_id": "products",
        "quantity": "whole",
        "unit_price_amount": "cents",
        "line_amount": "cents",
        "cost_amount": "cents",
        "is_recommended": "answer",
        "is_planned": "answer",
    },
    "activities": {
        "happened_at": "instant",
        "activity_type": "text",
        "account_id": "accounts",
        "contact_id": "contacts",
        "opportunity_id": "opportunities",
        "outcome": "text",
        "duration_minutes": "whole",
        "notes": "text",
        "next_step": "text",
        "follow_up_on": "day",
    },
    "cases": {
        "opened_at": "instant",
        "account_id": "accounts",
        "contact_id": "contacts",
        "category": "text",
        "subcategory": "text",
        "priority": "whole",
        "status": "text",
        "assigned_to_id": "employees",
        "first_responded_at": "instant",
        "resolved_at": "instant",
        "closed_at": "instant",
        "sla_due_at": "instant",
        "channel": "text",
        "reassignment_count": "whole",
        "reopen_count": "whole",
        "is_escalated": "answer",
        "is_knowledge_used": "answer",
    },
    "expenses": {
        "spent_at": "instant",
        "expense_type": "text",
        "amount": "cents",
        "account_id": "accounts",
        "settled_date": "day",
    },
    "campaigns": {
        "planned_at": "instant",
        "name": "text",
        "channel": "text",
        "campaign_kind": "text",
        "target_group": "text",
        "starts_on": "day",
        "ends_on": "day",
        "budget_amount": "cents",
        "cost_amount": "cents",
    },
    "complaints": {
        "raised_at": "instant",
        "account_id": "accounts",
        "contact_id": "contacts",
        "cause": "text",
        "product_id": "products",
        "complained_of_id": "employees",
        "status": "text",
        "due_at": "instant",
        "resolved_at": "instant",
    },
    "outreach": {
        "contacted_at": "instant",
        "channel": "text",
        "answered_at": "instant",
        "outcome": "text",
        "next_step": "text",
    },
}
COMMON = {
    "owner_id": "employees",
    "entered_by_id": "employees",
    "entered_at": "instant",
    "updated_by_id": "employees",
    "updated_at": "instant",
    "is_deleted": "flag",
}

_FOUR_DIGITS = np.array([f"{number:04d}".encode() for number in range(10_000)], dtype="S4")
_BLANKS = pa.array(BLANKS, pa.string())


def ids(entity: str, rows: Ints) -> pa.Array:
    """Ids of rows, such as AC00000001 for row 0; null for a negative row."""
    number = np.maximum(rows, 0).astype(np.int64) + 1
    cells = np.empty(len(rows), dtype=[("prefix", "S2"), ("high", "S4"), ("low", "S4")])
    cells["prefix"] = PREFIXES[entity]
    cells["high"] = _FOUR_DIGITS[number // 10_000]
    cells["low"] = _FOUR_DIGITS[number % 10_000]
    offsets = np.arange(0, 10 * (len(rows) + 1), 10, dtype=np.int32)
    return pa.StringArray.from_buffers(
        len(rows), pa.py_buffer(offsets), pa.py_buffer(cells.tobytes()), _valid(rows >= 0)
    )


def texts(pool: pa.Array, codes: Ints) -> pa.Array:
    """The text of each code; codes from -2 down are the ways to write nothing, -1 is null."""
    words = pa.concat_arrays([pool, _BLANKS])
    places = np.where(codes >= 0, codes, len(pool) - 2 - codes)
    return words.take(pa.array(places, mask=codes == NOBODY))


def instants(clock: Clock, values: Ints) -> pa.Array:
    """Instants as wall-clock time where the source is."""
    known = values != UNKNOWN
    local = clock.source_local(np.where(known, values, 0))
    return pa.array(local, mask=~known).cast(pa.timestamp("s"))


def utc(values: Ints) -> pa.Array:
    """Instants as timestamps in UTC without a zone."""
    return pa.array(values, mask=values == UNKNOWN).cast(pa.timestamp("s")).cast(pa.timestamp("us"))


def days(values: Ints) -> pa.Array:
    """Days since 1970 as dates."""
    return pa.array(values.astype(np.int32), mask=values == absent(values.dtype)).cast(pa.date32())


def cents(values: Ints) -> pa.Array:
    """Cents as decimals with two places."""
    wide = np.empty((len(values), 2), dtype=np.int64)
    wide[:, 0] = values
    wide[:, 1] = values >> 63
    buffers = [_valid(values != UNKNOWN), pa.py_buffer(wide.tobytes())]
    return pa.Decimal128Array.from_buffers(pa.decimal128(18, 2), len(values), buffers)


def render(records: Records, columns: dict[str, Ints], rows: Ints) -> pa.Table:
    """Rows of an entity as they stand in `columns`, in the layout of its file."""
    rendered = {"id": ids(records.entity, rows)}
    for name, kind in (LAYOUTS[records.entity] | COMMON).items():
        rendered[name] = _column(records, name, kind, columns[name][rows])
    return pa.table(rendered)


def _column(records: Records, name: str, kind: str, values: Ints) -> pa.Array:
    if kind == "text":
        return texts(records.texts[name], values)
    if kind == "instant":
        return instants(records.world.clock, values)
    return NUMBERS[kind](values) if kind in NUMBERS else _references(kind, values)


def whole(values: Ints) -> pa.Array:
    """Whole numbers."""
    return pa.array(values, mask=values == absent(values.dtype))


def _flags(values: Ints) -> pa.Array:
    return pa.array(values != 0)


def _answers(values: Ints) -> pa.Array:
    return pa.array(values == 1, mask=values == NOBODY)


NUMBERS = {"day": days, "cents": cents, "whole": whole, "flag": _flags, "answer": _answers}


def _references(entity: str, rows: Ints) -> pa.Array:
    found = ids(entity, rows)
    blank = rows < NOBODY
    if not blank.any():
        return found
    return pc.replace_with_mask(found, pa.array(blank), texts(_BLANKS.slice(0, 0), rows[blank]))


def _valid(known: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> pa.Buffer:
    return pa.py_buffer(np.packbits(known, bitorder="little").tobytes())
