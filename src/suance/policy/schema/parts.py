"""What the parts of a policy file are made of: quantities as written, dates, cites, comparisons, open questions."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    PlainSerializer,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from suance import model, quantity
from suance.errors import SuanceError


def fault(message: str, *at: str | int, hint: str = "") -> PydanticCustomError:
    """A fault of the part that is being validated, at the keys `at` inside it."""
    return PydanticCustomError("policy", "{message}", {"message": message, "at": at, "hint": hint})


def known(keys: Iterable[str], wrong: str = "") -> str:
    """The hint that lists what may be written, the nearest first asked for: 是不是 amount？可用的键：…"""
    names = list(keys)
    near = difflib.get_close_matches(wrong, names, n=1)
    return (f"是不是 {near[0]}？" if near else "") + f"可用的键：{'、'.join(names)}"


def shape(*keys: str, apart: Mapping[str, Sequence[str]] = MappingProxyType({})) -> Discriminator:
    """Tells the shapes of a part apart by the key that only one of them has; of `apart`, tag by tag, by whichever of its keys is there."""

    def tag(value: Any) -> str | None:
        there = value if isinstance(value, Mapping) else type(value).keys() if isinstance(value, Part) else ()
        special = [name for name, names in apart.items() if any(key in there for key in names)]
        return next(iter([*special, *(key for key in keys if key in there)]), None)

    message = f"应有 {'、'.join(keys)} 之一"
    return Discriminator(tag, custom_error_type="policy", custom_error_message="{message}", custom_error_context={"message": message})


class Written(str):
    """A quantity as the clause writes it, `1000亿元`, without words of comparison: the key says how it is compared."""

    __slots__ = ()

    @property
    def quantity(self) -> quantity.Quantity:
        """The exact value in the base unit, with its unit."""
        return quantity.parse(self)

    @property
    def value(self) -> Decimal:
        """The value in the base unit: 100000000000 for 1000亿元."""
        return self.quantity.value

    @property
    def unit(self) -> str:
        """The base unit: CNY, %, 家 …"""
        return self.quantity.unit

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls._read, core_schema.str_schema(min_length=1))

    @classmethod
    def _read(cls, text: str) -> Written:
        try:
            found = quantity.parse(text)
        except SuanceError:
            raise fault(f"读不出数量 “{text}”", hint="写法如 1000亿元、3%、2万件") from None
        if found.comparator not in ("eq", "between"):
            raise fault(f"“{text}” 带有比较的词", hint="这里只写数量，比较由键说明：over 超，from 以上，up_to 最高")
        return cls(text)


def _money(text: Written) -> Written:
    if text.unit != "CNY" or text.quantity.value_max is not None:
        raise fault(f"“{text}” 应为一个人民币金额", hint="如 200万元")
    return text


def _iso(value: Any) -> Any:
    """A date or a bare year as ISO text."""
    return value.isoformat() if isinstance(value, date) else str(value) if type(value) is int else value


def _day(value: Any) -> date | None:
    """A day; the word `unknown`, or None in Python, is None."""
    if value is None or value == "unknown":
        return None
    try:
        return value if isinstance(value, date) else date.fromisoformat(value)
    except (TypeError, ValueError):
        raise fault(f"“{value}” 不是日期", hint="写作 2022-02-07；原文未说明的写 unknown") from None


Money = Annotated[Written, AfterValidator(_money)]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
Name = Annotated[str, Field(pattern=r"^([a-z][a-z0-9_-]*|[一-鿿][一-鿿A-Za-z0-9]*)$")]
"""of a figure, an honour or a kind of project: the id of a term of the house, or the words of the clause"""
Text = Annotated[str, Field(min_length=1)]
Iso = Annotated[str, BeforeValidator(_iso, json_schema_input_type=str), Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
Period = Annotated[
    str,
    BeforeValidator(_iso, json_schema_input_type=str | int),
    Field(pattern=r"^\d{4}(-(\d{2}(-\d{2})?|Q[1-4]|H[12]))?(/\d{4}(-\d{2}(-\d{2})?)?)?$"),
]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Day = Annotated[
    date | None,
    BeforeValidator(_day, json_schema_input_type=str),
    PlainSerializer(lambda day: day.isoformat() if day else "unknown", return_type=str),
]
Value = str | int | bool | None | tuple[str, ...]
"""what a key can hold that a question is about"""


class Part(BaseModel):
    """A part of the policy file: frozen, and closed to keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, data: Any) -> Any:
        keys = cls.keys()
        for key in data if isinstance(data, Mapping) else ():
            if key not in keys:
                raise fault(f"未知的键 “{key}”", key, hint=known(keys, key))
        return data

    @classmethod
    def keys(cls) -> list[str]:
        """The keys that the file may give."""
        return [field.alias or name for name, field in cls.model_fields.items()]

    def plain(self) -> dict[str, Any]:
        """The part as plain data under the file's keys, absent keys as None."""
        return self.model_dump(mode="json", by_alias=True)


