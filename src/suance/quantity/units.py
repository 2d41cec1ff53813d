"""The words around a numeral, as data: units with what they stand for, comparators with their side; the standard library only.

A unit counts only right after a numeral. Each table that guards a word says what may not stand beside it,
because the two are the start or the end of another word: 两部门 are no 部, 签约50个 is no estimate.
"""

from __future__ import annotations

import re
from typing import Literal

from suance.model import Comparator


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _pairs(text: str) -> dict[str, str]:
    """Each word with the characters that it must not stand beside."""
    return {word: characters for word, _, characters in (entry.partition(":") for entry in text.split())}


MONEY = {
    "元": "CNY", "圆": "CNY", "圓": "CNY", "人民币": "CNY",
    "美元": "USD", "美金": "USD", "欧元": "EUR", "港元": "HKD", "港币": "HKD",
    "日元": "JPY", "英镑": "GBP", "韩元": "KRW", "新加坡元": "SGD", "新元": "SGD", "澳元": "AUD", "加元": "CAD", "瑞士法郎": "CHF", "卢布": "RUB",
}  # fmt: skip
"""Money words to currency codes; the value is in the currency's whole unit."""

RATES = {"%": ("%", 0), "‰": ("%", -1), "成": ("%", 1), "个百分点": ("pp", 0), "百分点": ("pp", 0), "倍": ("倍", 0)}
"""Rates: the unit that stands for them and the power of ten that leads there."""

DURATIONS = _words("年 个月 个季度 周 个星期 天 工作日 自然日 小时 分钟 秒")
"""Units of time: a length, never a period."""

MEASURES = _words("""
    家 户 人 人年 席 名 位 人次 户次 家次 个 件 项 项次 宗 起 例 种 类 批 批次 款 篇 册 本 部 集 首 幅 份 张 枚 块 片 颗 株
    棵 头 只 尾 羽 匹 支 根 台 套 台套 台次 辆 辆次 架 架次 艘 艘次 列 班 班次 车次 次 场 场次 届 轮 座 所 处 间 栋
    幢 条 段 门 组 学时 课时 笔 单 票 亩 公顷 平方米 平米 平方 ㎡ 平方公里 平方千米 米 公里 千米 海里 厘米 毫米 微米 纳米
    立方米 立方 标准立方米 微克/立方米 毫克/立方米 毫克/升
    升 吨 吨标准煤 吨标煤 载重吨 公斤 千克 克 斤 标准箱 标箱 桶 瓦 千瓦 兆瓦 吉瓦 千瓦时 兆瓦时 吉瓦时
    千伏 千伏安 千赫 兆赫 赫兹 MW GW kW KW MWh GWh kWh TEU TB PB GB 分 床 床位 机位 泊位 车位 基点
    个基点 发 岁 周岁 周年 PFLOPS PFlops EFLOPS EFlops
""")
"""Measure words, kept as written."""

_ALIASES = {"个工作日": "工作日", "个自然日": "自然日", "个小时": "小时", "个点": "pp"}

# What may not follow a unit, because the two are the start of another word (两部门, 三集群, 5位于).
_NOT_BEFORE = _pairs("""
    元:素宇旦 成:立为果功员熟本长绩效群型品交都份套年就语不 倍:率数频速 个:体 家:庭居电具长属乡渠岗嘴 人:民才工均年 席:卷位间
    名:单录称牌义优家企校誉师城镇品片医额 位:于列居置数 件:套 项:目 例:如外行会 类:型别似比 批:准复发量评零注文 款:项式
    部:门分委级队署长位件省 集:群团体中聚成合约资装镇市 首:次位批台家个套届创席先选要付期发都季日 幅:度 份:额 块:链状 片:区面段
    头:部衔号等像脑 只:有要能是需限会 支:持付撑出柱部行援农 根:据本 台:湾阶账州风商山县 架:构空设 本:科市省区地级年次金土轮期外
    列:入为车举支席全第居前装 班:级子列 次:性产元生于级新创会方 场:景所地馆外内均 座:谈位席 所:有在属得需述谓示长 处:理于置长罚
    间:接隔断距 条:件例款约 段:落 门:类槛店户市诊票式窗派 组:织建团合成长装件别 笔:试记者 单:位个项一独 起:草步点来重到 票:据
    年:均度底初末级轻代 周:边期末转一二三四五六日 天:然津使府猫气空河堂下赋 分:别钟为公之类析布 米:粉 瓦:斯 床:位 户:籍外口型 张:家
    克:服 发:展现布生明改放电行给达射出言挥表掘动酵育货票热起到酒改包送钱证力车 升:级 宗:旨教 种:植业子质苗群养粮 吨:位 轮:胎船候岗训
""")


