"""The surroundings that frames may ask for by name, beyond the words around a figure.

Each flag is a plain question about the sentence, the passage or the document; frames/figures.toml uses their names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from suance.extract.clauses import Sentence
from suance.extract.frames import View
from suance.extract.reading import Reading
from suance.extract.scene import Scene, end_year
from suance.extract.tokens import Figure

_GIVING = frozenset({"give", "award_noun"})
_RATE = re.compile(r"(?:按照?|不超过|给予|以|奖励|补助|补贴|资助)[^，。；]{0,40}$")
_RATE_AFTER = re.compile(r"^\s*(?:的|的?比例|的?标准)?[^，。；、\d]{0,8}(?:给予|奖励|补助|补贴|资助|配套|支持|贴息|予以)|^的?(?:比例|标准)|^的?，(?:单个|每|给予|最高)")
_SINCE = re.compile(r"(?:成立|注册|落户|经营|从业|设立|运营|入驻|投产|迁入|登记|服务|持续)[^，。；]{0,8}$")
_WITHIN = re.compile(r"^\s?[之以]?内")
_CONDITION = re.compile(r"(?:达到|达|满|首次突破|首次超|完成)[^，。；、\d]{0,4}$")
_EACH = re.compile(r"每(?:成功)?(?:新增|引进|培育|孵化|增加)|每(?:部|项|集|件|次|平方米|亩|吨|人|名|台|套|场|辆|千瓦时|公里|篇|千瓦|座|张|立方米|位)(?!.{0,3}(?:每|最高奖?励?单))")
_PER_AFTER = re.compile(r"^\s?/\s?(?!年|月)[\u4e00-\u9fff㎡]")
_TRIGGER = re.compile(r"(?:^|[，；。])(?:对于|对|凡)[^，。；]*$")
_REQUIRED = re.compile(r"应当?(?:不|达|符|在|具|为|有|与)|须|不得|要求|原则上|必须|不低于[^，。；]{0,12}的?$")
_SIZE = re.compile(r"(?:规模|总额|余额|资金池|总规模|首期|体量)[^，。；]{0,8}$")
_DECISION = re.compile(r"公示|拟(?:获|资助|立项|认定|支持)")
_PLAN = re.compile(
    r"力争|确保|争取|目标|预期|计划(?=[对新增总投用到培建实完在引通打改推])|规划(?=建设|到|新增)|拟(?=建|新|投|培|引|在|安|用|设|竣)|将(?=[为获达实新培建投安打形超突继推提引完设力])"
    r"|要(?=培|达|实|建|新|打|引|完|力|突|形)|预计到|奋力|努力(?=实|达|完|使|争)|到20\d\d年"
)
_DONE = re.compile(r"已(?!知)|达到了|截至|累计(?!到)|增至|升至|现有|实现了|完成了|数据显示|共有|目前")


def flags_of(reading: Reading, scene: Scene, sentence: Sentence, figure: Figure, figures: Sequence[Figure]) -> set[str]:
    """The flags that hold for a figure and do not depend on the awards read before it."""
    text = reading.text
    head = reading.list_head(figure, figures)
    segment = sentence.segment_of(head.start)[0]
    left, right = text[segment : head.left], text[figure.right : min(sentence.end, figure.right + 30)]
    before = text[sentence.start : head.left]
    found = {reading.style}
    tests = {
        "bounded": figure.comparator != "eq" or head.comparator != "eq" or bool(_CONDITION.search(left)) or figure.value_max is not None,
        "condition_duration": figure.sort == "duration" and bool(_SINCE.search(left) and (figure.comparator != "eq" or _WITHIN.match(right))),
        "rate_words": bool(_RATE.search(left) or _RATE_AFTER.match(right)),
        "per_each": bool(_EACH.search(text, sentence.clause_of(head.start)[0], head.left) or _PER_AFTER.match(right)),
        "new_trigger": bool(_TRIGGER.search(left)),
        "requirement": reading.style != "report" and bool(_REQUIRED.search(before)) and figure.comparator in ("ge", "gt", "le", "lt", "eq"),
        "published_decision": bool(_DECISION.search(before)),
        "plan_part": figure.start >= reading.plan_from,
    }
    return found | {name for name, holds in tests.items() if holds} | _fund_flags(reading, left, right) | _time_flags(reading, scene, sentence, figure, before)


def _fund_flags(reading: Reading, left: str, right: str) -> set[str]:
    fund = re.search(r"基金|风险补偿金|风险补偿资金|资金池|风险池", left)
    if not fund or re.search(r"基金(?:会|公司|经理|业协会|管理人)|公积金|保险基金|管理[^，。；]{0,6}基金", left):
        return set()
    found = {"fund_near"}
    if _SIZE.search(left) or re.search(r"(?:基金|基金群|基金集群|补偿金|资金池|风险池)[^，。；]{0,3}$", left):
        found.add("fund_size")
    return found


def _time_flags(reading: Reading, scene: Scene, sentence: Sentence, figure: Figure, before: str) -> set[str]:
    held = scene.when(sentence, figure)
    year, last = reading.year, end_year(held.value)
    found = set()
    if held.value:
        found.add("period")
    if year and last and last > year:
        found.add("future")
    if year and last and last < year:
        found.add("over")
    plans, dones = list(_PLAN.finditer(before)), list(_DONE.finditer(before))
    if plans and (not dones or dones[-1].start() < plans[-1].start()):
        found.add("planned")
    return found


def gives(view: View, figure: Figure) -> bool:
    """Whether the words by a figure give it: 给予|…100万元, 最高100万元|奖励."""
    return figure.sort in ("money", "percent", "ratio") and bool(_GIVING & (view.classes["near"] | view.classes["next"]))
