"""Expressions of time in Chinese policy text, resolved from the day of publication; the standard library only.

    parse("到2025年底", None)                2025
    parse("前5个月", date(2022, 6, 8))        2022-01/2022-05
    find("“十四五”以来", None)[0].period      2021/2025

A period is written as a fact record has it: `2021`, `2022-02`, `2022-02-07`, `2022-Q1`, `2022-H1`, or two of a kind with
a stroke between: `2022-01/2022-05`, `2021/2025`. Words whose meaning needs a day that is not known (今年 without a
day of publication) or another frame (同期) are found all the same, with period None.
"""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from suance.quantity.numeral import FOLD, number

Kind = Literal["day", "days", "month", "months", "quarter", "half", "year", "years", "plan", "same", "duration"]
Role = Literal["at", "by", "as_of", "since"]


@dataclass(frozen=True, slots=True)
class Expression:
    """Words of time in a text: where they stand, what they mean, and how the words around them use it."""

    start: int
    end: int
    period: str | None
    """None where it cannot be resolved, and for a duration"""
    kind: Kind
    """same is 同期; a duration (3年, 6个月) is a length of time and never a period"""
    role: Role = "at"
    """by is a deadline (到2025年, 6月底前), as_of a cut-off (截至), since a beginning (以来, 起)"""


def find(text: str, today: date | None) -> list[Expression]:
    """All expressions of time in a text, in order; `today` is the day of publication, from which 今年 and 2月7日 are told."""
    folded = text.translate(FOLD)
    return [_expression(folded, match, today) for match in _ANY.finditer(folded)]


def parse(text: str, today: date | None) -> str | None:
    """The period that a phrase is, with or without 到, 截至, 自 before it; None where it is none or cannot be resolved."""
    folded = text.translate(FOLD).strip()
    if is_period(folded):
        return folded
    found = find(folded, today)
    if len(found) != 1 or not _LEAD.fullmatch(folded[: found[0].start]) or not _TAIL.fullmatch(folded[found[0].end :]):
        return None
    return found[0].period


_LEAD = re.compile("(?:力争|确保|争取)?(?:到|至|在|于|自|从|截至|截止到?)?")
_TAIL = re.compile("(?:之?前|以前|以来|起|开始)?")

# ── forms ────────────────────────────────────────────────────────────────────

