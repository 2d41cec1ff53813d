"""Lines as a file: what is worded alike is worded once, and DuckDB writes the rest.

found      the outcomes that become lines
worded     what of them a reason looks at, numbered; Python words each row
reasons    number → reason and cite
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from suance.award.plan import Plan
from suance.award.sql.parts import PARTS
from suance.award.sql.setting import COLUMNS, KEYS
from suance.award.sql.tables import LINES
from suance.award.sql.tree import Part, Query, Tree, case, cast, column, equals, is_null, named, number, parsed, render, store, text, unless_null

SHOWN = tuple(name for name in (*COLUMNS, *PARTS) if name not in KEYS)
"""The columns of `found`."""
UNWORDED = frozenset({"subject", "day", "payee"})
"""Those that no reason looks at."""
WORDED = tuple(name for name in SHOWN if name not in UNWORDED)
REASONS: Mapping[str, str] = {"number": "BIGINT", "reason": "VARCHAR", "cite": "VARCHAR"}


def worded() -> str:
    """What stores in `worded` each combination of what reasons look at, numbered."""
    each = Query(*map(column, WORDED)).source("found").tree.distinct(copy=False)
    return store("worded", Query("ROW_NUMBER() OVER () AS number", "*").source(each))


def asked() -> str:
    """What is to be worded: the number, and the columns of an outcome, NULL where no reason looks at one."""
    names = [column(name) if name in WORDED else named(text("") if name == "subject" else exp.null(), name) for name in SHOWN]
    return render(Query("number", *names).source("worded"))


def copy(plan: Plan, path: str) -> str:
    """What writes the lines to a Parquet file, in their order."""
    same: list[Part] = [exp.NullSafeEQ(this=column(name, "w"), expression=column(name, "f")) for name in WORDED]
    lines = Query(*(named(cast(tree, LINES[name]), name) for name, tree in _line(plan).items())).source("found", "f")
    lines.join("worded", "w", *same, kind="inner").join("reasons", "r", "r.number = w.number", kind="inner")
    ordered = lines.tree.order_by(*_order(plan), copy=False)
    options = [exp.CopyParameter(this=exp.var("FORMAT"), expression=exp.var("parquet"))]
    return render(exp.Copy(this=ordered.subquery(copy=False), kind=False, files=[text(path)], params=options))


def _line(plan: Plan) -> dict[str, Tree]:
    """The columns of a line, sums in 元."""
    settled = case((equals(column("low", "f"), column("high", "f")), _yuan("low")))
    return {
        "policy": text(plan.policy),
        **{name: column(name, "f") for name in ("rule", "step")},
        "subject_id": column("subject", "f"),
        "year": column("year", "f"),
        "part": column("part", "f"),
        "amount": settled,
        "amount_min": _yuan("low"),
        "amount_max": _yuan("high"),
        **{name: column(name, "f") for name in ("status",)},
        "reason": column("reason", "r"),
        "payee": column("payee", "f"),
        "cite": column("cite", "r"),
    }


def _part() -> Tree:
    return unless_null(column("part", "f"), text(""))


def _yuan(name: str) -> Tree:
    """分 as 元: a product, as a quotient would be a binary float."""
    return exp.Mul(this=cast(column(name, "f"), "DECIMAL(20, 0)"), expression=parsed("CAST('0.01' AS DECIMAL(2, 2))"))


def _order(plan: Plan) -> list[Tree]:
    """Rules in the order of the file, then subject and year, then steps from the largest down, then parts and the years of their awards."""
    rules = [(equals(column("rule", "f"), text(rule.id)), number(place)) for place, rule in enumerate(plan.rules)]
    steps = [
        (exp.and_(equals(column("rule", "f"), text(rule.id)), equals(column("step", "f"), text(step.id)), copy=False), number(place))
        for rule in plan.rules
        if len(rule.steps) > 1
        for place, step in enumerate(rule.sums)
    ]
    none = case((is_null(column("step", "f")), number(-1)), default=number(0))
    return [
        case(*rules),
        column("subject", "f"),
        column("year", "f"),
        *([case(*steps, default=none)] if steps else []),
        _part(),
        unless_null(column("of_year", "f"), column("year", "f")),
    ]
