"""The forms that expressions of time take, and what each means; the standard library only.

A form is a pattern with named groups; its meaning is a function of what the groups hold and of the frame: the day of
publication and the words around. Adding a form means one pattern and one function.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from suance.quantity.numeral import number

Kind = Literal["day", "days", "month", "months", "quarter", "half", "year", "years", "plan", "same", "duration"]
Role = Literal["at", "by", "as_of", "since", "than"]


@dataclass(frozen=True, slots=True)
class Frame:
    """What a form is read against."""

    today: date | None
    role: Role
    words: str
    past: bool
    """whether what it says has happened by the day of publication: 截至, 以来"""
    dated: tuple[int, int] | None
    """year and month of the last date before it that names its year"""


Given = dict[str, str]
Meaning = tuple[Kind, str | None]

# ── forms ────────────────────────────────────────────────────────────────────

_YEARS_AWAY = {"大前年": -3, "前年": -2, "去年": -1, "上年": -1, "上一年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
HAN = "零一二三四五六七八九十"
_AD = r"(?<![\d.〔\[第])(?P<year>(?:19|20)\d\d|2100|[一二][零一二三四五六七八九]{3})"
_AWAY = "(?P<away>" + "|".join(_YEARS_AWAY) + ")"
_YEAR = f"(?:{_AD}年(?!代)度?|{_AWAY}度?)"
_YEAR_OR_NONE = f"(?:{_AD}年?|{_AWAY})?"
_YEAR_TO = r"(?:(?P<year_to>(?:19|20)\d\d)年|(?P<next>次年|翌年))"
_MONTH = f"(?<![\\d.{HAN}])(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_MONTH_TO = "(?P<month_to>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_TO = "(?:-{1,2}|~|至|到)"
_MONTH_WORD = "月(?![龄均供薪租嫂亮报刊饼])"

# The first form that fits at a place is taken, so the longer ones stand first. The scanner drops the groups' names.
FORMS: dict[str, str] = {
    "iso": r"(?<![\d-])(?P<year>(?:19|20)\d\d)(?:-(?P<month>1[0-2]|0?[1-9])-|[/.](?P<m>1[0-2]|0?[1-9])[/.])(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)",
    "days": f"{_YEAR}?{_MONTH}月{_DAY}[日号]?{_TO}{_YEAR_TO}?(?:{_MONTH_TO}月)?(?P<day_to>3[01]|[12]\\d|0?[1-9])[日号]",
    "day": f"{_YEAR}?{_MONTH}月{_DAY}[日号]",
    "months": f"{_YEAR}?{_MONTH}(?:月份?[底末初]?)?{_TO}{_YEAR_TO}?{_MONTH_TO}{_MONTH_WORD}份?[底末初]?",
    "month": f"{_YEAR}?{_MONTH}{_MONTH_WORD}(?:份|底|末|初|[上中下]旬)?",
    "same": f"{_YEAR}?(?<!合)同(?:期(?!限)|月)",
    "quarters": f"{_YEAR_OR_NONE}(?:前(?P<count>[一二两三1-3])个?|[一1]{_TO}(?P<until>[二三四2-4]))季度",
    "quarter": f"{_YEAR_OR_NONE}(?:第?(?P<quarter>[一二三四1-4首])季度|(?P<first>首)季|[Qq](?P<q>[1-4])(?![\\d.]))[末底]?",
    "half": f"{_YEAR_OR_NONE}(?P<half>[上下])半年[末底]?",
    "first": f"{_YEAR}?[前头](?P<count>1[0-2]|[1-9]|十[一二]?|[一二两三四五六七八九])个月",
    "years": rf"{_AD}年?{_TO}(?P<until>(?:19|20)?\d\d)(?:年度?[底末]?|(?=\)))",
    "listed": rf"{_AD}(?=(?:[、和及与](?:19|20)\d\d){{1,9}}年)",
    "plan": (
        f'[“"]?(?:(?<![{HAN}百千万])(?P<plan>十[一二三四五六]五)[”"]?|(?<=[“"])(?P<quoted>[一二三四五六七八九十]五)[”"]'
        f"|(?<![{HAN}百千万])(?P<named>[一二三四五六七八九十]五)(?=规划|计划|期间|时期))"
        "(?:(?:规划|计划)(?=期间|时期|期?末))?(?:(?P<end>期?末|收官之年|最后一年)|(?P<open>初期?|开局之年|第一年|首年)|前(?P<count>[一二两三四])年|期间|时期)?(?!普法)"
    ),
    "year": f"{_YEAR}(?:全年|年?[底末](?!端)|年?初|年中|期间|之内|内)?",
    "yearly": "(?<![\\d今去前明后本上每成多半当近数历常往逐整百几全青少老中周年])年(?:[底末初](?!端)|内(?![在外部]))|(?<!健)全年",
    "near": "(?:本|(?<!以)上个?|(?<!以)下个?)月[底末]?|(?<![\\d零一二三四五六七八九十每半整当个])月[底末]|本季度|上一?季度|今[日天](?!的)|昨[日天]",
    "duration": (
        f"(?<![\\d.第数几{HAN}百])(?P<length>\\d{{1,3}}(?:\\.\\d)?|[{HAN}两百]{{1,3}}|(?<![上下])半)"
        "(?:年(?![级均度轻代])|个(?:半)?月|个季度|个?工作日|个?自然日|天(?![然津使府猫气空河堂下])|日(?=内|以内|之内)|周(?![年边期末转])|个星期|个?小时|分钟)"
    ),
    "date": f"(?<![\\d月{HAN}第前后近每-])(?P<day>3[01]|[12]\\d|[1-9])日(?![内均报游元本常用])",
}
# ── meanings ─────────────────────────────────────────────────────────────────

_AHEAD = 8
"""months from publication on in which a bare month may lie ahead; 12月 in a text of February is the last one"""


def whole(text: str) -> int:
    """The integer that a numeral is: 7, 十二, 二〇二二; 0 where it is none."""
    return int(number(text) or 0)


def _year(given: Given, frame: Frame, month: int = 1) -> int | None:
    """The year that a form names, else that of publication.

    A bare month after publication is of the year before where the text told of that year before (2021年9月…12月), is cut
    off there (截至), or lies far ahead. 上一年度, and 上年 as a base, are told from another year, not from publication.
    """
    if "year" in given:
        return whole(given["year"])
    if frame.today is None:
        return None
    if "away" in given:
        relative = given["away"] == "上一年" or (given["away"] == "上年" and (frame.role == "than" or "上年度" in frame.words))
        return None if relative else frame.today.year + _YEARS_AWAY[given["away"]]
    ahead = month - frame.today.month
    if ahead > 0 and frame.role != "by" and frame.dated is not None and frame.dated < (frame.today.year, 1) and frame.dated[1] <= month:
        return frame.dated[0]
    if (frame.past and ahead > 0) or ahead > _AHEAD:
        return frame.today.year - 1
    return frame.today.year + (1 if frame.role == "by" and ahead < -_AHEAD else 0)


def _day(given: Given, frame: Frame) -> Meaning:
    month = whole(given.get("month") or given["m"])
    return "day", day_text(_year(given, frame, month), month, whole(given["day"]))


def _days(given: Given, frame: Frame) -> Meaning:
    month = whole(given["month"])
    year = _year(given, frame, month)
    month_to = whole(given["month_to"]) if "month_to" in given else month
    first = day_text(year, month, whole(given["day"]))
    last = day_text(_until(given, year, month, month_to), month_to, whole(given["day_to"]))
    return "days", f"{first}/{last}" if first and last and first < last else None


def day_text(year: int | None, month: int, day: int) -> str | None:
    """The day as 2022-02-07; None where the year is unknown or the month has no such day."""
    if year is None or day > monthrange(year, month)[1]:
        return None
    return date(year, month, day).isoformat()


def _months(given: Given, frame: Frame) -> Meaning:
    first, last = whole(given["month"]), whole(given["month_to"])
    year = _year(given, frame, last if last >= first else first)
    return "months", _month_span(year, first, _until(given, year, first, last), last)


def _until(given: Given, year: int | None, first: int, last: int) -> int | None:
    """The year in which a span ends: as named, or the next one where the months turn (11月至3月)."""
    if "year_to" in given:
        return int(given["year_to"])
    return None if year is None else year + (1 if "next" in given or last < first else 0)


def _month_span(year: int | None, first: int, year_to: int | None, last: int) -> str | None:
    if year is None or year_to is None or (year, first) >= (year_to, last):
        return None
    return f"{year}-{first:02d}/{year_to}-{last:02d}"


def _month(given: Given, frame: Frame) -> Meaning:
    month = whole(given["month"])
    year = _year(given, frame, month)
    return "month", None if year is None else f"{year}-{month:02d}"


def _first(given: Given, frame: Frame) -> Meaning:
    """前5个月: from January on."""
    year = _year(given, frame)
    return "months", _month_span(year, 1, year, whole(given["count"]))


def _quarters(given: Given, frame: Frame) -> Meaning:
    """前三季度: nine months from January on."""
    year = _year(given, frame)
    return "months", _month_span(year, 1, year, 3 * whole(given.get("count") or given["until"]))


def _quarter(given: Given, frame: Frame) -> Meaning:
    written = given.get("quarter") or given.get("q") or "首"
    quarter = 1 if written == "首" else whole(written)
    year = _year(given, frame, 3 * quarter - 2)
    return "quarter", None if year is None else f"{year}-Q{quarter}"


def _half(given: Given, frame: Frame) -> Meaning:
    half = 1 if given["half"] == "上" else 2
    year = _year(given, frame, 6 * half - 5)
    return "half", None if year is None else f"{year}-H{half}"


def _years(given: Given, frame: Frame) -> Meaning:
    first = whole(given["year"])
    last = int(given["until"]) if len(given["until"]) == 4 else first // 100 * 100 + int(given["until"])
    return "years", f"{first}/{last}" if first < last else None


def _one_year(given: Given, frame: Frame) -> Meaning:
    year = _year(given, frame)
    return "year", None if year is None else str(year)


def _yearly(given: Given, frame: Frame) -> Meaning:
    """年底, 全年 without a year: that of publication, but early in a year 全年 may as well be the last one."""
    if frame.today is None or (frame.words == "全年" and frame.today.month <= 3):
        return "year", None
    return "year", str(frame.today.year - (1 if frame.role == "as_of" and frame.today.month < 12 else 0))


def _plan(given: Given, frame: Frame) -> Meaning:
    """A five-year plan: 一五 is 1953/1957, and three years without a plan (1963 to 1965) lie before 三五."""
    name = given.get("plan") or given.get("quoted") or given["named"]
    ordinal = whole(name[:-1])
    first = 1953 + 5 * (ordinal - 1) + (3 if ordinal > 2 else 0)
    if "end" in given or "open" in given:
        return "year", str(first + 4 if "end" in given else first)
    return "plan", f"{first}/{first + (whole(given['count']) if 'count' in given else 5) - 1}"


def _near(given: Given, frame: Frame) -> Meaning:
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


def _date(given: Given, frame: Frame) -> Meaning:
    """8日 alone: the last one before publication."""
    if frame.today is None:
        return "day", None
    months = frame.today.year * 12 + frame.today.month - 1 - (int(given["day"]) > frame.today.day)
    return "day", day_text(months // 12, months % 12 + 1, int(given["day"]))


MEANINGS: dict[str, Callable[[Given, Frame], Meaning]] = {
    "iso": _day, "days": _days, "day": _day, "months": _months, "month": _month, "quarters": _quarters, "quarter": _quarter, "half": _half,
    "first": _first, "years": _years, "listed": _one_year, "year": _one_year, "yearly": _yearly, "plan": _plan, "near": _near, "date": _date,
    "same": lambda given, frame: ("same", None), "duration": lambda given, frame: ("duration", None),
}  # fmt: skip
