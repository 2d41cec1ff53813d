"""The words of an award's clause: who is paid, for what, how often, and of what a rate is a share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from suance.extract.clauses import Sentence, heading_end
from suance.extract.reading import Reading
from suance.extract.tokens import Figure

_GIVE = r"(?:再给予|给予|予以|给与|奖励给|奖励|补助|补贴|资助|支持|发放给|拨付给)"
_HEAD = (
    r"(?:企业机构|企业|机构|单位|项目|园区|平台|基地|主体|公司|个人|人才|团队|集群|中心|孵化器|空间|商户|工商户|组织|高校|院所|载体|协会|商会|合作社"
    r"|银行|人员|[主承运施发建产][办包接营布设权]方|出品方|版权方|备案方|版权方|集团|俱乐部|联盟|实验室|大学|基金|投资者|股东|农户|家庭农场|产业园|影院|剧组|联合体|办公室|部门)"
)
_TO = re.compile(
    rf"{_GIVE}(?!的|力度|标准)(?P<who>[^，。；、：\d]{{1,30}}?)\s*(?:一次性|每年|年度|每年度|最高|最多|不超过|不低于|按|以|累计|总额|分别|单个|\d|[一二三四五六七八九十百两]+[万亿元]|$)"
)
_NOT_WHO = re.compile(r"^(?:其|的|资金|一定|相应|以|再|可|按|分档次?|年度|一次性|或|适当|相关|配套|补助|补贴|奖励|支持|资助|总额|不|最高)+$")
_OF = re.compile(rf"的(?P<who>[^的，。；、：]*?{_HEAD})(?:（[^）]*）)?$")
_WHOLE = re.compile(rf"^(?:对于|对|凡是|凡|经)?(?P<who>[^的，。；：]*?{_HEAD})(?:的)?$")
_SUPPORT = re.compile(rf"(?:支持|鼓励|引导|激励|推动)(?P<who>[^，。；、：]{{0,16}}?{_HEAD})")
_PREMISE = re.compile(r"(?:^|[，。；：\s])(?:对于|对|凡是|凡)")
_FILLER = re.compile(r"^(?:经[^，。；]{0,8}(?:认定|评审|审核|评估|核定|验收|批准)后?的?|政策有效期内|在政策有效期内|在享受[^，]*基础上|按档次|分档次|最高|每年|可|按[^，。；]{0,12}原则)$")
_YEAR = re.compile(r"每年|年度|每年度|/年|每自然年|单一年度|每家每年|逐年")
_YEAR_NOT = re.compile(r"上一年度|当年度|年度(?:营业|研发|销售|收入|投入|总|实际|新增|产值|利润)|上年度|年度”")
_ONCE = re.compile(r"一次性|(?:仅可?|只|限|只能)(?:享受|奖励|补贴|补助|支持|资助|给予)一次")
_LIFETIME = re.compile(r"累计|有效期内|合计投入|期内最多|总额(?:不超过|最高)")
_BASE = re.compile(r"(?:按照?(?:照)?|不超过|给予|以|为)(?P<base>[^，。；、]{2,40}?)的?\s*(?:比例)?$")
_EACH = re.compile(
    r"每(?:成功)?(?:新增|引进|培育|孵化|增加)?\s*(?P<count>一|1|个)?\s*(?P<what>部|项|集|件|次|名|家|平方米|亩|吨|人|台|套|场|辆|千瓦时|公里|篇|例|位|千瓦|座|张|立方米|标台|门|单)(?P<noun>[^，。；、\d最给奖补]{0,12})"
)
_SCOPE = re.compile(
    r"(?P<scope>(?:单个|单家|单户|单一|每家|每户|每个|每一家|同一家|同一|该|单项|单人|每名)[^，。；：\d]{1,16}?)(?:每年|年度|累计|最高|最多|不超过|获得|奖励|补贴|补助|资助|支持|在|可|给予|只|仅|合计|总计|配套|年度获取|的|按|享受|当年|一年|单一|申报|原则)"
)
_OF_WHAT = re.compile(r"的(?P<noun>[^，。；：、]{2,12})")
_QUOTA_NOUN = re.compile(r"\s*(?P<noun>[^，。；：（(]{1,14})")


@dataclass(frozen=True)
class Clause:
    """The clause around one award figure."""

    reading: Reading
    sentence: Sentence
    figure: Figure
    figures: Sequence[Figure]
    since: int
    """where its words may begin: after the award before it in the sentence"""

    def _head(self) -> Figure:
        return self.reading.list_head(self.figure, self.figures)

    def _span(self) -> tuple[int, int]:
        """From the end of the award before (or the sentence's start) to the figure's list."""
        head = self._head()
        heading = heading_end(self.reading.text, self.reading.document.paragraphs[self.sentence.paragraph])
        start = max(self.since, heading if heading < head.left else 0, self.sentence.clause_of(head.start)[0])
        return min(start, head.left), head.left

    def _segments(self) -> list[str]:
        start, end = self._span()
        cuts = [cut for cut in self.sentence.segments if start < cut <= end]
        edges = [start, *cuts, end]
        return [self.reading.text[a:b].strip("，,：:；; \n。") for a, b in zip(edges, edges[1:], strict=False)]

    def beneficiary(self) -> str | None:
        """Who is paid: after 给予, else the head noun of the condition, else whom the passage supports."""
        start, end = self._span()
        segment = self.reading.text[self.sentence.segment_of(self._head().start)[0] : end]
        matches = [m["who"] for m in _TO.finditer(segment) if not _NOT_WHO.match(m["who"])]
        named = [who for who in matches if re.search(_HEAD, who)]
        if named:
            return named[-1]
        for words in reversed(self._segments()):
            found = _OF.search(words.removesuffix("的")) or _WHOLE.match(words)
            if found:
                return found["who"]
        support = _SUPPORT.search(self.reading.text, *self._paragraph())
        return support["who"] if support else None

    def _paragraph(self) -> tuple[int, int]:
        paragraph = self.reading.document.paragraphs[self.sentence.paragraph]
        return paragraph.start, self._head().left

    def trigger(self) -> str | None:
        """The condition in the words of the text: from 对 or 凡 on, without fillers such as 经认定."""
        words = [segment for segment in self._segments()[:-1] if segment and not _FILLER.match(segment)]
        own = self._segments()[-1]
        before_give = re.split(_GIVE + r"|最高|按照?", own, maxsplit=1)[0]
        if before_give and not _FILLER.match(before_give):
            words.append(before_give)
        text = "，".join(words)
        premise = None
        for premise in _PREMISE.finditer("，" + text):
            pass
        if premise:
            text = ("，" + text)[premise.end() :]
        text = re.sub(r"^(?:对于|对|凡是|凡)", "", text).strip("，的")
        return text or None

    def per(self, *, limit: bool = False) -> str | None:
        """year, once or lifetime, as the figure's own segment says."""
        start, end = self.sentence.segment_of(self.figure.start)
        before = max([start, *(f.right for f in self.figures if f.right <= self._head().left)])
        text = self.reading.text[before:end]
        if limit and re.search(r"有效期内", self.reading.text[self.sentence.clause_of(self.figure.start)[0] : end]) and not _YEAR.search(text):
            return "lifetime"
        following = min((f.left for f in self.figures if f.left >= self.figure.right), default=self.sentence.end)
        if _ONCE.search(self.reading.text[before : min(following, self.sentence.clause_of(self.figure.start)[1])]):
            return "once"
        if _YEAR.search(text) and not _YEAR_NOT.search(text):
            return "year"
        if limit and _YEAR.search(text):
            return "year"
        return "lifetime" if _LIFETIME.search(text) and (limit or "累计" in text) else None

    def base(self) -> str | None:
        """Of what a rate is a share: 按照实际到账投资额的15% → 实际到账投资额."""
        start, _ = self.sentence.segment_of(self._head().start)
        found = _BASE.search(self.reading.text, start, self._head().left)
        return found["base"] if found else None

    def counted(self) -> str | None:
        """What a unit award is paid per: 每引进1名…人才 → 人才."""
        found = _EACH.search(self.reading.text, self.sentence.start, self._head().left)
        return (found["noun"].strip() or found["what"]) if found else None

    def scope(self, payee: str | None) -> str | None:
        """What a limit bounds: 单个集群, 同一企业; for a quota the things counted; else the payee."""
        start, _ = self.sentence.segment_of(self.figure.start)
        found = _SCOPE.search(self.reading.text[start : self.figure.left] + "最高")
        if found:
            return found["scope"]
        clause = self.reading.text[self.sentence.clause_of(self.figure.start)[0] : self.figure.left] + "最高"
        if self.figure.sort == "count":
            noun = _QUOTA_NOUN.match(self.reading.text, self.figure.right, self.sentence.end)
            return noun["noun"].strip() if noun else payee
        found = _SCOPE.search(clause)
        named = _OF_WHAT.match(self.reading.text, self.figure.right, self.sentence.end)
        return found["scope"] if found else payee or (named["noun"] if named else None)
