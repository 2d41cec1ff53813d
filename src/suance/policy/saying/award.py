"""An award and its plain data as sentences say them: what the file keeps in one key, a clause may say in several sentences, and the other way."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import Any

Plain = dict[str, Any]
Said = tuple[str, Any]
"""a kind of the grammar, and what is meant"""
FREE = {"title", "cite", "questions", "examples", "judged", "id"}
"""keys of an award that no sentence says"""


def sentences(award: Plain, covers: dict[str, Any]) -> Iterator[Said]:
    """What the sentences of an award say, one after the other; `covers` gives for each award the number of its article."""
    data = {key: copy.deepcopy(value) for key, value in award.items() if key not in FREE}
    further = list(_apart(data, covers, award["id"]))
    for part in (*data["pay"].get("steps", ()), *data["pay"].get("levels", ()), *data["pay"].get("slabs", ()), *data["pay"].get("brackets", ())):
        part.pop("id"), part.pop("cite", None)
    yield "award", data
    yield from (("further", means) for means in further)


def _apart(data: Plain, covers: dict[str, Any], name: str) -> Iterator[Any]:
    """Takes out of an award what sentences of their own say, and gives these."""
    on, pay = data["on"], data["pay"]
    if "first" in on:
        yield {"first": on["first"]}
        on["first"] = "said"
    elif "recognised" in on:
        yield {"again": "paid"}
    for key in ("pick", "later"):
        if key in pay:
            yield {key: pay.pop(key)}
    if "least_paid" in pay:
        yield {"least_paid": pay.pop("least_paid")}
    for cap in data.pop("caps", ()):
        yield {"cap": _without(cap, covers=numbers(cap["covers"], covers, name))}
    rows = data.pop("split", [])
    if len(rows) > 1:
        yield {"rows": rows[:-1], "last": rows[-1]}
    elif rows:
        yield {"split": rows}
    if "payers" in data:
        yield {"payers": data.pop("payers")}
    if "schedule" in data:
        yield {"schedule": [_without(part) for part in data.pop("schedule")]}
    for part in data.pop("clawback", ()):
        yield {"clawback": _without(part)}


def numbers(names: Sequence[str], covers: dict[str, Any], here: str | None = None) -> Any:
    """The articles of awards; `here` for those of the article itself."""
    return "here" if list(names) == [here] else [covers[name] for name in names]


def _without(part: Plain, **other: Any) -> Plain:
    return {key: value for key, value in part.items() if key not in ("id", "cite")} | other


# ── back ─────────────────────────────────────────────────────────────────────


def together(award: Plain, further: Any) -> bool:
    """Puts what a further sentence says into an award; False where the award does not have a place for it."""
    on, pay = award["on"], award["pay"]
    ((key, value), *rest) = further.items()
    if key == "first":
        return _once(on, "first", value, only="said")
    if key == "again":
        award["again"] = True
        return "recognised" in on and "first" not in on
    if key in ("pick", "later"):
        return ("steps" in pay or "levels" in pay) and _once(pay, key, value)
    if key == "least_paid":
        return _once(pay, key, value)
    if key == "rows":
        return _once(award, "split", [*value, *(part for _, part in rest)])
    if key in ("cap", "clawback"):
        name = {"cap": "caps"}.get(key, key)
        award.setdefault(name, []).append(value)
        return True
    return _once(award, key, value)


def _once(part: Plain, key: str, value: Any, only: Any = None) -> bool:
    """Sets a key that is not there yet, or that is there as `only`; whether it could be set."""
    free = bool(part.get(key) == only)
    part[key] = value
    return free


def named(award: Plain) -> None:
    """Gives the parts of an award's pay, schedule and claw-back their ids, as a draft counts them."""
    for key, prefix in (("steps", "step"), ("slabs", "band"), ("brackets", "band")):
        for number, part in enumerate(award["pay"].get(key, ()), 1):
            part["id"] = f"{prefix}-{number}"
    for part in award["pay"].get("levels", ()):
        part["id"] = part["level"]
    for key, prefix in (("schedule", "part"), ("clawback", "return")):
        for number, part in enumerate(award.get(key, ()), 1):
            part["id"] = f"{prefix}-{number}"
