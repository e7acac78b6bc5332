"""What the tests ask of a judged file, in whatever warehouse it was made."""


def populations(database: str = "") -> str:
    """Who was asked, as a subquery with a row per rule: the file keeps a number for each rule of a suite.

    `database` is what the file is attached as; nothing where it is the one that is open.
    """
    place = f"{database}." if database else ""
    return f"""(
        select rules.rule_id, populations.* exclude (suite, asked_counts), asked_counts[place] as asked_count
        from {place}populations as populations
        join {place}rules as rules using (suite)
        join {place}validations as validations using (rule_id)
        where validations.status = 'assessed' and asked_count != 0
    )"""
