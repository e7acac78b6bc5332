"""What stands for a macro while models are linted as they are written: something of the same shape.

A macro that is not named here stands as its name, which reads as an expression or as a table. sqlfluff takes each
public name of this module for a macro; "unparsable section" with the name of one means that it is missing here.
"""


def _statement(*_: object, **__: object) -> str:
    return "select 1"


def _rows(*_: object, **__: object) -> tuple[str, ...]:
    return ("(1, 2)",)


def _query(*_: object, **__: object) -> str:
    return "periods as (\n    select 1 as x\n)"


def _nothing(*_: object, **__: object) -> str:
    return ""


# Whole statements.
entity = latest_members = still_delivered = company_members = first_versions = declared_extracts = _statement
all_components = counted_components = cut_rows = counted = grouped_observations = working_person_days = _statement
with_local_time = with_policy = with_entry_policy = with_assistant = with_working_seconds = _statement
policy_row_problems = policy_name_problems = _statement

# CTEs.
policy_periods = _query

# Lists of rows that the model joins.
quality_components = _rows

# Joins, conditions and declarations beside the SQL.
join_organisation = join_grace_deadline = join_leader = only_unbuilt = makes = forget = _nothing
