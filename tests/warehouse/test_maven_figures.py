"""A hardware seller's published figures against pandas on its raw files."""

import pandas as pd
import pytest
from warehouse_home import Home, real_folder

CUTS = {
    "person_id": "sales_agent",
    "manager_person_id": "manager",
    "office_id": "regional_office",
    "product_id": "product",
}


@pytest.fixture(scope="module")
def pipeline() -> pd.DataFrame:
    """Every opportunity with its agent's manager and office, the mistyped product under its right name."""
    folder = real_folder("maven")
    deals = pd.read_csv(folder / "sales_pipeline.csv", parse_dates=["engage_date", "close_date"])
    deals["product"] = deals["product"].replace("GTXPro", "GTX Pro")
    return deals.merge(teams(), on="sales_agent", how="left")


@pytest.fixture(scope="module")
def closed(pipeline: pd.DataFrame) -> pd.DataFrame:
    deals = pipeline[pipeline.deal_stage.isin(["Won", "Lost"])]
    return deals.assign(
        won=deals.deal_stage == "Won",
        lost=deals.deal_stage == "Lost",
        value=deals.close_value.where(deals.deal_stage == "Won", 0),
        quarter=deals.close_date.dt.to_period("Q").dt.start_time,
        year=deals.close_date.dt.to_period("Y").dt.start_time,
        month=deals.close_date.dt.to_period("M").dt.start_time,
        days=(deals.close_date - deals.engage_date).dt.days,
    )


def teams() -> pd.DataFrame:
    return pd.read_csv(real_folder("maven") / "sales_teams.csv")


