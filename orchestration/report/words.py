"""The words of the report in both languages; what KPIs, rules and codes are called comes from the published copy."""

from collections.abc import Mapping
from datetime import date

LANGUAGES = ("en", "zh")

WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("{source}, {period}", "{source},{period}"),
    "as_of": ("As of {as_of} UTC.", "截至 {as_of}(UTC)。"),
    "other": ("中文", "English"),
    "figures": ("Figures", "数据"),
    "none": ("not assessed", "未评估"),
    "period": ("Period", "期间"),
    "score": ("Score", "得分"),
    "at_least": ("At least (95 %)", "至少(95 %)"),
    "at_most": ("At most (95 %)", "至多(95 %)"),
    "records": ("Records", "记录数"),
    "dimension": ("Dimension", "维度"),
    "team": ("Team", "团队"),
    "person": ("Person", "人员"),
    "rule": ("Rule", "规则"),
    "failed": ("Failures", "未通过数"),
    "share": ("Share so far", "累计占比"),
    "stage": ("Stage", "阶段"),
    "deals": ("Deals", "商机数"),
    "value": ("Value", "数值"),
    "kpi": ("KPI", "指标"),
    "overall": ("Data quality", "数据质量"),
    "trend": ("Data quality over time", "数据质量走势"),
    "trend_says": (
        "The company's score of each period, and of what it is made of. Where a line has a gap, nothing was assessed.",
        "公司各期得分及其构成。线条中断处表示未评估。",
    ),
    "teams": ("Data quality by team", "各团队数据质量"),
    "teams_says": (
        "The score of each team as it was, with the interval in which it lies at 95 %: the fewer records, the wider.",
        "当时各团队的得分及其 95 % 置信区间:记录越少,区间越宽。",
    ),
    "people": ("Data quality by person", "个人数据质量"),
    "people_says": (
        "Whoever has enough assessed records to be ranked, by what the score is at least. {left_out}",
        "记录数足以排名的人员,按得分下限排序。{left_out}",
    ),
    "not_shown": ("{count} more are not shown.", "另有 {count} 人未显示。"),
    "pareto": ("Where data quality is lost", "数据质量失分原因"),
    "pareto_says": (
        "{few} of {all} rules make up {share} of {failed} failures.",
        "{all} 条规则中的 {few} 条占全部 {failed} 次未通过的 {share}。",
    ),
    "funnel": ("How far deals came", "商机推进情况"),
    "funnel_says": (
        "Of {count} deals opened in the period, how many have been in each stage by now.",
        "本期新建的 {count} 个商机中,至今曾进入各阶段的数量。",
    ),
    "segment": ("Segment", "客户分群"),
    "customers": ("Customers", "客户数"),
    "net_sales": ("Net sales of the window", "窗口期净销售额"),
    "recency": ("Recency", "最近购买"),
    "frequency": ("Frequency", "购买频次"),
    "rfm": ("Customers by recency and frequency", "按最近购买与频次划分的客户"),
    "rfm_says": (
        "How many customers stand in each fifth at the end of {month}: 5 bought last and most often. The table has the "
        "segments.",
        "{month} 末各五分位中的客户数:5 表示最近购买、购买最频繁。表中为客户分群。",
    ),
    "cohort": ("First order", "首次下单月份"),
    "months_later": ("Months after the first order", "首次下单后的月数"),
    "cohorts": ("Who stays", "客户留存"),
    "cohorts_says": (
        "Of the customers with their first order in a month, which share was current at the end of later months.",
        "各月首次下单的客户中,在之后各月末仍为现有客户的比例。",
    ),
    "calls": ("Calls", "来电数"),
    "half_hour": ("Half hour", "半小时时段"),
    "half_hours": ("Calls by half hour", "各半小时时段的来电"),
    "half_hours_says": (
        "Which share of the calls of each half hour of the day was answered in time, and which was given up.",
        "一天中各半小时时段的来电里,及时接听与放弃的比例。",
    ),
    "kpis_says": (
        "The company's value in each period, the last one in figures. A point that is missing was not assessed.",
        "公司各期数值,最后一期以数字标出。缺少的点表示未评估。",
    ),
    "nothing": ("Nothing was assessed in this period.", "本期没有可评估的内容。"),
    "month": ("{start:%Y-%m}", "{start.year} 年 {start.month} 月"),
    "week": ("week from {start}", "{start} 起的一周"),
    "quarter": ("{start.year} quarter {quarter}", "{start.year} 年第 {quarter} 季度"),
    "year": ("{start.year}", "{start.year} 年"),
}


def say(word: str, language: str, **filled: object) -> str:
    """A word in a language, with what it leaves open."""
    return WORDS[word][LANGUAGES.index(language)].format(**filled)


def named(start: date, period: str, language: str) -> str:
    """A period, by its first day and type, as people call it."""
    return say(period, language, start=start, quarter=(start.month + 2) // 3)