_YEARS_AWAY = {"大前年": -3, "前年": -2, "去年": -1, "上年": -1, "上一年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
_HAN = "零一二三四五六七八九十"
_AD = r"(?<![\d.〔\[第])(?P<year>(?:19|20)\d\d|2100|[一二][零一二三四五六七八九]{3})"
_AWAY = "(?P<away>" + "|".join(_YEARS_AWAY) + ")"
_YEAR = f"(?:{_AD}年度?|{_AWAY}度?)"
_YEAR_OR_NONE = f"(?:{_AD}年?|{_AWAY})?"
_YEAR_TO = r"(?:(?P<year_to>(?:19|20)\d\d)年|(?P<next>次年|翌年))"
_MONTH = f"(?<![\\d.{_HAN}])(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_MONTH_TO = "(?P<month_to>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_TO = "(?:-{1,2}|~|至|到)"
_MONTH_WORD = "月(?![龄均供薪租嫂亮报刊饼])"

# The first form that fits at a place is taken, so the longer ones stand first. The scanner drops the groups' names.
_FORMS: dict[str, str] = {
    "iso": r"(?<![\d-])(?P<year>(?:19|20)\d\d)(?:-(?P<month>1[0-2]|0?[1-9])-|[/.](?P<m>1[0-2]|0?[1-9])[/.])(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)",
    "days": f"{_YEAR}?{_MONTH}月{_DAY}[日号]?{_TO}{_YEAR_TO}?(?:{_MONTH_TO}月)?(?P<day_to>3[01]|[12]\\d|0?[1-9])[日号]",
    "day": f"{_YEAR}?{_MONTH}月{_DAY}[日号]",
    "months": f"{_YEAR}?{_MONTH}(?:月份?)?{_TO}{_YEAR_TO}?{_MONTH_TO}{_MONTH_WORD}份?[底末]?",
    "month": f"{_YEAR}?{_MONTH}{_MONTH_WORD}(?:份|底|末|初|[上中下]旬)?",
    "same": f"{_YEAR}?(?<!合)同期(?!限)",
    "quarters": f"{_YEAR_OR_NONE}(?:前(?P<count>[一二两三1-3])个?|[一1]{_TO}(?P<until>[二三四2-4]))季度",
    "quarter": f"{_YEAR_OR_NONE}(?:第?(?P<quarter>[一二三四1-4首])季度|(?P<first>首)季|[Qq](?P<q>[1-4])(?![\\d.]))[末底]?",
    "half": f"{_YEAR_OR_NONE}(?P<half>[上下])半年[末底]?",
    "first": f"{_YEAR}?[前头](?P<count>1[0-2]|[1-9]|十[一二]?|[一二两三四五六七八九])个月",
    "years": rf"{_AD}年?{_TO}(?P<until>(?:19|20)?\d\d)(?:年度?[底末]?|(?=\)))",
    "listed": rf"{_AD}(?=(?:[、和及与](?:19|20)\d\d){{1,9}}年)",
    "plan": (
        f'[“"]?(?:(?<![{_HAN}百千万])(?P<plan>十[一二三四五六]五)[”"]?|(?<=[“"])(?P<quoted>[一二三四五六七八九十]五)[”"]'
        f"|(?<![{_HAN}百千万])(?P<named>[一二三四五六七八九十]五)(?=规划|计划|期间|时期))"
        "(?:(?P<end>期?末|收官之年|最后一年)|(?P<open>初期?|开局之年|第一年|首年)|前(?P<count>[一二两三四])年|期间|时期)?"
    ),
    "year": f"{_YEAR}(?:全年|年?[底末](?!端)|年?初|年中|期间|之内|内)?",
    "yearly": "(?<![\\d今去前明后本上每成多半当近数历常往逐整百几全青少老中周年])年[底末](?!端)|(?<!健)全年",
    "near": "(?:本|(?<!以)上个?|(?<!以)下个?)月[底末]?|(?<![\\d零一二三四五六七八九十每半整当个])月[底末]|本季度|上一?季度|今[日天](?!的)|昨[日天]",
    "duration": (
        f"(?<![\\d.第数几{_HAN}百])(?P<length>\\d{{1,3}}(?:\\.\\d)?|[{_HAN}两百]{{1,3}}|(?<![上下])半)"
        "(?:年(?![级均度轻])|个(?:半)?月|个季度|个?工作日|个?自然日|天(?![然津使府猫气空河堂下])|日(?=内|以内|之内)|周(?![年边期末转])|个星期|个?小时|分钟)"
    ),
    "date": f"(?<![\\d月{_HAN}第-])(?P<day>3[01]|[12]\\d|[1-9])日(?![内均报游元本常用])",
}
_ANY = re.compile(
    f'(?=[0-9{_HAN}两半今去前明后本上下大首头同年全昨“"Qq])(?:'
    + "|".join(f"({re.sub('[?]P<[a-z_]+>', '?:', source)})" for source in _FORMS.values())
    + ")"
)
_NAMES = tuple(_FORMS)
_PATTERNS = {name: re.compile(source) for name, source in _FORMS.items()}

_BY = re.compile("(?<![达回看得谈提受见收遇直感])[到至]$")
_AS_OF = re.compile("截[至止]到?$")
_FROM = re.compile("(?:自|从)$")
_BY_AFTER = re.compile("之前|以前|前(?![0-9一二两三四五六七八九十景列沿期后端夕来往几])")
_SINCE_AFTER = re.compile("以来|起(?![草点步])|开始")


def _expression(text: str, match: re.Match[str], today: date | None) -> Expression:
    """One match of the scanner with its meaning; the form is matched again where it stands, now with names."""
    name = _NAMES[(match.lastindex or 1) - 1]
    form = _PATTERNS[name].match(text, match.start())
    role = _role(text, *match.span())
    given = {k: v for k, v in (form.groupdict() if form else {}).items() if v}
    kind, period = _MEANINGS[name](given, _Frame(today, role, match[0]))
    return Expression(*match.span(), period, kind, role)


def _role(text: str, start: int, end: int) -> Role:
    before = text[max(0, start - 4) : start]
    if _AS_OF.search(before):
        return "as_of"
    if _SINCE_AFTER.match(text, end):
        return "since"
    if _BY.search(before) or _BY_AFTER.match(text, end):
        return "by"
    return "at"


# ── meanings ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Frame:
    """What a form is read against: the day of publication, its role, and its words."""

    today: date | None
    role: Role
    words: str


_Given = dict[str, str]
_Meaning = tuple[Kind, str | None]
_AHEAD = 8
"""months from publication on in which a bare month may lie ahead; 12月 in a text of February is the last one"""


def _whole(text: str) -> int:
    return int(number(text) or 0)


def _year(given: _Given, frame: _Frame, month: int = 1) -> int | None:
    """The year that a form names; without one, that of publication, or the one before or after where the month asks for it."""
    if "year" in given:
        return _whole(given["year"])
    if frame.today is None:
        return None
    if "away" in given:
        return frame.today.year + _YEARS_AWAY[given["away"]]
    ahead = month - frame.today.month
    if (frame.role == "as_of" and ahead > 0) or ahead > _AHEAD:
        return frame.today.year - 1
    return frame.today.year + (1 if frame.role == "by" and ahead < -_AHEAD else 0)


def _day(given: _Given, frame: _Frame) -> _Meaning:
    month = _whole(given.get("month") or given["m"])
    return "day", _day_text(_year(given, frame, month), month, _whole(given["day"]))


def _days(given: _Given, frame: _Frame) -> _Meaning:
    month = _whole(given["month"])
    year = _year(given, frame, month)
    month_to = _whole(given["month_to"]) if "month_to" in given else month
    first = _day_text(year, month, _whole(given["day"]))
    last = _day_text(_until(given, year, month, month_to), month_to, _whole(given["day_to"]))
    return "days", f"{first}/{last}" if first and last and first < last else None


def _day_text(year: int | None, month: int, day: int) -> str | None:
    if year is None or day > monthrange(year, month)[1]:
        return None
    return date(year, month, day).isoformat()


def _months(given: _Given, frame: _Frame) -> _Meaning:
    first, last = _whole(given["month"]), _whole(given["month_to"])
    year = _year(given, frame, last if last >= first else first)
    return "months", _month_span(year, first, _until(given, year, first, last), last)


def _until(given: _Given, year: int | None, first: int, last: int) -> int | None:
    """The year in which a span ends: as named, or the next one where the months turn (11月至3月)."""
    if "year_to" in given:
        return int(given["year_to"])
    return None if year is None else year + (1 if "next" in given or last < first else 0)


def _month_span(year: int | None, first: int, year_to: int | None, last: int) -> str | None:
    if year is None or year_to is None or (year, first) > (year_to, last):
        return None
    return f"{year}-{first:02d}/{year_to}-{last:02d}"


def _month(given: _Given, frame: _Frame) -> _Meaning:
    month = _whole(given["month"])
    year = _year(given, frame, month)
    return "month", None if year is None else f"{year}-{month:02d}"


def _first(given: _Given, frame: _Frame) -> _Meaning:
    """前5个月: from January on."""
    year = _year(given, frame)
    return "months", _month_span(year, 1, year, _whole(given["count"]))


def _quarters(given: _Given, frame: _Frame) -> _Meaning:
    """前三季度: nine months from January on."""
    year = _year(given, frame)
    return "months", _month_span(year, 1, year, 3 * _whole(given.get("count") or given["until"]))


def _quarter(given: _Given, frame: _Frame) -> _Meaning:
    written = given.get("quarter") or given.get("q") or "首"
    quarter = 1 if written == "首" else _whole(written)
    year = _year(given, frame, 3 * quarter - 2)
    return "quarter", None if year is None else f"{year}-Q{quarter}"


def _half(given: _Given, frame: _Frame) -> _Meaning:
    half = 1 if given["half"] == "上" else 2
    year = _year(given, frame, 6 * half - 5)
    return "half", None if year is None else f"{year}-H{half}"


def _years(given: _Given, frame: _Frame) -> _Meaning:
    first = _whole(given["year"])
    last = int(given["until"]) if len(given["until"]) == 4 else first // 100 * 100 + int(given["until"])
    return "years", f"{first}/{last}" if first < last else None


def _one_year(given: _Given, frame: _Frame) -> _Meaning:
    year = _year(given, frame)
    return "year", None if year is None else str(year)


def _yearly(given: _Given, frame: _Frame) -> _Meaning:
    """年底, 全年 without a year: that of publication, but early in a year 全年 may as well be the last one."""
    if frame.today is None or (frame.words == "全年" and frame.today.month <= 3):
        return "year", None
    return "year", str(frame.today.year - (1 if frame.role == "as_of" and frame.today.month < 12 else 0))


def _plan(given: _Given, frame: _Frame) -> _Meaning:
    """A five-year plan: 一五 is 1953/1957, and three years without a plan (1963 to 1965) lie before 三五."""
    name = given.get("plan") or given.get("quoted") or given["named"]
    ordinal = _whole(name[:-1])
    first = 1953 + 5 * (ordinal - 1) + (3 if ordinal > 2 else 0)
    if "end" in given or "open" in given:
        return "year", str(first + 4 if "end" in given else first)
    return "plan", f"{first}/{first + (_whole(given['count']) if 'count' in given else 5) - 1}"


def _near(given: _Given, frame: _Frame) -> _Meaning:
    """本月, 上季度, 昨日: told from the day of publication."""
    words, today = frame.words, frame.today
    step = {"上": -1, "昨": -1, "下": 1}.get(words[0], 0)
    if "月" in words:
        months = (today.year * 12 + today.month - 1 + step) if today else 0
        return "month", f"{months // 12}-{months % 12 + 1:02d}" if today else None
    if "季" in words:
        quarters = (today.year * 4 + (today.month - 1) // 3 + step) if today else 0
        return "quarter", f"{quarters // 4}-Q{quarters % 4 + 1}" if today else None
    return "day", (today + timedelta(days=step)).isoformat() if today else None


def _date(given: _Given, frame: _Frame) -> _Meaning:
    """8日 alone: the last one before publication."""
    if frame.today is None:
        return "day", None
    months = frame.today.year * 12 + frame.today.month - 1 - (int(given["day"]) > frame.today.day)
    return "day", _day_text(months // 12, months % 12 + 1, int(given["day"]))


_MEANINGS: dict[str, Callable[[_Given, _Frame], _Meaning]] = {
    "iso": _day, "days": _days, "day": _day, "months": _months, "month": _month, "quarters": _quarters, "quarter": _quarter, "half": _half,
    "first": _first, "years": _years, "listed": _one_year, "year": _one_year, "yearly": _yearly, "plan": _plan, "near": _near, "date": _date,
    "same": lambda given, frame: ("same", None), "duration": lambda given, frame: ("duration", None),
}  # fmt: skip

# ── periods as written in records ────────────────────────────────────────────

_YYYY = "(?:19[0-9]{2}|20[0-9]{2}|2100)"
_ONE = f"{_YYYY}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?|-Q[1-4]|-H[12])?"


def is_period(text: str) -> bool:
    """Whether a text is a period as a record writes it, with real days and its ends in order."""
    if not re.fullmatch(f"{_ONE}(?:/{_ONE})?", text):
        return False
    ends = text.split("/")
    if len(ends) == 2 and (len(ends[0]) != len(ends[1]) or ends[0] >= ends[1]):
        return False
    return all(len(end) < 10 or _day_text(int(end[:4]), int(end[5:7]), int(end[8:])) is not None for end in ends)


def bounds(period: str) -> tuple[date, date]:
    """The first and last day of a period; ValueError where the text is none."""
    if not is_period(period):
        raise ValueError(f"no period: {period!r}")
    ends = [_ends(part) for part in period.split("/")]
    return ends[0][0], ends[-1][1]


def _ends(part: str) -> tuple[date, date]:
    year, rest = int(part[:4]), part[5:]
    if len(rest) == 5:
        day = date.fromisoformat(part)
        return day, day
    first, last = 1, 12
    if rest.startswith("Q"):
        first, last = 3 * int(rest[1]) - 2, 3 * int(rest[1])
    elif rest.startswith("H"):
        first, last = 6 * int(rest[1]) - 5, 6 * int(rest[1])
    elif rest:
        first = last = int(rest)
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def format_period(period: str, *, lang: str = "zh") -> str:
    """A period as people write it, 2022年1—5月 or January–May 2022; ValueError where the text is none."""
    bounds(period)
    ends = period.split("/")
    if len(ends) == 1:
        return _written(period, lang)
    first, last = ends
    if lang != "zh":
        same = len(first) == 7 and first[4:6] not in ("-Q", "-H") and first[:4] == last[:4]
        return f"{month_name[int(first[5:])] if same else _written(first, lang)}–{_written(last, lang)}"
    if len(first) == 4:
        return f"{first}—{last}年"
    if first[:4] == last[:4] and len(first) == 7 and first[5:].isdigit():
        return f"{first[:4]}年{int(first[5:])}—{int(last[5:])}月"
    return f"{_written(first, lang)}至{_written(last, lang)}"


def _written(part: str, lang: str) -> str:
    year, rest = part[:4], part[5:]
    number_ = int(rest[-1]) if rest[:1] in ("Q", "H") else 0
    if lang == "zh":
        if rest.startswith("Q"):
            return f"{year}年{'一二三四'[number_ - 1]}季度"
        if rest.startswith("H"):
            return f"{year}年{'上下'[number_ - 1]}半年"
        return f"{year}年" + "".join(f"{int(n)}{word}" for n, word in zip(rest.split("-") if rest else [], "月日", strict=False))
    if rest.startswith("Q"):
        return f"{rest} {year}"
    if rest.startswith("H"):
        return f"{('first', 'second')[number_ - 1]} half of {year}"
    return " ".join([*([str(int(rest[3:]))] if len(rest) == 5 else []), *([month_name[int(rest[:2])]] if rest else []), year])
