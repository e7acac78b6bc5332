# ruff: noqa: E501 - one rule, one line
"""Every rule, once. One suite per judged relation, one line per rule.

A line says: id, what is asked, weight, severity, English and Chinese label. Expectation, population and failing keys
all derive from it; the kinds of question are in `checks`. Importing this does not import Great Expectations.

A rule that begins or ends has `valid_from` or `valid_to`, and what happened outside is not asked. Raise `version` when a
rule is corrected: its days are judged again, and scores before and after do not compare.
"""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Literal

from expectations.checks import (
    Check,
    Days,
    Known,
    all_present,
    among,
    between,
    is_false,
    is_true,
    ordered,
    positive,
    present,
)
from expectations.errors import JudgementError

Dimension = Literal["timeliness", "completeness", "validity", "uniqueness", "consistency"]
Severity = Literal["critical", "warning", "info"]
CRITICAL: Severity = "critical"
WARNING: Severity = "warning"
# The share of the records of the last days that may fail before a check warns. It moves no score.
TOLERATED: dict[Severity, float] = {"critical": 0.01, "warning": 0.05, "info": 0.1}


@dataclass(frozen=True)
class Rule:
    """One rule. `weight` is relative to the other rules of its dimension, dates are event days, both included.

    Raises:
        JudgementError: It ends before it begins.
    """

    dimension: Dimension
    rule_id: str
    check: Check
    weight: float
    severity: Severity
    name_en: str
    name_zh: str
    version: int = 1
    valid_from: date = date.min
    valid_to: date = date.max

    def __post_init__(self) -> None:
        """Refuse a rule that never holds."""
        if self.valid_from > self.valid_to:
            raise JudgementError(
                f"expectations/rules.py: {self.rule_id} is valid from {self.valid_from} to {self.valid_to}; "
                "it must end on the day it begins or later."
            )

    @property
    def tolerated(self) -> float:
        """The share of the records of the last days that may fail before a check warns."""
        return TOLERATED[self.severity]

    @property
    def asked(self) -> Check:
        """What is asked, and of which records: those whose event lies in the days of the rule."""
        if (self.valid_from, self.valid_to) == (date.min, date.max):
            return self.check
        return self.check.within(Days("event_date", self.valid_from, self.valid_to))


@dataclass(frozen=True)
class Suite:
    """The rules of one relation of schema `intermediate`.

    Attributes:
        name: Unique among suites.
        relation: Name of the relation.
        entity: The entity of all its records, or "*" where the relation has a column `entity`.
        rules: At least one.
        versioned: The relation has a row per version of a record, with the extract that superseded it, so that a fault
            can be repaired. Otherwise it has a row per record, and what it says of it is final.
        restated: Rows of earlier extracts can change, by a leave that is told afterwards; all are judged again where any has.
    """

    name: str
    relation: str
    entity: str
    rules: tuple[Rule, ...]
    versioned: bool = True
    restated: bool = False

    def __post_init__(self) -> None:
        """Refuse what Python takes for one rule: a pair of brackets without a comma in it."""
        if not isinstance(self.rules, tuple):
            raise TypeError(f"the rules of {self.name} are no list; end each with a comma")


timely = partial(Rule, "timeliness")
complete = partial(Rule, "completeness")
valid = partial(Rule, "validity")
unique = partial(Rule, "uniqueness")

TALKS = among("activity_type", "call", "visit")
CONTACTED = among("activity_type", "call", "visit", "email", "follow_up")
WON = among("stage", "won")
ISSUED = among("quote_status", "open", "accepted", "rejected", "expired", "withdrawn")
# Without a day of its own, or with one that means nothing, a record's event_date is when it was first seen.
DATED = Known("occurred_at")

