"""After the stages: the awards of a rule that has parts, as these parts, one rule after the other.

whole     the rule's outcomes that pay or may, numbered
returns   of these the ones that are returned: in which year, and by which claw-back
due       each by its portions and instalments: part, year, status, cause and both ends
parts     the lines of all such rules: what is due, and what is returned of it, each with its whole
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from suance.award.rule import Rule
from suance.award.sql import portions, returns
from suance.award.sql.portions import ENDS, PIECE
from suance.award.sql.setting import COLUMNS, KEYS, Setting
from suance.award.sql.tables import nothing
from suance.award.sql.tree import Query, Tree, append, case, column, equals, named, number, parsed, store, text, union

PARTS: Mapping[str, str] = {
    "part": "VARCHAR",
    "of_year": "INTEGER",
    **dict.fromkeys(("of_status", "of_cause"), "VARCHAR"),
    **dict.fromkeys(("of_low", "of_high"), "INT128"),
}
"""Further columns of outcomes: the part, and what of the whole award may differ from it."""
PAYING = "status IN ('granted', 'cut', 'unknown')"
Fates = Sequence[tuple[Tree, Mapping[str, Tree]]]
"""What may befall a piece, and what it is then."""


def start() -> str:
    """What stores `parts`, empty."""
    types = {**COLUMNS, **dict.fromkeys(ENDS, "INT128"), **PARTS}
    return store("parts", nothing({name: type_ for name, type_ in types.items() if name not in KEYS}))


def due(setting: Setting, rule: Rule, outcomes: Query) -> list[str]:
    """What stores the awards of a rule, given its outcomes after all stages, what is returned of them, and what is due."""
    whole = Query("ROW_NUMBER() OVER () AS n", "*").source(outcomes, "o").where(PAYING)
    divided = portions.portions(setting, rule, Query("*").source("whole").where("cause <> 'paid'"))
    pieces = _settled(setting, rule, portions.instalments(setting, rule, divided))
    as_paid = Query(*PIECE[:7], "CAST(NULL AS VARCHAR) AS part", "0 AS place").source("whole").where("cause = 'paid'")
    found = [store("whole", whole)]
    if rule.clawback:
        found.append(store("returns", returns.events(rule)))
    return [*found, store("due", union([pieces, as_paid]))]


def lines(setting: Setting, rule: Rule) -> str:
    """What adds to `parts` what is due of a rule's awards and what is returned."""
    names = ("n", "part", "year", "status", "cause", *ENDS)
    found = [Query(*names).source("due")]
    if rule.clawback:
        found.append(returns.returned(setting, rule))
    fates: Fates = [(parsed(f"d.year > {setting.as_of.year} AND d.{PAYING}"), _refused("future"))] if setting.as_of is not None else []
    of_piece = {name: _told(name, "d", fates) for name in names[2:]}
    whole = [of_piece.get(name) or column(name, "w") for name in COLUMNS if name not in KEYS]
    of = [column(name.removeprefix("of_"), "w") for name in PARTS if name != "part"]
    return append("parts", Query(*whole, "d.part", *of).source(union(found), "d").join("whole", "w", "w.n = d.n", kind="inner"))


def _settled(setting: Setting, rule: Rule, pieces: Query) -> Query:
    """Each piece, unless the award is returned before it falls due; with the sum that was paid for it."""
    fates: list[tuple[Tree, Mapping[str, Tree]]] = []
    if setting.has("paid", "part"):
        fates.append((parsed("NOT p.paid IS NULL"), {"status": text("granted"), "cause": text("paid"), **{end: column("paid", "p") for end in ENDS}}))
    if rule.clawback:
        fates.append((parsed(f"i.year > r.until AND i.{PAYING}"), _refused("undone")))
    found = Query(*(_told(name, "i", fates) for name in PIECE)).source(pieces, "i")
    if rule.clawback:
        found.join("returns", "r", "r.n = i.n")
    if setting.has("paid", "part"):
        found.join(_paid(setting, rule), "p", "p.subject_id = i.subject", "p.year = i.year", "p.part = i.part")
    return found


def _paid(setting: Setting, rule: Rule) -> Query:
    """What was paid for parts of a rule's awards, in 分."""
    found = Query("subject_id", "year", "part", "CAST(SUM(amount) * 100 AS BIGINT) AS paid").source("paid").where("part <> ''")
    found.where(equals(column("policy"), text(setting.plan.policy)), equals(column("rule"), text(rule.id)))
    return found.group("subject_id", "year", "part")


def _refused(cause: str) -> dict[str, Tree]:
    return {"status": text("not_eligible"), "cause": text(cause), **{end: number(0) for end in ENDS}}


def _told(name: str, of: str, fates: Fates) -> Tree:
    """A column of a piece: by the first of the fates that befalls it, else as it is."""
    return named(case(*((befalls.copy(), fate[name].copy()) for befalls, fate in fates if name in fate), default=column(name, of)), name)