def exactly_one(part: Part, names: tuple[str, ...]) -> str:
    """The one name of `names` that the part gives; a fault where it gives none or several."""
    given = [name for name in names if getattr(part, name) is not None]
    if len(given) != 1:
        keys = "、".join(type(part).model_fields[name].alias or name for name in names)
        raise fault(f"{keys} 之中应恰有一个，现有 {len(given)} 个")
    return given[0]


def either(first: Written | None, second: Written | None) -> Written:
    """Whichever of two keys is given, of a part that was found to give exactly one."""
    found = first if first is not None else second
    assert found is not None
    return found


class Cite(Part):
    """The words that a number stands under: their place in a source, and the words or their SHA-256 digest."""

    source: Slug
    span: tuple[int, int] | None = None
    quote: Text | None = None
    digest: Digest | None = None
    amends: Cite | None = None
    """of an amendment's words: those that they change, under which the rest still stands"""

    @model_validator(mode="after")
    def _enough(self) -> Self:
        exactly_one(self, ("quote", "digest"))
        if self.span is None and self.digest is not None:
            raise fault("有 digest 就要有 span", "digest", hint="只凭摘要找不到原文的位置")
        if self.span is not None and not 0 <= self.span[0] < self.span[1]:
            raise fault(f"span {list(self.span)} 不是一段文字", "span", hint="写作 [起, 止]，起不小于 0，止大于起")
        return self

    def record(self) -> model.Cite:
        """The cite as lines and targets carry it."""
        return model.Cite(self.source, self.span, self.quote, self.digest)


class Source(Part):
    """A text that the policy rests on; `document` is the name under which it was read."""

    title: Text
    publisher: Text
    published: Iso | None = None
    standing: Literal["official", "news", "example", "unread"]
    """official: the issuer's own text; news: second-hand; example: made up; unread: only named by another source"""
    document: Text | None = None
    link: Text | None = None
    sha256: Digest | None = None
    """of the document's plain text in UTF-8"""
    cite: Cite | None = None
    """where another source names it"""


class Answer(Part):
    """Who chose the reading that stands, and when."""

    by: Text
    at: Iso
    note: Text | None = None


class Question(Part):
    """What the text leaves open about one key: the question, the reading that stands there, and what else it may be."""

    about: Text
    """the keys that lead to it from the part: pay.pick, caps.cluster_life.covers"""
    ask: Text
    reading: Value
    alternatives: tuple[Value, ...] = Field(min_length=1)
    why: Text | None = None
    answered: Answer | None = None
    """None while it is open"""


COMPARISONS: tuple[model.Comparator, ...] = ("gt", "ge", "lt", "le", "eq")


class Bound(Part):
    """A quantity under the word that compares: {ge: 3%}."""

    gt: Written | None = None
    ge: Written | None = None
    lt: Written | None = None
    le: Written | None = None
    eq: Written | None = None
    comparators: ClassVar[tuple[model.Comparator, ...]] = COMPARISONS

    @model_validator(mode="after")
    def _one(self) -> Self:
        exactly_one(self, self.comparators)
        return self

    @property
    def comparator(self) -> model.Comparator:
        """Which comparison is given."""
        return next(name for name in self.comparators if getattr(self, name) is not None)

    @property
    def written(self) -> Written:
        """The quantity compared with."""
        found: Written = getattr(self, self.comparator)
        return found


class Goal(Bound):
    """What a target or promise aims at; also {approx: 43%} and {between: 10%—15%}."""

    approx: Written | None = None
    between: Written | None = None
    comparators: ClassVar[tuple[model.Comparator, ...]] = (*COMPARISONS, "approx", "between")
