"""Small policies whose awards share groups, caps of every kind and pools, at random."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from awarding import CITE, COUNTED, FORMS, MONEY, REACHES, YEARS, policies
from suance.policy.schema import Policy


@st.composite
def sharing(draw: st.DrawFn, forms: Sequence[str] = FORMS) -> Policy:
    """A policy whose awards meet in groups, caps of every kind and pools."""
    policy = draw(policies(forms=forms))
    data = policy.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    subjects = {award.id: award.subject for award in policy.awards}
    whole = [award.id for award in policy.awards if award.pay.pick != "each"]
    data["groups"] = [{**found, "id": f"g{number}"} for number, found in enumerate(draw(st.lists(_groups(whole, subjects), max_size=2))) if found]
    data["pools"] = [{**found, "id": f"p{number}"} for number, found in enumerate(draw(st.lists(_pools(subjects), max_size=2)))]
    data["awards"][0]["caps"] = [*data["awards"][0].get("caps", ()), *draw(st.lists(_further(subjects), max_size=2, unique_by=lambda cap: cap["id"]))]
    return Policy.model_validate(data)


MEETS = (("highest", "year"), ("ladder", "lifetime"), ("first", "year"), ("first", "lifetime"), ("exclusive", "year"), ("exclusive", "lifetime"))


@st.composite
def _groups(draw: st.DrawFn, names: Sequence[str], subjects: Mapping[str, str]) -> dict[str, Any]:
    match = draw(st.sampled_from(sorted(REACHES)))
    there = [name for name in names if subjects[name] in REACHES[match]]
    if not there:
        return {}
    members: list[Any] = draw(st.lists(st.sampled_from(there), min_size=1, unique=True))
    mode, over = draw(st.sampled_from(MEETS))
    elsewhere = draw(st.sampled_from(([], [{"policy": "other"}])))
    return {"title": "组", "members": [*members, *elsewhere], "match": match, "mode": mode, "over": over, "cite": CITE}


@st.composite
def _pools(draw: st.DrawFn, subjects: Mapping[str, str]) -> dict[str, Any]:
    covers = draw(st.lists(st.sampled_from(list(subjects)), min_size=1, unique=True))
    found: dict[str, Any] = {"title": "池", "covers": covers, "cite": CITE, "carry": draw(st.booleans())}
    budgets = st.sampled_from(("0.05元", "3元", "7.77元", "100亿元"))
    found |= {"yearly": draw(budgets)} if draw(st.booleans()) else {"budget": draw(st.dictionaries(st.sampled_from(YEARS), budgets, min_size=1))}
    of = {subjects[name] for name in covers}
    allocate = draw(st.sampled_from(("pro_rata", "first_come", *(("rank", "weight") if len(of) == 1 else ()))))
    if allocate in ("rank", "weight"):
        found["by"] = draw(st.sampled_from([name for subject in of for name in (*MONEY[subject], *COUNTED[subject])]))
    return found | {"allocate": allocate} | ({"order": draw(st.sampled_from(("desc", "asc")))} if allocate == "rank" else {})


@st.composite
def _further(draw: st.DrawFn, subjects: Mapping[str, str]) -> dict[str, Any]:
    """A cap of any kind: a sum, a share of a figure, a number of awards; for each time, a year, several, all; in any order."""
    per = draw(st.sampled_from(sorted(REACHES)))
    names = [name for name, subject in subjects.items() if subject in REACHES[per]] or list(subjects)
    per = per if subjects[names[0]] in REACHES[per] else "award"
    shares = [{"at": {"rate": rate, "of": name}} for name in MONEY.get(per, ()) for rate in ("50%", "33.3333%")]
    ceiling: dict[str, Any] = draw(st.sampled_from(({"count": 1}, {"count": 2}, {"at": "2.5元"}, {"at": "6元"}, *shares)))
    shared = isinstance(ceiling.get("at"), Mapping)
    over = draw(st.sampled_from((*(() if "count" in ceiling else ("event",)), "year", *(() if shared else ("lifetime", {"years": 2})))))
    overflow = draw(st.sampled_from(("cut", "drop", "first_come", *(() if "count" in ceiling else ("pro_rata",)))))
    return {"id": draw(st.sampled_from(("f0", "f1"))), "per": per, "over": over, "covers": names, **ceiling, "overflow": overflow}
