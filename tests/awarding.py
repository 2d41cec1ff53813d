"""Small policies and panels for the award tests, by hand and at random."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from suance.award import panel
from suance.award.panel import Panel
from suance.award.plan import from_policy
from suance.errors import PolicyError
from suance.policy.schema import BenchmarkCondition, MetricCondition, Policy, Recognised, leaves
from suance.terms.subject import SUBJECTS, Subject, within

CITE = {"source": "notice", "quote": "示例"}
FIRMS = ("F1", "F2", "F3")
CLUSTERS = ("K1", "K2")
OTHERS: Mapping[Subject, Sequence[str]] = {"product": ("X1", "X2"), "park": ("G1", "G2"), "person": ("P7", "P8"), "district": ("N1", "N2")}
"""subjects of further kinds, each with its tables' ids"""
_NAMES: Mapping[Subject, Sequence[str]] = {"firm": FIRMS, "cluster": CLUSTERS, **OTHERS}
YEARS = tuple(range(2020, 2026))
DAYS = ("2020-05-01", "2022-01-01", "2022-12-31", "2023-06-01", "2024-03-01")
THRESHOLDS = ("10元", "20元", "30元")
REVENUES = ("5", "5", "9.99", "10", "10.01", "9.5", "19.99", "20", "20.01", "30", "30.01", None, None)
AMOUNTS = ("0.05元", "1元", "2.01元", "3元", "5.55元", "100亿元")


def policy_of(
    *awards: Mapping[str, Any],
    announced: str = "2022-02-07",
    start: str = "unknown",
    end: str = "unknown",
    status: str = "in_force",
    groups: Sequence[Mapping[str, Any]] = (),
    pools: Sequence[Mapping[str, Any]] = (),
) -> Policy:
    """A policy of awards, groups and pools as the file writes them, each with a made-up cite."""
    return Policy.model_validate(
        {
            "policy": "test",
            "title": "测试",
            "issuer": "某市",
            "region": "某市",
            "validity": {"announced": announced, "from": start, "to": end, "status": status},
            "sources": {"notice": {"title": "示例", "publisher": "某市", "standing": "example"}},
            "awards": [{"title": award["id"], "cite": CITE, **award} for award in awards],
            "groups": [{"title": group["id"], "cite": CITE, **group} for group in groups],
            "pools": [{"title": pool["id"], "cite": CITE, "carry": False, **pool} for pool in pools],
        }
    )


def crossing(*steps: Mapping[str, str], first: str = "ever", pick: str = "highest", later: str = "full", **more: Any) -> dict[str, Any]:
    """An award for a first crossing of revenue."""
    return {
        "id": "peak",
        "to": "firm",
        "on": {"crosses": "revenue", "first": first},
        "pay": {"pick": pick, "later": later, "steps": list(steps)},
        **more,
    }


def asks_for_more(policy: Policy) -> bool:
    """Whether something may be unknown though no cell is: of a year before the panel's first, or after its last, or case by case."""
    asked = leaves(asked for award in policy.awards for asked in award.conditions())
    return (
        any(isinstance(leaf, MetricCondition | BenchmarkCondition) and leaf.vs is not None for leaf in asked)
        or any(isinstance(award.on, Recognised) and (award.on.after or award.on.lasts) for award in policy.awards)
        or any("'case_by_case': True" in str(award.pay.plain()) for award in policy.awards)
        or any(re.search(r"'vs': [^N]", str(award.pay.plain())) for award in policy.awards)
    )


def firm_years(**firms: Mapping[int, str | None]) -> list[dict[str, Any]]:
    """Rows of firm_years: firm → year → revenue."""
    return [{"firm_id": firm, "year": year, "revenue": revenue} for firm, years in firms.items() for year, revenue in years.items()]


# ── at random ────────────────────────────────────────────────────────────────


FORMS = ("up_to", "fixed")


def _pays(forms: Sequence[str]) -> st.SearchStrategy[dict[str, str]]:
    return st.builds(lambda key, amount: {key: amount}, st.sampled_from(forms), st.sampled_from(AMOUNTS))


