"""The policy file: what may stand in it, and how it is read and written.

A rule is fully determined by its own keys: nothing that pays has a default. Quantities stay as the clause writes
them (`1000亿元`) and give their exact value on demand. The schema is closed; a fault is a PolicyError with file and
line. The same shape is published as JSON Schema in policy.schema.json beside this package.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from suance.errors import PolicyError
from suance.policy import file
from suance.policy.schema.award import (
    Award,
    Clawback,
    Crosses,
    First,
    Instalment,
    Lending,
    Recognised,
    Reviewed,
    Since,
    Split,
    Term,
    Trigger,
    Yearly,
    share_of,
)
from suance.policy.schema.cap import Cap, Rolling, ShareOf
from suance.policy.schema.example import Example
from suance.policy.schema.figure import Figure, GreatestFigure, LeastFigure, MetricFigure, SumFigure
from suance.policy.schema.figure import parts as parts_of
from suance.policy.schema.group import Elsewhere, Group
from suance.policy.schema.interest import Interest, RateOf
from suance.policy.schema.parts import Answer, Bound, Cite, Goal, Part, Question, Source, Written
from suance.policy.schema.pay import BASED, Amount, Band, Entry, Factor, LeastPaid, LevelSum, Pay, Step, amounts
from suance.policy.schema.policy import Place, Policy, Questioned, cites, questions, reread, shown
from suance.policy.schema.pool import Pool
from suance.policy.schema.promise import Base, Clause, Fund, Mention, Roster, Target, Validity
from suance.policy.schema.reform import Edit, Reform
from suance.policy.schema.review import Judgement, Judgements, Review, Verdict
from suance.policy.schema.when import (
    AllCondition,
    AnyCondition,
    AttributeCondition,
    BenchmarkCondition,
    Compound,
    Condition,
    CountCondition,
    HonourCondition,
    MetricCondition,
    NotCondition,
    RankCondition,
    leaves,
    members,
)

__all__ = [
    "BASED",
    "AllCondition",
    "Amount",
    "Answer",
    "AnyCondition",
    "AttributeCondition",
    "Award",
    "Band",
    "Base",
    "BenchmarkCondition",
    "Bound",
    "Cap",
    "Cite",
    "Clause",
    "Clawback",
    "Compound",
    "Condition",
    "CountCondition",
    "Crosses",
    "Edit",
    "Elsewhere",
    "Entry",
    "Example",
    "Factor",
    "Figure",
    "First",
    "Fund",
    "Goal",
    "GreatestFigure",
    "Group",
    "HonourCondition",
    "Instalment",
    "Interest",
    "Judgement",
    "Judgements",
    "LeastFigure",
    "LeastPaid",
    "Lending",
    "LevelSum",
    "Mention",
    "MetricCondition",
    "MetricFigure",
    "NotCondition",
    "Part",
    "Pay",
    "Place",
    "Policy",
    "Pool",
    "Question",
    "Questioned",
    "RankCondition",
    "RateOf",
    "Recognised",
    "Reform",
    "Review",
    "Reviewed",
    "Rolling",
    "Roster",
    "ShareOf",
    "Since",
    "Source",
    "Split",
    "Step",
    "SumFigure",
    "Target",
    "Term",
    "Trigger",
    "Validity",
    "Verdict",
    "Written",
    "Yearly",
    "amounts",
    "build",
    "cites",
    "dump",
    "json_schema",
    "leaves",
    "load",
    "load_judgements",
    "load_reform",
    "loads",
    "members",
    "parts_of",
    "questions",
    "reread",
    "share_of",
    "shown",
]


P = TypeVar("P", bound=Part)


def load(path: Path) -> Policy:
    """The policy that a YAML file holds; PolicyError with file and line where it breaks the schema or cannot be read."""
    return loads(_read(path), str(path))


def load_reform(path: Path) -> Reform:
    """The reform that a YAML file holds; PolicyError with file and line where it is none."""
    return _valid(Reform, _read(path), str(path))


def load_judgements(path: Path) -> Judgements:
    """The decisions that a YAML file holds; PolicyError with file and line where it holds none."""
    return _valid(Judgements, _read(path), str(path))


def loads(text: str, where: str) -> Policy:
    """The policy that YAML text holds; `where` names it in errors."""
    return _valid(Policy, text, where)


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise PolicyError("没有这个文件", where=str(path), hint="政策文件是一个 .yaml 文件") from None
    except OSError as error:
        raise PolicyError("读不了文件", where=str(path), hint=error.strerror or "") from None
    except UnicodeDecodeError:
        raise PolicyError("不是 UTF-8 文本", where=str(path), hint="政策文件是 UTF-8 编码的 YAML 文本") from None


def _valid(kind: type[P], text: str, where: str) -> P:
    """The part that a whole file is, with the line of its first fault."""
    data, lines = file.parse(text, where)
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        faults = sorted((_placed(details, lines) for details in error.errors(include_url=False)), key=lambda placed: placed[0])
        line, what, hint = faults[0]
        more = f"；另有 {len(faults) - 1} 处" if len(faults) > 1 else ""
        raise PolicyError(what + more, where=f"{where}:{line}", hint=hint) from None


def build(kind: type[P], data: dict[str, Any]) -> P:
    """A part of a policy from plain data; PolicyError, without a place, where it breaks the schema."""
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        what, hint = _told(error.errors(include_url=False)[0], ())
        raise PolicyError(what, hint=hint) from None


def dump(policy: Policy) -> str:
    """YAML text that loads as the same policy: keys in the schema's order, quantities as written, defaults left out."""
    return file.render(policy.model_dump(mode="json", by_alias=True, exclude_defaults=True))


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a policy file, for editors and other programs."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Policy.model_json_schema(by_alias=True)}