def _unit_pattern() -> str:
    words = sorted({*MONEY, *RATES, *DURATIONS, *MEASURES, *_ALIASES, "角"}, key=len, reverse=True)
    return "|".join(re.escape(w) + (f"(?![{_NOT_BEFORE[w]}])" if _NOT_BEFORE.get(w) else "") for w in words)


UNIT = f"(?:{_unit_pattern()})"
"""Regex source of a unit right after a numeral, longest first, no capturing group."""


def unit(word: str) -> tuple[str, int]:
    """The unit that a word stands for and the power of ten to multiply by: 元 is (CNY, 0), 成 is (%, 1)."""
    if word == "角":
        return "CNY", -1
    if word in RATES:
        return RATES[word]
    return MONEY.get(word) or _ALIASES.get(word, word), 0


# ── comparators ──────────────────────────────────────────────────────────────

Side = Literal["left", "right"]

_WORDS: dict[tuple[Side, Comparator], str] = {
    ("left", "gt"): "超 超过 超出 突破 逾 高于 多于 大于 破",
    ("left", "ge"): "不低于 不少于 不小于 大于等于 大于或等于 ≥ 不下于 不得低于 不得少于 至少 最少 最低 最短 满 下限",
    ("left", "le"): "封顶 封顶线提至 最高 最多 最长 不超过 不超 未超过 不高于 不多于 不大于 小于等于 小于或等于 ≤ 不得超过 不得高于 至多 上限",
    ("left", "lt"): "低于 不足 小于 少于 不到 未满 不满 未达到 未达 不及",
    ("left", "approx"): "约 大约 近 将近 接近 逼近 大概",
    ("right", "gt"): "有余",
    ("right", "ge"): "以上 及以上 或以上 起",
    ("right", "le"): "以内 及以内 之内 以下 及以下 或以下 封顶 为限 为上限 内",
    ("right", "approx"): "左右 上下",
}

COMPARATORS: tuple[tuple[str, Side, Comparator], ...] = tuple(
    sorted(((word, side, comparator) for (side, comparator), words in _WORDS.items() for word in words.split()), key=lambda entry: -len(entry[0]))
)
"""Comparator words with the side of the figure they stand on, longest first, so that 不超过 is never read as 超过."""

# The single characters that are comparators only outside longer words: 签约50个 is no estimate.
_NOT_AFTER = _pairs("约:签节合契公预条特履违集制誓邀 近:最附临靠邻就亲相远 满:圆饱充美届期 超:反赶高 破:爆打侦攻识")
_NOT_THEN = _pairs("起:来草点重到诉飞家 内:资需部外容 上下:游联级班")


def comparator_pattern(side: Side, only: Comparator | None = None) -> str:
    """Regex source of the words of a side, longest first, each with what may not stand beside it."""
    words = [word for word, where, comparator in COMPARATORS if where == side and only in (None, comparator)]
    behind = [f"(?<![{_NOT_AFTER[w]}])" if side == "left" and w in _NOT_AFTER else "" for w in words]
    ahead = [f"(?![{_NOT_THEN[w]}])" if side == "right" and w in _NOT_THEN else "" for w in words]
    return "(?:" + "|".join(b + w + a for b, w, a in zip(behind, words, ahead, strict=True)) + ")"


LEFT, RIGHT = comparator_pattern("left"), comparator_pattern("right")
"""Regex sources of the comparator words of each side, with their guards; no capturing group."""