MONEY: Mapping[str, Sequence[str]] = {
    "firm": ("rd_expense", "revenue", "profit"),
    "project": ("investment",),
    "cluster": ("output",),
    **dict.fromkeys(OTHERS, ("price",)),
}
COUNTED: Mapping[str, Sequence[str]] = {
    "firm": ("patents", "staff"),
    "project": ("seats",),
    "cluster": ("members",),
    **dict.fromkeys(OTHERS, ("pieces",)),
}


@st.composite
def _sums(draw: st.DrawFn, forms: Sequence[str], subject: str) -> dict[str, Any]:
    """One sum, or one that follows a metric of the subject, with or without a ceiling, and perhaps with a least sum that is paid."""
    found = draw(_unleast(forms, subject))
    if found.keys() & {"of", "interest"} and draw(st.integers(0, 3)) == 3:
        least = "0.03元" if found.get("up_to", "3元") in ("0.05元", "1元") else draw(st.sampled_from(("0.03元", "1.5元", "2元")))
        found["least_paid"] = {"at": least, "under": draw(st.sampled_from(("drop", "raise")))}
    return found


@st.composite
def _unleast(draw: st.DrawFn, forms: Sequence[str], subject: str) -> dict[str, Any]:
    kind = draw(st.sampled_from(("sum", "rate", "each", *(("bands", "units", "interest") if "fixed" in forms else ()), "case")))
    if kind == "bands":
        return draw(_bands(subject))
    if kind == "units":
        return draw(_units(subject))
    if kind == "interest":
        return {"interest": draw(_interest(subject)), **draw(st.sampled_from(({}, {"up_to": "1元"}, {"up_to": "3元"})))}
    if kind == "case":
        return {"case_by_case": True, **draw(st.sampled_from(({}, {"up_to": "1元"}, {"up_to": "3元"})))}
    if kind == "sum":
        return draw(_pays(forms))
    key = {("rate", "fixed"): "rate", ("rate", "up_to"): "up_to_rate", ("each", "fixed"): "each", ("each", "up_to"): "each_up_to"}
    found: dict[str, Any] = {
        key[kind, draw(st.sampled_from(forms))]: draw(st.sampled_from(("20%", "0.15%", "33.3333%", "150%") if kind == "rate" else AMOUNTS)),
        "of": draw(st.sampled_from((MONEY if kind == "rate" else COUNTED)[subject])),
    }
    if draw(st.booleans()):
        names = MONEY[subject] if kind == "rate" else (found["of"],)
        found["of"] = draw(st.one_of(_figures(names, kind == "rate", subject == "firm"), _products(subject, kind == "rate")))
    bounded = "150%" in found.values() or draw(st.booleans())
    return found | ({"up_to": draw(st.sampled_from(AMOUNTS))} if bounded else {})


@st.composite
def _amounts(draw: st.DrawFn, forms: Sequence[str], subject: str, depth: int = 1) -> dict[str, Any]:
    """An amount of any form: plain, or one of cases, by steps, or what several come to; with factors and something on top."""
    kind = draw(st.sampled_from(("plain", "plain", "choose", "steps", "sum", "least", "greatest"))) if depth else "plain"
    inner = _amounts(forms, subject, depth - 1)
    when = st.lists(st.sampled_from({"firm": CONDITIONS, "project": ON_PROJECTS}.get(subject, ANYWHERE)), min_size=1, max_size=2)
    if kind == "plain":
        found = draw(_sums(forms, subject))
    elif kind == "choose":
        entries = [{**draw(inner), "id": f"e{number}", "when": draw(when)} for number in range(draw(st.integers(1, 3)))]
        found = {"choose": [*entries, *([{**draw(inner), "id": "rest"}] if draw(st.booleans()) else [])]}
    elif kind == "steps":
        found = draw(_reached(forms, subject)) | {"pick": "highest"}
    else:
        found = {kind: draw(st.lists(inner, min_size=2, max_size=3))}
    if draw(st.integers(0, 3)) == 0:
        times = st.sampled_from(("200%", "120%", "33.3333%"))
        found["factors"] = [{"id": f"f{number}", "times": draw(times), "when": draw(when)} for number in range(draw(st.integers(1, 2)))]
    if draw(st.integers(0, 3)) == 0:
        found["plus"] = [{**draw(inner), "id": "more", "when": draw(when)}]
    if kind in ("choose", "sum", "least", "greatest") and draw(st.booleans()):
        found["up_to"] = draw(st.sampled_from(AMOUNTS))
    return found


