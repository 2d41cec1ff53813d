"""The words of an award's clause: who is paid, for what, how often, and of what a rate is a share."""

from __future__ import annotations

import re
from dataclasses import dataclass

from suance.extract.clauses import Sentence, heading_end
from suance.extract.reading import Reading

_GIVE = r"(?:再给予|给予|予以|给与|奖励给|奖励|补助|补贴|资助|支持|发放给|拨付给)"
_HEAD = (
    r"(?:企业机构|企业|机构|单位|项目|园区|平台|基地|主体|公司|个人|人才|团队|集群|中心|孵化器|空间|商户|工商户|组织|高校|院所|载体|协会|商会|合作社"
    r"|银行|人员|[主承运施发建产][办包接营布设权]方|承接方|出品方|版权方|备案方|集团|俱乐部|联盟|实验室|大学|投资者|农户|家庭农场|产业园|影院|剧组|联合体|部门)"
)
_TO = re.compile(
    rf"{_GIVE}(?!的|力度|标准)(?P<who>[^，。；、：\d]{{1,30}}?)\s*(?:一次性|每年|年度|每年度|最高|最多|不超过|不低于|按|以|累计|总额|分别|单个|\d|[一二三四五六七八九十百两]+[万亿元]|$)"
)
_NOT_WHO = re.compile(r"^(?:其|的|资金|一定|相应|以|再|可|按|分档次?|年度|一次性|或|适当|相关|配套|补助|补贴|奖励|支持|资助|总额|不|最高)+$")
_OF = re.compile(rf"的(?P<who>[^的，。；、：]*?{_HEAD})(?:（[^）]*）)?$")
_WHOLE = re.compile(rf"^(?:对于|对|凡是|凡)(?P<who>[^的，。；：]*?{_HEAD})(?:的)?$")
_FIRST = re.compile(rf"^(?:对于|对|凡是|凡)(?P<who>[^的，。；、：]{{0,14}}?{_HEAD})")
_SUPPORT = re.compile(rf"(?:支持|鼓励|引导|激励)(?P<who>(?!建设|打造|开展|研发|引进|培育|做大|申报|承担|创建|方式)[^，。；、：（）]{{0,16}}?{_HEAD})")
_EACH_WHO = re.compile(rf"(?:单个|每家|每个|每户)(?P<who>[^，。；]{{0,12}}?{_HEAD})")
_PREMISE = re.compile(r"[，。；：\s](?:对于|对|凡是|凡)")
_FILLER = re.compile(
    r"^(?:经[^，。；]{0,12}(?:认定|评审|审核|评估|核定|验收|批准)后?的?|(?:在)?政策有效期内|在享受.*基础上|按档次|分档次|最高|每年|可|[按根据][^，。；]{0,20}(?:原则|程序|完成度|情况|成绩)?"
    r"|自[^，。；]*起.*|[（(]?[一二三四五六七八九十\d]+[）).、]?)$"
)
_LABEL = re.compile(r"^\s*(?:[（(][一二三四五六七八九十\d]+[）)]|\d+[.．、]|第[一二三四五六七八九十百]+条)\s*")
_URGE = re.compile(r"^(?:鼓励|支持|推动|引导)(?:[^，。；、]{0,8}(?:主体|企业|机构|单位))?(?:积极)?")
_ONLY_PAYEE = re.compile(rf"^(?:单个|每家|每个|每户|该)?[^，]{{0,8}}?{_HEAD}?可?$")
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
    """The words around one award figure (or around a header that gives without one)."""

    reading: Reading
    sentence: Sentence
    start: int
    """where the figure's list begins, comparator words included"""
    end: int
    """where the figure's list ends"""
    since: int
    """where its words may begin: after the award before it in the sentence"""
    until: int
    """where its words end: the next figure, or the clause's end"""

    @property
    def _text(self) -> str:
        return self.reading.text

    def _span(self) -> tuple[int, int]:
        heading = heading_end(self._text, self.reading.document.paragraphs[self.sentence.paragraph])
        start = max(self.since, heading if heading < self.start else 0, self.sentence.clause_of(self.start)[0])
        return min(start, self.start), self.start

    def _segments(self) -> list[str]:
        """The segments before the figure; the figure's own only up to the giving verb."""
        start, end = self._span()
        edges = [start, *(cut for cut in self.sentence.segments if start < cut <= end), end]
        pieces = [_LABEL.sub("", self._text[a:b]).strip("，,：:；; \n。") for a, b in zip(edges, edges[1:], strict=False)]
        own = re.split(_GIVE + r"|最高|按照?|不超过", pieces[-1], maxsplit=1)[0].removesuffix("可") if pieces else ""
        return [*pieces[:-1], own]

    # ── who ──

    def beneficiary(self) -> str | None:
        """Who is paid: after 给予, else the head noun of the condition, else whom the passage supports."""
        segment = self._text[self.sentence.segment_of(self.start)[0] : self.start]
        named = [m["who"] for m in _TO.finditer(segment) if not _NOT_WHO.match(m["who"]) and re.search(_HEAD, m["who"])]
        if named:
            return named[-1]
        for words in reversed(self._segments()):
            found = _OF.search(words.removesuffix("的")) or _WHOLE.match(words) or _FIRST.match(words)
            if found:
                return str(found["who"]).rpartition("等")[2]
        return self._supported() or self._each()

    def _supported(self) -> str | None:
        """Whom the nearest 支持 or 鼓励 of the passage names."""
        paragraph = self.reading.document.paragraphs[self.sentence.paragraph]
        found = [m["who"] for m in _SUPPORT.finditer(self._text, paragraph.start, self.start)]
        return found[-1] if found else None

    def _each(self) -> str | None:
        found = _EACH_WHO.search(self._text, self.sentence.start, self.until)
        return found["who"] if found else None

    # ── for what ──

    def trigger(self) -> str | None:
        """The condition in the words of the text: from 对 or 凡 on, or the segment that ends with 的; fillers such as 经认定 left out."""
        words = [segment for segment in self._segments() if segment and not _FILLER.match(segment)]
        text = "，" + "，".join(words)
        premises = list(_PREMISE.finditer(text))
        if premises:
            text = text[premises[-1].end() :]
        else:
            closed = [index for index, segment in enumerate(words) if segment.endswith("的")]
            text = "，".join(segment for segment in words[: closed[-1] + 1] if not _URGE.match(segment)) if closed else text
        text = text.strip("，的 ")
        if not text or _ONLY_PAYEE.match(text):
            return self._before() or text or None
        return text

    def _before(self) -> str | None:
        """What the sentence before asks for, where this one only names the payee: 打造…项目。单个项目可按…"""
        paragraph = self.reading.document.paragraphs[self.sentence.paragraph]
        previous = self._text[paragraph.start : self.sentence.start].rstrip("。 ").rpartition("。")[2]
        return _URGE.sub("", previous.rpartition("，")[2]).strip() or None

    # ── how often, of what ──

    def per(self, *, limit: bool = False) -> str | None:
        """year, once or lifetime, as the figure's own segment says; once may also stand after it."""
        segment = self.sentence.segment_of(self.start)
        text = self._text[max(segment[0], self.since) : min(segment[1], self.until)]
        clause = self._text[self.sentence.clause_of(self.start)[0] : self.until]
        if limit and re.search(r"有效期内", clause) and not _YEAR.search(text):
            return "lifetime"
        if _ONCE.search(text) or _ONCE.search(self._text[self.end : self.until]):
            return "once"
        if _YEAR.search(text) and (limit or not _YEAR_NOT.search(text)):
            return "year"
        return "lifetime" if _LIFETIME.search(text) and (limit or "累计" in text) else None

    def base(self) -> str | None:
        """Of what a rate is a share: 按照实际到账投资额的15% → 实际到账投资额."""
        found = _BASE.search(self._text, self.sentence.segment_of(self.start)[0], self.start)
        return found["base"] if found else None

    def counted(self) -> str | None:
        """What a unit award is paid per: 每引进1名…人才 → 人才."""
        found = _EACH.search(self._text, self.since, self.start)
        return (found["noun"].strip() or found["what"]) if found else None

    def scope(self, payee: str | None, *, quota: bool) -> str | None:
        """What a limit bounds: 单个集群, 同一企业; for a quota the things counted; else the payee."""
        found = _SCOPE.search(self._text[self.sentence.segment_of(self.start)[0] : self.start] + "最高")
        if found:
            return found["scope"]
        if quota:
            noun = _QUOTA_NOUN.match(self._text, self.end, self.sentence.end)
            return noun["noun"].strip() if noun else payee
        found = _SCOPE.search(self._text[self.sentence.clause_of(self.start)[0] : self.start] + "最高")
        named = _OF_WHAT.match(self._text, self.end, self.sentence.end)
        return found["scope"] if found else payee or (named["noun"] if named else None)