_MESSAGES = {
    "literal_error": "“{key}” 不能是 “{input}”",
    "string_type": "“{key}” 应为文字，不是 {input}",
    "string_too_short": "“{key}” 是空的",
    "too_short": "“{key}” 是空的",
    "model_type": "“{key}” 应为“键: 值”",
    "dict_type": "“{key}” 应为“键: 值”",
    "tuple_type": "“{key}” 应为列表",
    "string_pattern_mismatch": "“{key}” 的写法不对：{input}",
}
_PATTERN_HINT = "编号用小写字母、数字、- 与 _；日期如 2022-02-07；时期如 2025、2021/2025；digest 为 64 位十六进制"


def _placed(details: ErrorDetails, lines: file.Lines) -> tuple[int, str, str]:
    """Line, message and hint of one fault."""
    kept = lines.holds((*details["loc"], *details.get("ctx", {}).get("at", ())))
    return lines.at(kept), *_told(details, kept)


def _told(details: ErrorDetails, kept: Place) -> tuple[str, str]:
    """Message and hint of one fault; `kept` is the part of its place that the file has."""
    context, place = details.get("ctx", {}), details["loc"]
    if details["type"] == "policy":
        return file.one_line(context["message"]), file.one_line(context.get("hint", ""))
    absent = details["type"] == "missing" and isinstance(place[-1], str)
    key = next((step for step in reversed(place if absent else kept or place) if isinstance(step, str)), "文件")
    message = "缺少键 “{key}”" if absent else _MESSAGES.get(details["type"], "“{key}” 的值不合要求：{input}")
    return message.format(key=key, input=_brief(details["input"])), _hint(details)


def _hint(details: ErrorDetails) -> str:
    """What may be written instead, where the validator knows."""
    if details["type"] == "literal_error":
        choices = details["ctx"]["expected"].replace(" or ", ", ").replace("'", "").split(", ")
        return f"可用：{'、'.join(choices)}"
    return _PATTERN_HINT if details["type"] == "string_pattern_mismatch" else ""


def _brief(value: object) -> str:
    text = file.one_line(str(value))
    return text if len(text) <= 40 else text[:39] + "…"