@st.composite
def _reached(draw: st.DrawFn, forms: Sequence[str], subject: str) -> dict[str, Any]:
    """Steps that a figure reaches: sums, or shares of it where it is money."""
    money = draw(st.booleans())
    names = (MONEY if money else COUNTED)[subject]
    lines = ("0元", "1元", "4.5元", "10元") if money else ("0", "3", "12", "30")
    steps = []
    for number, line in enumerate(draw(st.lists(st.sampled_from(lines), min_size=1, max_size=3, unique=True))):
        sums = draw(_pays(forms))
        if money and draw(st.booleans()):
            share = {"rate": "33.3333%"} if "fixed" in forms else {"up_to_rate": "33.3333%"}
            sums = share | ({"up_to": draw(st.sampled_from(AMOUNTS))} if draw(st.booleans()) else {})
        steps.append({"id": f"r{number}", draw(st.sampled_from(("over", "from"))): line, **sums})
    of = draw(_figures(names if money else (names[0],), money, subject == "firm")) if draw(st.booleans()) else names[0]
    return {"of": of, "steps": steps}


@st.composite
def _bands(draw: st.DrawFn, subject: str) -> dict[str, Any]:
    """Shares by the size of a figure, rising with it."""
    thresholds = draw(st.lists(st.sampled_from(("0元", "1元", "9.99元", "10元", "20元")), min_size=1, max_size=3, unique=True))
    ordered = sorted(thresholds, key=lambda text: float(text[:-1]))
    rates = sorted(draw(st.sampled_from((0.15, 20, 33.3333, 100))) for _ in ordered)
    bands: list[dict[str, Any]] = [
        {"id": f"b{number}", draw(st.sampled_from(("over", "from"))): threshold, "rate": f"{rate}%"}
        for number, (threshold, rate) in enumerate(zip(ordered, rates, strict=True))
    ]
    key = draw(st.sampled_from(("slabs", "brackets")))
    if key == "brackets" and draw(st.booleans()):
        bands[0]["up_to"] = draw(st.sampled_from(AMOUNTS))
    return {key: bands, "of": draw(_figures(MONEY[subject], True, subject == "firm")), "up_to": draw(st.sampled_from(AMOUNTS))}


def _ranked(forms: Sequence[str], subject: str) -> st.SearchStrategy[dict[str, Any]]:
    """An amount, or sums by the order in which subjects come."""
    return st.one_of(_amounts(forms, subject), _by_order()) if "fixed" in forms else _amounts(forms, subject)


@st.composite
def _by_order(draw: st.DrawFn) -> dict[str, Any]:
    """Sums by the order in which subjects come, rising or falling, with or without one for all after them."""
    sums = draw(st.lists(st.sampled_from(AMOUNTS), min_size=1, max_size=3))
    return {"by_order": sums, **({"after_that": draw(st.sampled_from(AMOUNTS))} if draw(st.booleans()) else {})}


@st.composite
def _units(draw: st.DrawFn, subject: str) -> dict[str, Any]:
    """A sum for each so much of money, or of what is counted; of the rest nothing or its part."""
    money, rest = draw(st.booleans()), draw(st.sampled_from(("drop", "part")))
    of = draw(_figures(MONEY[subject] if money else COUNTED[subject][-1:], money, subject == "firm"))
    per = draw(st.sampled_from(("0.03元", "4元") if money else ("2", "7")))
    key = draw(st.sampled_from(("each", "each_up_to")))
    return {key: draw(st.sampled_from(AMOUNTS)), "of": of, "per": per, "rest": rest, "up_to": draw(st.sampled_from(AMOUNTS))}


