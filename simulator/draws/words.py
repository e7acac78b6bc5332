"""The vocabulary of the company: names, occupations, industries, notes.

Which record gets which word belongs to the modules of the entities.
"""

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from simulator.draws.arrays import Ints


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹"
GIVEN = _words(
    "伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀英 霞 平 刚 桂英 文 华 建国 建华 志强 晓燕 海燕 婷婷 "
    "子涵 浩然 雨桐 梓萱 一诺 欣怡 俊杰 思远 嘉怡 天佑"
)
OCCUPATIONS = _words(
    "采购经理 总经理 工程师 会计 教师 医生 护士 律师 销售总监 仓库主管 信息主管 设计师 农场主 司机 店长 研究员 "
    "行政助理 财务总监 项目经理 质量检验员"
)
INDUSTRIES = ("制造", "零售", "医疗", "教育", "金融", "物流", "农业", "能源", "建筑", "信息技术")
PLACES = _words("华东 华南 中原 长江 泰山 黄海 东方 南山 北辰 西湖 云海 星河 金桥 银座 青松 红树")
BUSINESSES = _words("机械 电子 食品 医药 服装 化工 建材 软件 运输 环保 纺织 印刷")
LEAD_SOURCES = ("web", "referral", "trade_fair", "campaign", "cold_call", "partner")
CATEGORIES = ("hardware", "software", "service", "consumable")
CASE_CATEGORIES = ("delivery", "billing", "defect", "usage", "account")
SUBCATEGORIES = ("late", "wrong", "missing", "damaged", "question", "other")
OUTCOMES = ("reached", "not_reached", "interested", "declined", "appointment", "order_placed")
NEXT_STEPS = ("send_quote", "call_again", "visit", "demo", "sign_contract", "等待客户回复")
# Commas, quotes and a line break are what real notes hold and what a careless reader stumbles over. There are enough
# combinations that nobody repeats one often unless it is planned.
_SAID = (
    "客户要求下周报价",
    "Called back, will decide after the budget meeting",
    '客户说"再考虑一下"',
    "Sent the brochure",
    "已发送合同草案,等待盖章",
    "No answer, left a message",
    "现场演示顺利",
    "Wants a discount of 5 %",
    "对交货期不满意",
    "Met the new head of purchasing",
)
_ABOUT = (
    *("新产线", "spare parts", "年度框架协议", "the pilot", "售后", "training", "二期项目", "delivery dates"),
    *("付款方式", "the tender"),
)
_THEN = (
    *("月底联系", "will call again", "下一步: 试用", "asked for references", "等待回复", "visit next month"),
    *("转给技术部", "nothing more for now"),
)
NOTES = tuple(
    f"{said}{mark}{about}, {then}" for mark in ("; ", "\n") for said in _SAID for about in _ABOUT for then in _THEN
)


def person_names(rng: np.random.Generator, size: int) -> pa.Array:
    """Chinese names, surname first."""
    return full_names().take(pa.array(rng.integers(len(SURNAMES) * len(GIVEN), size=size)))


def full_names() -> pa.Array:
    """Every surname with every given name."""
    return pa.array([surname + given for surname in SURNAMES for given in GIVEN], pa.string())


def company_names() -> pa.Array:
    """Names of customer organisations; some are shared, as in life."""
    return pa.array(
        [f"{p}{b}{n}有限公司" for p in PLACES for b in BUSINESSES for n in ("", "集团", "科技")], pa.string()
    )


def product_names(count: int) -> pa.Array:
    """Names of products, numbered through their categories."""
    kinds = (CATEGORIES[number % len(CATEGORIES)] for number in range(count))
    return pa.array([f"{kind} {number:03d}" for number, kind in enumerate(kinds, start=1)], pa.string())


def codes(rng: np.random.Generator, words: pa.Array | tuple[str, ...], size: int) -> Ints:
    """Codes of words drawn evenly."""
    return rng.integers(len(words), size=size).astype(np.int16)


def pool(words: tuple[str, ...]) -> pa.Array:
    """Words as what codes stand for."""
    return pa.array(words, pa.string())