def results(closed: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Wins, losses, the share won and the value won."""
    summed = closed.groupby(keys).agg(won=("won", "sum"), lost=("lost", "sum"), value=("value", "sum"))
    return summed.assign(rate=summed.won / (summed.won + summed.lost)).astype(float).sort_index()


def assert_equal(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    found = found.astype(float).sort_index()
    pd.testing.assert_frame_equal(found, expected, check_names=False, check_index_type=False, check_column_type=False)


def kpi_values(built: Home, kpi: str, subject: str, period: str) -> pd.DataFrame:
    return (
        built.published(f"""
            select subject_id, period_start, numerator, denominator, value from kpi.kpi_values
            where source = 'maven' and kpi_id = '{kpi}' and subject_type = '{subject}' and period_type = '{period}'
        """)
        .df()
        .set_index(["subject_id", "period_start"])
        .sort_index()
    )


@pytest.mark.parametrize("cut", CUTS)
def test_sales_results_by_quarter_and(built: Home, closed: pd.DataFrame, cut: str) -> None:
    found = built.published(f"""
        select {cut} as subject, quarter_start, sum(won_count) as won, sum(lost_count) as lost,
            sum(won_amount) as value, sum(won_count) / sum(won_count + lost_count) as rate
        from kpi.mart_sales_results where source = 'maven' group by all
    """).df()
    assert_equal(found.set_index(["subject", "quarter_start"]), results(closed, [CUTS[cut], "quarter"]))


def test_sales_results_at_their_own_grain(built: Home, closed: pd.DataFrame) -> None:
    found = built.published("""
        select person_id, manager_person_id, team_id, office_id, product_id, quarter_start, won_count as won,
            lost_count as lost, won_amount as value, win_rate as rate
        from kpi.mart_sales_results where source = 'maven'
    """).df()
    assert (found.team_id == found.manager_person_id).all()
    keys = [*CUTS, "quarter_start"]
    assert_equal(found.set_index(keys)[["won", "lost", "value", "rate"]], results(closed, [*CUTS.values(), "quarter"]))


@pytest.mark.parametrize("period", ["month", "quarter", "year"])
@pytest.mark.parametrize(
    ("subject", "column"),
    [("person", "sales_agent"), ("team", "manager"), ("office", "regional_office"), ("company", None)],
)
def test_rates_and_value_of_each_subject_and_period(
    built: Home, closed: pd.DataFrame, period: str, subject: str, column: str | None
) -> None:
    keys = [column, period] if column else ["company", period]
    expected = results(closed.assign(company="maven"), keys)
    rates = kpi_values(built, "win_rate", subject, period)
    found = pd.DataFrame(
        {
            "won": rates.numerator,
            "lost": kpi_values(built, "deals_lost", subject, period).value,
            "value": kpi_values(built, "total_sales", subject, period).value,
            "rate": rates.value,
        }
    )
    assert_equal(found, expected)
    assert (rates.denominator == found.won + found.lost).all()
    losses = kpi_values(built, "loss_rate", subject, period).value
    pd.testing.assert_series_equal(losses, 1 - rates.value, check_names=False)
    average = kpi_values(built, "average_deal_value", subject, period).value
    won = found[found.won > 0]
    pd.testing.assert_series_equal(average.reindex(won.index), won.value / won.won, check_names=False)


def test_the_mistyped_product_is_no_product(built: Home) -> None:
    raw = pd.read_csv(real_folder("maven") / "sales_pipeline.csv")
    assert (raw["product"] == "GTXPro").sum() > 1_000
    products = "select count(*) from core.dim_product where source = 'maven' and product_id in ('GTXPro', 'GTX Pro')"
    assert built.published(products).fetchall() == [(1,)]
    deals = """
        select product_id, count(*) from core.fct_opportunities
        where source = 'maven' and product_id in ('GTXPro', 'GTX Pro') group by product_id
    """
    assert built.published(deals).fetchall() == [("GTX Pro", int(raw["product"].isin(["GTXPro", "GTX Pro"]).sum()))]


@pytest.mark.parametrize("period", ["quarter", "year"])
@pytest.mark.parametrize(("subject", "column"), [("person", "sales_agent"), ("team", "manager"), ("company", None)])
def test_the_median_sales_cycle(
    built: Home, closed: pd.DataFrame, period: str, subject: str, column: str | None
) -> None:
    won = closed[closed.won].assign(company="maven")
    expected = won.groupby([column or "company", period]).days.median().sort_index()
    found = kpi_values(built, "sales_cycle_median", subject, period).value
    pd.testing.assert_series_equal(found, expected, check_names=False, check_index_type=False)


def test_timeliness_is_nobodys_number_where_no_entry_time_is_delivered(built: Home, pipeline: pd.DataFrame) -> None:
    assert not built.published("""
        select 1 from kpi.kpi_values
        where source = 'maven' and kpi_id in ('entry_timeliness_rate', 'entry_lag_median', 'entry_lag_p90')
    """).fetchall()
    assert built.published("""
        select count(*) > 0, count(timeliness_score), sum(timeliness_assessed_count), sum(timeliness_failed_count)
        from kpi.mart_data_quality where source = 'maven'
    """).fetchall() == [(True, 0, 0, 0)]
    reasons = built.published("""
        select entity, rule_id, record_count from quality.mart_not_assessed
        where source = 'maven' and reason = 'no entry time delivered'
    """).fetchall()
    rule = "record.recorded_by_deadline"
    changes = int(pipeline.engage_date.notna().sum() + pipeline.close_date.notna().sum())
    assert set(reasons) == {
        ("accounts", rule, 85),
        ("opportunities", rule, 8_800),
        ("opportunity_stage_changes", rule, changes),
    }


def test_there_is_no_win_rate_by_amount_because_lost_deals_carry_no_amount(built: Home, closed: pd.DataFrame) -> None:
    assert (closed.close_value[closed.lost] == 0).all()
    figures = "select 1 from kpi.kpi_values where source = 'maven' and kpi_id = 'win_rate_amount'"
    assert not built.published(figures).fetchall()
    simulated = "select 1 from kpi.kpi_values where source = 'simulator' and kpi_id = 'win_rate_amount'"
    assert built.published(simulated).fetchall()


def test_agents_without_deals_are_known_and_have_no_figure(built: Home, pipeline: pd.DataFrame) -> None:
    idle = set(teams().sales_agent) - set(pipeline.sales_agent)
    assert len(idle) == 5
    names = ", ".join(f"'{name}'" for name in idle)
    staff = built.published(
        f"select person_id from core.dim_employee where source = 'maven' and person_id in ({names})"
    )
    assert {row[0] for row in staff.fetchall()} == idle
    for mart, column in (("kpi_values", "subject_id"), ("mart_sales_results", "person_id")):
        figures = f"select 1 from kpi.{mart} where source = 'maven' and {column} in ({names})"
        assert not built.published(figures).fetchall()