@st.composite
def _interest(draw: st.DrawFn, subject: str) -> dict[str, Any]:
    """Interest at one rate or the least of several: one that is said, one that is published, and of a firm one of its own."""
    published = st.builds(lambda times: {"benchmark": "lpr_1y", **times}, st.sampled_from(({}, {"times": "35%"}, {"times": "60%"})))
    own = st.just({"metric": "rd_intensity", "times": "50%"})
    rate = st.one_of(st.sampled_from(("2%", "1.55%")), published, *([own] if subject == "firm" else []))
    months = draw(st.sampled_from((COUNTED[subject][-1], {"metric": COUNTED[subject][-1], "up_to": "24"}, {"least": [COUNTED[subject][-1], 5]})))
    principal = draw(st.sampled_from((MONEY[subject][-1], {"metric": MONEY[subject][-1], "up_to": "9元"})))
    return {"principal": principal, "months": months, "rate": draw(st.lists(rate, min_size=1, max_size=3))}


def _figures(names: Sequence[str], money: bool, yearly: bool) -> st.SearchStrategy[Any]:
    """A metric, one less another or above its past, or several of these joined; some of them bounded."""
    name = st.sampled_from(names)
    less = st.builds(lambda one, other: {"metric": one, "less": other}, name, name)
    past = st.builds(lambda one, vs: {"metric": one, "vs": vs}, name, st.sampled_from(("previous", "peak", 2021)))
    bound = st.sampled_from(("2.5元", "10元", "1000亿元") if money else ("3", "12", "1000000"))
    one = st.one_of(name, less, past) if yearly else st.one_of(name, less)
    joined = st.builds(lambda how, parts: {how: parts}, st.sampled_from(("least", "greatest", "sum")), st.lists(one, min_size=2, max_size=3))
    held = st.builds(lambda of, most: {**({"metric": of} if isinstance(of, str) else of), "up_to": most}, st.one_of(one, joined), bound)
    nested = st.builds(lambda how, part, whole: {how: [whole, part]}, st.sampled_from(("least", "greatest", "sum")), one, st.one_of(held, joined))
    return st.one_of(one, joined, held, nested)


def _products(subject: str, money: bool) -> st.SearchStrategy[Any]:
    """A metric so many times, where the number of times is said or is itself a figure; less another one, bounded, or beside others."""
    counted, amount = COUNTED[subject][-1], MONEY[subject][-1]
    said = st.sampled_from(("50%", "33.3333%", 7) if money else ("50%", "0.35%", "2.5"))
    several = {"least": [counted, {"metric": counted, "times": "1.5"}, 5], "up_to": "1000000"}
    price = st.sampled_from(({"metric": counted, "times": "2.01元"}, {"metric": counted, "times": {"metric": counted, "times": "0.33元"}}))
    product = st.builds(lambda by: {"metric": amount if money else counted, "times": by}, st.one_of(said, st.sampled_from((counted, several))))
    less = st.builds(lambda one, other: {**one, "less": other}, product, st.just(amount if money else counted))
    bounded = st.builds(lambda one: {**one, "up_to": "4.5元" if money else "9"}, product)
    one = st.one_of(product, less, bounded, price) if money else st.one_of(said.map(lambda by: {"metric": counted, "times": by}), less, bounded)
    joined = st.builds(lambda how, parts: {how: parts}, st.sampled_from(("least", "greatest", "sum")), st.lists(one, min_size=2, max_size=2))
    return st.one_of(one, joined, product if money else said.map(lambda by: {"metric": counted, "times": by}))


@st.composite
def _steps(draw: st.DrawFn, forms: Sequence[str]) -> list[dict[str, str]]:
    thresholds = draw(st.lists(st.sampled_from(THRESHOLDS), min_size=1, max_size=3, unique=True))
    return [
        {"id": f"s{number}", draw(st.sampled_from(("over", "from"))): threshold, **draw(_pays(forms))}
        for number, threshold in enumerate(draw(st.permutations(thresholds)))
    ]


