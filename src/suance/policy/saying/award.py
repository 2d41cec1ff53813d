"""An award and its plain data as sentences say them: what the file keeps in one key, a clause may say in several sentences, and the other way."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import Any

Plain = dict[str, Any]
PARTS = {"steps": "step", "slabs": "band", "brackets": "band", "choose": "case", "factors": "factor", "plus": "more"}
"""lists of parts in what is paid → what their ids begin with"""
Said = tuple[str, Any]
"""a kind of the grammar, and what is meant"""
BESIDE = {"factors", "plus"}
"""keys of what is paid that leave another key to say what that is"""
EXTRAS = ("factor", "plus", "least_paid", "whole")
"""what may be said beside an amount"""
NESTED = ("choose", "plus", "sum", "least", "greatest")
"""keys of what is paid whose parts are amounts themselves"""
FREE = {"title", "cite", "questions", "examples", "judged", "id"}
"""keys of an award that no sentence says"""


def sentences(award: Plain, covers: dict[str, Any]) -> Iterator[Said]:
    """What the sentences of an award say, one after the other; `covers` gives for each award the number of its article."""
    data = {key: copy.deepcopy(value) for key, value in award.items() if key not in FREE}
    data["pay"] = _spread(_nameless(data["pay"]))
    further = list(_apart(data, covers, award["id"]))
    yield "award", data
    yield from (("further", means) for means in further)


def _extras(pay: Plain) -> list[Plain]:
    """Takes out of an amount what is said beside it: a least sum, factors, what comes on top, and the ceiling of all that."""
    least = [{"least_paid": pay.pop("least_paid")}] if "least_paid" in pay else []
    over_all = pay.keys() & BESIDE and "up_to" in pay and len(pay.keys() - BESIDE) > 1
    whole = [{"whole": pay.pop("up_to")}] if over_all else []
    return [*least, *({"factor": part} for part in pay.pop("factors", ())), *({"plus": part} for part in pay.pop("plus", ())), *whole]


def _spread(pay: Plain) -> Plain:
    """An amount whose parts have what is said beside them apart."""
    return {key: [_beside(part) for part in value] if key in NESTED else value for key, value in pay.items()}


def _beside(part: Plain) -> Plain:
    """A part of an amount, with what is said beside it in a list of its own."""
    when = {"when": part["when"]} if "when" in part else {}
    base = _spread({key: value for key, value in part.items() if key != "when"})
    extras = _extras(base)
    return when | ({"base": base, "extras": extras} if extras else base)


def _nameless(value: Any) -> Any:
    """Plain data without ids and cites."""
    if isinstance(value, dict):
        return {key: _nameless(inner) for key, inner in value.items() if key not in ("id", "cite")}
    return [_nameless(inner) for inner in value] if isinstance(value, list) else value


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
    yield from _extras(pay)
    for key in ("validity", "grandfather"):
        if key in data:
            yield {key: data.pop(key)}
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


def gathered(pay: Plain) -> bool:
    """Puts what is said beside the parts of an amount into them; False where a part says a ceiling before and after that."""
    fits = True
    for part in (part for key in NESTED for part in pay.get(key, ())):
        extras = part.pop("extras", None)
        base = part.pop("base", {})
        part |= base
        fits = fits and gathered(part) and (extras is None or unmixed(base, [key for extra in extras for key in extra]))
        fits = fits and all(beside(part, extra) for extra in extras or ())
    return fits


def unmixed(base: Plain, extras: Sequence[str]) -> bool:
    """Whether a ceiling of an amount is not in doubt: before or after what multiplies it or comes on top."""
    return "up_to" not in base or len(base) == 1 or not {"factor", "plus", "whole"} & {*extras}


def beside(pay: Plain, extra: Plain) -> bool:
    """Puts into an amount one thing that is said beside it; False where it has no place for it."""
    ((key, value),) = extra.items()
    if key in ("factor", "plus"):
        pay.setdefault({"factor": "factors"}.get(key, key), []).append(value)
        return key == "factor" or gathered({"plus": [value]})
    return _once(pay, {"whole": "up_to"}.get(key, key), value)


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
    if key in EXTRAS:
        return beside(pay, further)
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
    """Gives the parts of what an award pays, of its schedule and its claw-back their ids, as a draft counts them."""
    _named(award["pay"])
    for key, prefix in (("schedule", "part"), ("clawback", "return")):
        for number, part in enumerate(award.get(key, ()), 1):
            part["id"] = f"{prefix}-{number}"


def _named(pay: Plain) -> None:
    for key, prefix in PARTS.items():
        for number, part in enumerate(pay.get(key, ()), 1):
            part["id"] = f"{prefix}-{number}"
    for part in pay.get("levels", ()):
        part["id"] = part["level"]
    for key in ("choose", "plus", "sum", "least", "greatest"):
        for part in pay.get(key, ()):
            _named(part)
