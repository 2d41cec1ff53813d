"""What the pages call things: Chinese labels of kinds, comparators, readings and states, and figures as text."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from suance.model import Comparator
from suance.period import format_period, is_period
from suance.quantity import Quantity, format_quantity
from suance.terms.subject import SUBJECTS

KINDS: Mapping[str, tuple[str, str]] = {
    "statistic": ("统计", "统"),
    "target": ("目标", "标"),
    "award": ("奖励", "奖"),
    "limit": ("限额", "限"),
    "fund": ("基金", "基"),
    "instrument": ("文件", "文"),
    "roster": ("名录", "名"),
    "task": ("任务", "任"),
    "relative": ("比较", "比"),
    "statement": ("讲话", "言"),
    "event": ("活动", "活"),
}
"""kind → its label and the one-character tag that its marks carry, so that colour is never the only sign"""

OTHER_KIND = ("其他", "他")

COMPARATORS: Mapping[str, str] = {
    "eq": "等于",
    "ge": "不低于",
    "gt": "超过",
    "le": "不超过",
    "lt": "低于",
    "approx": "约为",
    "between": "介于",
}
MEASURES = {"level": "水平", "growth": "增减", "share": "占比", "rank": "位次", "multiple": "倍数"}
FORMS = {"fixed": "定额", "max": "最高", "rate": "按比例", "unit": "按数量"}
PERIODICITY = {"year": "每年", "once": "一次性", "lifetime": "累计"}
FUND_ROLES = {"size": "规模", "paid": "已出资", "leverage": "撬动"}
FIELDS = {
    "indicator": "指标",
    "period": "时期",
    "region": "地区",
    "beneficiary": "对象",
    "trigger": "条件",
    "thresholds": "门槛",
    "measure": "口径",
    "unit": "单位",
    "comparator": "比较",
    "scope": "范围",
    "name": "名称",
    "role": "角色",
    "form": "方式",
    "per": "频次",
    "base": "基数",
    "cap": "上限",
}
ROLES: dict[str, str] = {**{name: kind.name for name, kind in SUBJECTS.items()}, "cluster": "产业集群", "promoter": "集群促进机构"}
COUNTED: dict[str, str] = {**{name: kind.counted for name, kind in SUBJECTS.items()}, "subject": "个对象", "award": "项奖励"}
SPANS_OF_CAPS = {"event": "每次", "year": "每年", "lifetime": "累计"}
OVERFLOW = {"pro_rata": "超出时按比例", "first_come": "超出时先到先得", "cut": "超出时依次核减", "drop": "不足整笔的不付"}
MEETS: dict[str, str] = {**{name: f"同一{kind.name}" for name, kind in SUBJECTS.items()}, "subject": "同一对象", "award": "全部"}
MODES = {"highest": "就高不重复", "ladder": "递进补差", "first": "只享受一次", "exclusive": "不得同时享受"}
ALLOCATE = {"pro_rata": "不足时按比例", "first_come": "先到先得", "rank": "按名次", "weight": "按权重分配"}
STATUSES = {"draft": "草案", "in_force": "现行", "expired": "已失效", "repealed": "已废止"}
STANDINGS = {"official": "正式文本", "news": "新闻报道（二手）", "example": "示例", "unread": "仅见于转引"}
CLAUSES = {"manual": "需人工处理", "not_award": "不涉及奖励"}
STRENGTHS = {"hard": "必须", "firm": "推进", "soft": "鼓励"}

MENTIONS = {"event": "活动", "statement": "讲话", "relative": "相对目标", "task": "任务"}
FIRMNESS = {"firm": "约束性", "soft": "预期性"}
READINGS: Mapping[str, Mapping[str, str]] = {
    "pick": {"highest": "按最高一档", "each": "逐档发放"},
    "later": {"full": "全额", "top_up": "补差额"},
    "first": {"ever": "有记录以来首次", "since_announced": "自政策公布起首次", "since_start": "自政策施行起首次"},
    "overflow": {"pro_rata": "按比例分配", "first_come": "先到先得"},
    "crosses": {"group_revenue": "集团合并营业收入"},
}
"""last key that a question is about → what its values are called"""


def kind_label(kind: str) -> str:
    """A kind in Chinese; 其他 for one that is not known."""
    return KINDS.get(kind, OTHER_KIND)[0]


def kind_tag(kind: str) -> str:
    """The one character that marks of the kind carry."""
    return KINDS.get(kind, OTHER_KIND)[1]


def figure(value: Decimal, unit: str, value_max: Decimal | None = None, comparator: Comparator = "eq") -> str:
    """A figure as people write it: 8807.6亿元, 43%, 10%—15%; with a comparator other than eq, with its word."""
    return format_quantity(Quantity(value, unit, "between" if value_max is not None else comparator, value_max))


def period(text: str) -> str:
    """A period as people write it: 2022年1—5月; the text itself where it is written otherwise."""
    return format_period(text) if is_period(text) else text