CONDITIONS: Sequence[Mapping[str, Any]] = (
    {"metric": "rd_intensity", "ge": "3%"},
    {"metric": "revenue", "lt": "30元"},
    {"attribute": "region", "in": ["常州市", "苏州市"]},
    {"has": "high_tech_firm", "level": "national"},
    {"has": "high_tech_firm"},
    {"metric": "revenue", "vs": "previous", "ge": "10%"},
    {"metric": "revenue", "vs": "previous", "lt": "-0.5%"},
    {"metric": "profit", "vs": "previous", "gt": "100%"},
    {"any": [{"metric": "revenue", "ge": "20元"}, {"has": "little_giant", "level": "national"}]},
    {"any": [{"attribute": "region", "in": ["常州市"]}, {"all": [{"metric": "rd_intensity", "gt": "3%"}, {"has": "high_tech_firm"}]}]},
    {"not": [{"metric": "revenue", "lt": "10元"}, {"has": "little_giant", "level": "national"}]},
    {"all": [{"metric": "revenue", "ge": "10元"}], "years": 2},
    {"not": [{"all": [{"metric": "profit", "vs": "previous", "lt": "0%"}, {"has": "little_giant", "within": 1}], "years": 2}]},
    {"any": [{"all": [{"has": "high_tech_firm"}, {"count": "high_tech_firm", "within": 2, "ge": "1件"}], "years": 3}]},
    {"has": "high_tech_firm", "level": "national", "within": 3},
    {"count": "high_tech_firm", "level": "national", "eq": "1次"},
    {"metric": "revenue", "vs": "previous", "above": "city_growth"},
    {"metric": "revenue", "vs": "previous", "at_most": "city_growth"},
    {"metric": "profit", "at_least": "city_mean"},
    {"all": [{"metric": "revenue", "below": "city_mean"}], "years": 2},
    {"rank": "revenue", "per": "award", "top": 1, "order": "desc"},
    {"rank": "profit", "per": "region", "top": 2, "order": "asc"},
    {"not": [{"all": [{"rank": "revenue", "per": "cluster", "top": 1, "order": "desc"}], "years": 2}]},
)
ANYWHERE: Sequence[Mapping[str, Any]] = (
    {"has": "industrial_cluster", "level": "national"},
    {"has": "industrial_cluster"},
    {"has": "industrial_cluster", "within": 2},
    {"not": [{"has": "industrial_cluster", "level": "provincial", "within": 1}]},
    {"count": "little_giant", "ge": "2次"},
    {"count": "industrial_cluster", "level": "national", "within": 3, "lt": "2次"},
    {"count": "industrial_cluster", "level": "municipal", "within": 4, "le": "0次"},
    {"count": "little_giant", "within": 2, "gt": "0次"},
)
ON_PROJECTS: Sequence[Mapping[str, Any]] = (
    {"metric": "investment", "gt": "10元"},
    {"metric": "investment", "at_most": "city_mean"},
    {"rank": "investment", "per": "award", "top": 1, "order": "desc"},
    {"rank": "seats", "per": "cluster", "top": 2, "order": "desc"},
    {"rank": "investment", "per": "firm", "top": 1, "order": "asc"},
    *ANYWHERE,
)
FIRST: st.SearchStrategy[Any] = st.sampled_from(("ever", "since_announced", "since_start", {"since": 2022}))


def _when(conditions: Sequence[Mapping[str, Any]]) -> st.SearchStrategy[list[Mapping[str, Any]]]:
    return st.one_of(st.just([]), st.lists(st.sampled_from(conditions), max_size=2))


@st.composite
def _crossing(draw: st.DrawFn, forms: Sequence[str], later: Sequence[str]) -> dict[str, Any]:
    pick, after = draw(st.sampled_from([("each", "full"), *(("highest", after) for after in later)]))
    return crossing(*draw(_steps(forms)), first=draw(FIRST), pick=pick, later=after, when=draw(_when(CONDITIONS)))


