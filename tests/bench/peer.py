"""The peer: the same rules by Great Expectations on a pandas frame, failing keys included, at a size memory bears."""

import duckdb

from expectations.rules import SUITES
from orchestration.settings import Settings


def score_by_pandas(settings: Settings, limit: int) -> int:
    """Judge up to `limit` rows of each relation in memory; the number of rows judged."""
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_pandas("frames")
    judged = 0
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        for suite in SUITES:
            frame = connection.execute(f"select * from intermediate.{suite.relation} limit {limit}").df()
            judged += len(frame)
            batch = source.add_dataframe_asset(suite.name).add_batch_definition_whole_dataframe("all")
            asked = gx.ExpectationSuite(name=suite.name)
            for rule in suite.rules:
                if rule.check.expectation != "UnexpectedRowsExpectation" and not rule.check.limits:
                    asked.add_expectation(getattr(gx.expectations, rule.check.expectation)(**rule.check.arguments))
            batch.get_batch({"dataframe": frame}).validate(
                asked,
                result_format={"result_format": "COMPLETE", "unexpected_index_column_names": ["source", "record_id"]},
            )
    return judged
