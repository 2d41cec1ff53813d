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
_RATE = re.compile(r"(?:按照?|依照|不超过|给予|予以|以|奖励|补助|补贴|资助)[^，。；]{0,40}$")
_RATE_AFTER = re.compile(r"^\s*(?:的)?(?:比例|标准)?(?:给予|予以|奖励|补助|补贴|资助|配套|支持|贴息)|^的?(?:比例|标准)")
_GROWS = re.compile(r"(?:增长|增速|增幅|提高|高于)[^，。；]{0,6}$")
_SINCE = re.compile(r"(?:成立|注册|落户|经营|从业|设立|运营|入驻|投产|迁入|登记)[^，。；]{0,8}$")
_WITHIN = re.compile(r"^\s?[之以]?内")
_CONDITION = re.compile(r"(?:达到|达|满|首次突破|首次超|完成)[^，。；、\d]{0,4}$")
_STANDARD = re.compile(r"按[^，。；]*$")
_STANDARD_AFTER = re.compile(r"^[^，。；]{0,24}标准")
_QUOTA = re.compile(r"最多|至多|只|仅|限")
_OBTAINED = re.compile(r"(?:每家|每户|单个|同一|该)[^，。；]*(?:获取|获得|享受)[^，。；]*(?:金额|总额|资金|奖励|补贴|补助)[^，。；]{0,6}$")
_REQUIRED = re.compile(r"应当?(?:不|达|符|在|具|为|有|与)|须|不得|要求|原则上|必须|需(?:在|具)|可(?:分别|减)?按|比例不|按照不超过|金额达到[^，。；]*额$")
_MUST = re.compile(r"须|不得|应当|应(?=不|达|符|在|具)")
_SIZE = re.compile(r"(?:规模|总额|余额|资金池|总规模|首期|体量)[^，。；]{0,8}$")
_FUND = re.compile(r"基金|风险补偿金|风险补偿资金|资金池|风险池")
_NOT_FUND = re.compile(r"基金(?:会|公司|经理|业协会|管理人)|公积金|保险基金|管理[^，。；]{0,6}基金")
_FUND_SIZE = re.compile(r"(?:基金|基金群|基金集群|补偿金|资金池|风险池)[^，。；]{0,3}$")
_PAID = re.compile(r"出资|实缴|到位|已投|累计投资|注资")
_DECISION = re.compile(r"公示|拟(?:获|资助|立项|认定|支持)")
_PLAN = re.compile(
    r"力争|确保|争取|目标(?=是|为|：|:|任务)|(?:预期|发展|主要|总体)目标|预期(?=增长|达|实现)|计划(?=[对新增总用到培建实完在引通打改推])|规划(?=建设|到|新增)|拟(?=建|新|投|培|引|在|安|用|设|竣)|将(?=[为获达实新培建投安打超突继推提引完设力])"
    r"|(?<![主需重只不])要(?=培|达|实|建|新|打|引|完|力|突|形)|预计到|奋力|努力(?=实|达|完|使|争)|到20\d\d年"
)
_INVEST = re.compile(r"计划(?:总)?投资$")
_DONE = re.compile(r"已(?!知)|达到了|截至|累计(?!到)|增至|升至|现有|实现了|完成了|数据显示|共有|目前")
_REPORTED = re.compile(r"达|实现|完成|增长|下降|为|有")


def flags_of(reading: Reading, scene: Scene, sentence: Sentence, figure: Figure, figures: Sequence[Figure]) -> set[str]:
    """The flags that hold for a figure and do not depend on the awards read before it."""
    text = reading.text
    head = reading.list_head(figure, figures)
    segment = sentence.segment_of(head.start)[0]
    left, right = text[segment : head.left], text[figure.right : min(sentence.end, figure.right + 30)]
    before = text[sentence.start : head.left]
    found = {reading.style}
    own = text[max(segment, *(f.right for f in figures if f.right <= head.left), segment) : head.left]
    tests = {
        "bounded": figure.comparator != "eq" or head.comparator != "eq" or bool(_CONDITION.search(left)) or figure.value_max is not None,
        "condition_duration": figure.sort == "duration" and bool(_SINCE.search(left) and (figure.comparator != "eq" or _WITHIN.match(right))),
        "rate_words": bool(_RATE.search(left) or _RATE_AFTER.match(right)) and not _GROWS.search(own),
        "quota": figure.sort == "count" and figure.comparator == "le" and figure.unit != "次" and bool(_QUOTA.search(text, max(0, figure.left - 6), figure.start)) and _supports(text, figure),
        "obtained": bool(_OBTAINED.search(left)),
        "header": text[sentence.start : sentence.end].rstrip().endswith(("：", ":")),
        "must": reading.style != "report" and bool(_MUST.search(before)),
        "requirement": reading.style != "report" and bool(_REQUIRED.search(before)),
        "published_decision": bool(_DECISION.search(before)),
        "plan_part": figure.start >= reading.plan_from,
    }
    clause = text[sentence.clause_of(head.start)[0] : head.left]
    return found | {name for name, holds in tests.items() if holds} | _fund_flags(clause, right) | _time_flags(reading, scene, sentence, figure, before)


def _supports(text: str, figure: Figure) -> bool:
    """Whether a quota is one of awards: 最多奖励 2 部, 每年最多评选 10 个."""
    return bool(re.search(r"奖励|支持|评选|补贴|补助|资助|享受|认定|申报|申请", text[figure.left - 6 : figure.right + 8]))


def _fund_flags(left: str, right: str) -> set[str]:
    """fund_named: a fund is named before in the clause; fund_size: its size follows; paid_words: money paid in."""
    if not _FUND.search(left) or _NOT_FUND.search(left):
        return set()
    found = {"fund_named"}
    if (_SIZE.search(left) and _FUND.search(left[-30:])) or _FUND_SIZE.search(left):
        found.add("fund_size")
    if _PAID.search(left[-12:]) or _PAID.search(right[:8]):
        found.add("paid_words")
    return found


def _time_flags(reading: Reading, scene: Scene, sentence: Sentence, figure: Figure, before: str) -> set[str]:
    """future and over: the period lies after or before the year of publication; planned: a plan is announced before the figure."""
    held = scene.when(sentence, figure)
    year, last = reading.year, end_year(held.value)
    found = set()
    if year and last and last > year:
        found.add("future")
    if year and last and last < year:
        found.add("over")
    if scene.own_period(sentence, figure) and figure.comparator == "eq" and _REPORTED.search(before[-12:]):
        found.add("reported")
    plans, dones = list(_PLAN.finditer(before)), list(_DONE.finditer(before))
    if (plans and (not dones or dones[-1].start() < plans[-1].start())) or _INVEST.search(before):
        found.add("planned")
    return found


def gives(reading: Reading, sentence: Sentence, figure: Figure, figures: Sequence[Figure], view: View) -> bool:
    """Whether the words by a figure give it: 给予…|100万元, 最高100万元|奖励, 按|20万元|/家的标准."""
    if figure.sort not in ("money", "percent", "ratio"):
        return False
    if _GIVING & (view.classes["near"] | view.classes["next"]):
        return True
    text, head = reading.text, reading.list_head(figure, figures)
    segment = sentence.segment_of(head.start)[0]
    left = text[segment : head.left]
    if _STANDARD.search(left) and _STANDARD_AFTER.match(text[figure.right : sentence.end]):
        return True
    given_before = "give" in view.classes["before"] and not any(f.sort in ("money", "percent", "ratio") for f in figures if f.right <= head.left)
    return figure.comparator == "le" and figure.sort == "money" and given_before and len(left) <= 10