@st.composite
def _recognised(draw: st.DrawFn, forms: Sequence[str], later: Sequence[str]) -> dict[str, Any]:
    subject, to = draw(st.sampled_from((("cluster", "promoter"), *((kind, kind) for kind in SUBJECTS))))
    on: dict[str, Any] = {"recognised": draw(st.sampled_from(("industrial_cluster", "little_giant"))), "subject": subject}
    if draw(st.booleans()):
        on["level"] = "national"
    if draw(st.booleans()):
        on["first"] = draw(FIRST)
    if draw(st.booleans()):
        on |= draw(st.sampled_from(({"after": 1}, {"after": 2}, {"for": 2}, {"after": 1, "for": 3})))
    conditions = {"firm": CONDITIONS, "project": ON_PROJECTS}.get(subject, ANYWHERE)
    pay: dict[str, Any] = draw(_amounts(forms, subject) if "for" in on else _ranked(forms, subject))
    if "level" not in on and draw(st.booleans()):
        levels = draw(st.lists(st.sampled_from(("national", "provincial", "municipal")), min_size=1, unique=True))
        sums = [{"id": f"l{number}", "level": level, **draw(_pays(forms))} for number, level in enumerate(levels)]
        pay = {"pick": "highest", "later": draw(st.sampled_from(["full"] if "for" in on else later)), "levels": sums}
    return {"id": "named", "to": to, "on": on, "pay": pay, "when": draw(_when(conditions))}


@st.composite
def _reviewed(draw: st.DrawFn, forms: Sequence[str]) -> dict[str, Any]:
    on: dict[str, Any] = {"reviewed": "public_service_platform"}
    if draw(st.booleans()):
        on["within"] = "cluster"
    if draw(st.booleans()):
        on["stage"] = "acceptance"
    return {"id": "platform", "to": "project", "on": on, "pay": draw(_ranked(forms, "project")), "when": draw(_when(ON_PROJECTS))}


@st.composite
def _yearly(draw: st.DrawFn, forms: Sequence[str]) -> dict[str, Any]:
    on: dict[str, Any] = {"each": "year"}
    when: list[Mapping[str, Any]] = draw(_when(CONDITIONS))
    only_first = draw(st.booleans())
    if when and only_first:
        on["first"] = draw(FIRST)
    pay = draw(_reached(forms, "firm")) | {"pick": "each"} if draw(st.integers(0, 5)) == 0 else draw(_amounts(forms, "firm"))
    return {"id": "yearly", "to": "firm", "on": on, "pay": pay, "when": when}


@st.composite
def _terms(draw: st.DrawFn, award: Mapping[str, Any]) -> dict[str, Any]:
    """The time of an award within that of its policy, and what makes an old case."""
    found: dict[str, Any] = {"validity": {"to": draw(st.sampled_from(("2022-12-31", "2023-12-31")))}}
    if draw(st.booleans()):
        found["validity"]["from"] = "2022-01-01"
    if draw(st.booleans()):
        conditions = {"firm": CONDITIONS, "project": ON_PROJECTS}.get(_subject(award), ANYWHERE)
        found["grandfather"] = draw(st.lists(st.sampled_from(conditions), min_size=1, max_size=2))
    return found


REACHES = {scope: set(within(scope)) for scope in (*SUBJECTS, "award")}


def _subject(award: Mapping[str, Any]) -> str:
    return str(award["on"].get("subject") or ("project" if "reviewed" in award["on"] else "firm"))