# fmt: off
SUITES: tuple[Suite, ...] = (
    Suite("records", "int_records__attributed", "*", (
        timely("record.recorded_by_deadline", is_true("is_on_time"), 1, CRITICAL, "Recorded by the entry deadline", "在录入截止时间前录入"),
        valid("record.not_backdated", is_false("is_backdated"), 2, CRITICAL, "Entry time is not backdated", "录入时间未被倒填"),
        valid("record.entered_after_event", is_true("is_entered_after_event"), 1, WARNING, "Entered after the event, not before it", "录入时间不早于业务发生时间"),
    ), versioned=False, restated=True),
    Suite("contacts", "int_contacts__versioned", "contacts", (
        complete("contact.occupation_present", present("occupation"), 1, CRITICAL, "Occupation is filled in", "已填写职业"),
        complete("contact.age_present", present("age_years"), 1, CRITICAL, "Birth date is filled in", "已填写出生日期"),
        complete("contact.phone_present", present("is_phone_well_formed"), 1, CRITICAL, "Phone number is filled in", "已填写电话号码"),
        valid("contact.age_in_range", between("age_years", 16, 100), 1, WARNING, "Age is between 16 and 100", "年龄在16至100岁之间"),
        valid("contact.phone_well_formed", is_true("is_phone_well_formed"), 1, CRITICAL, "Phone number is well formed", "电话号码格式正确"),
    )),
    Suite("days", "int_days__expected", "expected_days", (
        timely("day.reported", is_true("is_reported"), 1, WARNING, "A working day in the field is reported", "外勤工作日有活动或“无事项”记录"),
    ), restated=True),
    Suite("phones", "int_phones__held", "contacts", (
        unique("contact.phone_unique", is_false("is_phone_duplicate"), 1, WARNING, "Phone number is not on an earlier contact", "电话号码未与已有联系人重复"),
    )),
    Suite("accounts", "int_accounts__versioned", "accounts", (
        complete("account.industry_present", present("industry"), 1, WARNING, "Industry is filled in", "已填写所属行业"),
    )),
    Suite("leads", "int_leads__versioned", "leads", (
        complete("lead.source_present", present("lead_source"), 1, WARNING, "Lead source is filled in", "已填写线索来源"),
    )),
    Suite("opportunities", "int_opportunities__versioned", "opportunities", (
        complete("opportunity.account_present", present("account_id"), 1, CRITICAL, "Opportunity names its account", "商机已关联客户"),
        complete("opportunity.product_present", present("product_id"), 1, WARNING, "Opportunity names its product", "商机已关联产品"),
        valid("opportunity.amount_positive", positive("amount", where=WON), 2, CRITICAL, "A won deal has a positive amount", "赢单商机的金额大于零"),
        valid("opportunity.close_after_open", ordered("event_date", "close_date", where=DATED), 1, WARNING, "Close date is not before the opening", "成交日期不早于商机开启日期", version=2),
    )),
    Suite("quotes", "int_quotes__versioned", "quotes", (
        complete("quote.account_present", present("account_id"), 1, CRITICAL, "Quote names its account", "报价已关联客户"),
        complete("quote.expiry_present", present("expires_on", where=ISSUED), 1, WARNING, "Quote says until when it is valid", "报价已填写有效期"),
        valid("quote.amount_positive", positive("amount", where=ISSUED), 1, CRITICAL, "Quote has a positive amount", "报价金额大于零"),
        valid("quote.expires_after_quoted", ordered("event_date", "expires_on", where=DATED), 1, WARNING, "Quote does not expire before it was made", "报价有效期不早于报价日期"),
        valid("quote.decided_after_quoted", ordered("event_at", "decided_at"), 1, CRITICAL, "Quote is not decided before it was made", "报价决策时间不早于报价时间"),
    )),
    Suite("orders", "int_orders__versioned", "orders", (
        complete("order.account_present", present("account_id"), 1, CRITICAL, "Order names its account", "订单已关联客户"),
    )),
    Suite("order_lines", "int_order_lines__versioned", "order_lines", (
        valid("order_line.quantity_positive", positive("quantity"), 1, CRITICAL, "Ordered quantity is positive", "订购数量大于零"),
    )),
    Suite("expenses", "int_expenses__versioned", "expenses", (
        complete("expense.type_present", present("expense_type"), 1, CRITICAL, "Expense says of which type it is", "已填写费用类型"),
        valid("expense.amount_positive", positive("amount"), 1, CRITICAL, "Expense has a positive amount", "费用金额大于零"),
        valid("expense.settled_after_spent", ordered("event_date", "settled_date", where=DATED), 1, WARNING, "Expense is not settled before it was spent", "报销日期不早于费用发生日期"),
    )),
    Suite("activities", "int_activities__versioned", "activities", (
        complete("activity.account_present", present("account_id", where=CONTACTED), 1, CRITICAL, "Activity names its account", "活动已关联客户"),
        complete("activity.outcome_present", present("outcome", where=TALKS), 1, WARNING, "A call or visit has an outcome", "电话或拜访已填写结果"),
        valid("activity.duration_in_range", between("duration_minutes", 0, 1440), 1, WARNING, "Duration is between 0 and 1440 minutes", "活动时长在0至1440分钟之间"),
    )),
    Suite("campaigns", "int_campaigns__versioned", "campaigns", (
        complete("campaign.channel_present", present("channel"), 1, WARNING, "Campaign names its channel", "营销活动已填写渠道"),
        complete("campaign.start_present", present("starts_on"), 1, CRITICAL, "Campaign says when it starts", "营销活动已填写开始日期"),
        valid("campaign.ends_after_start", ordered("starts_on", "ends_on"), 1, WARNING, "Campaign does not end before it starts", "营销活动结束日期不早于开始日期"),
    )),
    Suite("cases", "int_cases__versioned", "cases", (
        complete("case.creation_recorded", all_present("entered_by_id", "entered_at"), 1, CRITICAL, "Who opened the case and when is recorded", "已记录工单的创建人和创建时间"),
        complete("case.category_present", present("category"), 1, WARNING, "Case category is filled in", "已填写工单类别"),
        complete("case.contact_present", present("contact_id"), 1, WARNING, "Case names its contact", "工单已关联联系人"),
        valid("case.resolved_after_opened", ordered("event_at", "resolved_at"), 1, CRITICAL, "Case is not resolved before it was opened", "工单解决时间不早于受理时间"),
    )),
    Suite("complaints", "int_complaints__versioned", "complaints", (
        complete("complaint.cause_present", present("cause"), 1, CRITICAL, "Complaint names its cause", "投诉已填写原因"),
        complete("complaint.contact_present", present("contact_id"), 1, WARNING, "Complaint names its contact", "投诉已关联联系人"),
        valid("complaint.resolved_after_raised", ordered("event_at", "resolved_at"), 1, CRITICAL, "Complaint is not resolved before it was raised", "投诉解决时间不早于提出时间"),
    )),
)
# fmt: on