@st.composite
def _caps(draw: st.DrawFn, awards: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    caps = []
    for number in range(draw(st.integers(0, 3))):
        per = draw(st.sampled_from(sorted(REACHES)))
        names = [award["id"] for award in awards if _subject(award) in REACHES[per]]
        if names:
            covers = draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
            over, overflow = draw(st.sampled_from(("year", "lifetime"))), draw(st.sampled_from(("pro_rata", "first_come")))
            at = draw(st.sampled_from(("0.01元", "1元", "4.99元", "7元", "150亿元")))
            caps.append({"id": f"c{number}", "per": per, "over": over, "at": at, "covers": covers, "overflow": overflow})
    return caps


@st.composite
def policies(draw: st.DrawFn, capped: bool = True, forms: Sequence[str] = FORMS, later: Sequence[str] = ("full", "top_up")) -> Policy:
    """A policy of one to three awards with conditions and caps."""
    kinds = (_crossing(forms, later), _recognised(forms, later), _reviewed(forms), _yearly(forms))
    awards = [draw(kind) for kind in draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=3, unique=True))]
    if capped:
        awards[0]["caps"] = draw(_caps(awards))
    if draw(st.integers(0, 2)) == 0:
        awards[-1] |= draw(_terms(awards[-1]))
    dated = any(award["on"].get("first") == "since_start" for award in awards)
    days = ("2021-07-01",) if "validity" in awards[-1] else ("2021-07-01", "2023-01-01")
    start = draw(st.sampled_from(days if dated else ("unknown", "unknown", *days)))
    found = policy_of(*awards, start=start, end=draw(st.sampled_from(("unknown", "2024-12-31"))))
    assume(_can_be_paid(found))
    return found


def _can_be_paid(policy: Policy) -> bool:
    """Whether no amount of a policy may grow beyond what a sum can be."""
    try:
        from_policy(policy)
    except PolicyError:
        return False
    return True


def _cells(values: Sequence[str | None]) -> st.SearchStrategy[str | None]:
    return st.sampled_from(values)


@st.composite
def tables(draw: st.DrawFn, missing: bool = True) -> dict[str, list[dict[str, Any]]]:
    """The tables of a panel; without `missing`, every cell says something and firms have no gaps."""

    def cell(*values: str) -> str | None:
        return None if missing and draw(st.integers(0, 9)) == 9 else draw(_cells(values))

    found: dict[str, list[dict[str, Any]]] = {
        "firms": [
            {"firm_id": firm, "region": cell("常州市", "南京市"), **{f"{owner}_id": cell(*_NAMES[owner], "无") for owner in SUBJECTS["firm"].owners}}
            for firm in FIRMS
        ],
        "clusters": [
            {
                "cluster_id": cluster,
                "district_id": cell(*OTHERS["district"], "无"),
                "promoter": cell("P1", "P2"),
                "name": cluster,
                "output": cell("30", "0"),
                "members": cell("0", "7"),
            }
            for cluster in CLUSTERS
        ],
        **{
            SUBJECTS[kind].table: [
                {f"{kind}_id": name, "price": cell("0", "3.33", "20"), "pieces": cell("0", "2")}
                | {f"{owner}_id": cell(*_NAMES[owner], "无") for owner in SUBJECTS[kind].owners}
                for name in names
            ]
            for kind, names in OTHERS.items()
        },
        "firm_years": [],
        "events": [],
        "projects": [],
        "paid": [],
        "benchmarks": [{"benchmark": "lpr_1y", "year": year, "value": cell("3.1%", "3.65%", "100%")} for year in YEARS],
    }
    growths, means = ("10%", "-0.5%", "33.333333333333333333%"), ("10", "10.005", "20.01")
    for year in YEARS:
        for name, values in (("city_growth", growths), ("city_mean", means)):
            if not missing or draw(st.integers(0, 5)):
                found["benchmarks"].append({"benchmark": name, "year": year, "value": cell(*values)})
    for firm in FIRMS:
        first = draw(st.integers(YEARS[0], YEARS[-1] - 1)) if missing else YEARS[0]
        last = draw(st.integers(first, YEARS[-1])) if missing else YEARS[-1]
        for year in range(first, last + 1):
            if not missing or year in (first, last) or draw(st.integers(0, 5)):
                revenue = draw(_cells(REVENUES if missing else REVENUES[:-2]))
                row = {"firm_id": firm, "year": year, "revenue": revenue, "rd_intensity": cell("2.99%", "3%", "3.5%")}
                row |= {"rd_expense": cell("0", "0.03", "1.33", "98765432109.87"), "profit": cell("-3", "0", "4.5", "10")}
                found["firm_years"].append(row | {"patents": cell("0", "1", "12"), "staff": cell("20", "300")})
    for number in range(draw(st.integers(2, 9))):
        project: dict[str, Any] = {"project_id": f"J{number}", **{f"{owner}_id": cell(*_NAMES[owner], "无") for owner in SUBJECTS["project"].owners}}
        project |= {
            "kind": cell("公共服务平台", "public_service_platform", "技术改造"),
            "year": draw(st.sampled_from((2022, 2023, 2023, 2024))),
            "date": cell("2023-01-02", "2023-01-01", *(("2023-01", "2023") if missing else ())),
        }
        found["projects"].append(
            project | {"investment": cell("10", "10.01"), "seats": cell("0", "3"), "claim": draw(_cells(("0.03", "2", "9", None)))}
        )
    subjects = (*FIRMS, *CLUSTERS, *(name for names in OTHERS.values() for name in names), *(project["project_id"] for project in found["projects"]))
    for _ in range(draw(st.integers(3, 12))):
        event = {
            "subject_id": draw(st.sampled_from(subjects)),
            "event": draw(st.sampled_from(("industrial_cluster", "little_giant", "high_tech_firm", "acceptance"))),
        }
        day = draw(st.sampled_from((*DAYS, *(("2023-06", "2023") if missing else ()))))
        found["events"].append(event | {"level": cell("national", "国家级", "省级", "市级"), "date": day})
    return found


@st.composite
def fitting(draw: st.DrawFn, policy: Policy, missing: bool = True, ledger: bool = True) -> dict[str, list[dict[str, Any]]]:
    """Tables that fit a policy: its honours are of known subjects, and what was paid was paid to known ones."""
    found = draw(tables(missing))
    projects = [project["project_id"] for project in found["projects"]]
    homes: dict[str, Sequence[str]] = {kind: _NAMES.get(kind, projects) for kind in SUBJECTS}
    for award in policy.awards:
        honour = getattr(award.on, "recognised", None)
        found["events"] = [event for event in found["events"] if event["event"] != honour or event["subject_id"] in homes[award.subject]]
        for _ in range(draw(st.integers(1, 3)) if honour else 0):
            level = draw(st.sampled_from(("national", "省级", None) if missing else ("national", "省级")))
            event = {"subject_id": draw(st.sampled_from(homes[award.subject])), "event": honour, "level": level}
            found["events"].append(event | {"date": draw(st.sampled_from(DAYS))})
        if ledger and award.pay.pick != "each" and homes[award.subject]:
            for _ in range(draw(st.integers(0, 2))):
                paid = {
                    "policy": draw(st.sampled_from(("test", "other"))),
                    "rule": award.id,
                    "subject_id": draw(st.sampled_from(homes[award.subject])),
                }
                found["paid"].append(paid | {"year": draw(st.sampled_from(YEARS)), "amount": draw(st.sampled_from(("0.01", "2", "6")))})
    return found


@st.composite
def panels(draw: st.DrawFn, policy: Policy, missing: bool = True, ledger: bool = True) -> Panel:
    """A panel that fits a policy."""
    since = draw(st.sampled_from((None, None, None, 2019, 2021, 2023))) if missing else None
    return panel_of(draw(fitting(policy, missing, ledger)), since)


def panel_of(found: Mapping[str, Sequence[Mapping[str, Any]]], since: int | None = None) -> Panel:
    """The panel of tables, with the headers of those that have no rows."""
    return panel.of(found, headers={name: HEADERS[name] for name, rows in found.items() if not rows}, complete_since=since)


HEADERS = {
    "benchmarks": ["benchmark", "year", "value"],
    "events": ["subject_id", "event", "level", "date"],
    "projects": ["project_id", "firm_id", "park_id", "cluster_id", "district_id", "kind", "year", "date", "investment", "seats", "claim"],
    "paid": ["policy", "rule", "subject_id", "year", "amount"],
}
