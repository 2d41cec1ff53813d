"""The laws of what awards share, over groups, caps and pools at random: few examples by default, 500 each as slow tests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from awarding import FIRMS, YEARS, fitting, panel_of, panels, policies, policy_of
from engines import ENGINES, told
from sharing import sharing
from suance.award import PARTS, award, panel, totals
from suance.award.explain import explain
from suance.award.panel import Panel
from suance.errors import PanelError
from suance.model import Line
from suance.policy.schema import Policy, dump, loads

FEW, MANY = 10, 500


def law(*strategies: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], Callable[[int], None]]:
    """A test of a law over what is drawn."""

    def of(holds: Callable[..., None]) -> Callable[[int], None]:
        @pytest.mark.parametrize("examples", [FEW, pytest.param(MANY, marks=pytest.mark.slow)])
        def test(examples: int) -> None:
            settings(max_examples=examples)(given(*strategies)(holds))()

        test.__doc__ = holds.__doc__
        return test

    return of


def lines(policy: Policy, at_hand: Panel, **more: Any) -> list[Line]:
    """The lines of a panel that is not refused; refusals too."""
    try:
        return award(policy, at_hand, all=True, **more)
    except PanelError:
        assume(False)
        raise


# ── over everything at random ────────────────────────────────────────────────


def holds_engines(data: st.DataObject, policy: Policy, full: bool, supplied: bool, missing: bool) -> None:
    """Both engines give the same lines, for all or for some years and one subject, the same totals, and refuse with the same words."""
    at_hand = data.draw(panels(policy, missing))
    by_hand, by_sql = (told(policy, at_hand, all=full, supplied=supplied, engine=engine) for engine in ENGINES)
    assert by_hand == by_sql
    assume(by_hand)
    if isinstance(by_hand, str):
        return
    line = data.draw(st.sampled_from(by_hand))
    some, the_same = (told(policy, at_hand, years=[line.year], subject=line.payee or line.subject_id, engine=engine) for engine in ENGINES)
    assert some == the_same
    sums, as_many = (totals(policy, at_hand, by=PARTS, supplied=supplied, engine=engine) for engine in ENGINES)
    assert sums == as_many


test_law_3_the_interpreter_and_duckdb_give_the_same_lines_to_the_cent = law(st.data(), sharing(), st.booleans(), st.booleans(), st.booleans())(
    holds_engines
)


def holds_years(data: st.DataObject, policy: Policy) -> None:
    """Any years in any chunks, one subject or all, give the same lines."""
    at_hand = data.draw(panels(policy))
    everything = lines(policy, at_hand)
    assume(everything)
    chosen = data.draw(st.lists(st.sampled_from(sorted({line.year for line in everything})), min_size=1, unique=True))
    assert lines(policy, at_hand, years=chosen) == [line for line in everything if line.year in chosen]
    subject = data.draw(st.sampled_from([name for line in everything for name in (line.subject_id, line.payee) if name]))
    assert lines(policy, at_hand, subject=subject) == [line for line in everything if subject in (line.subject_id, line.payee)]


test_law_1_years_in_any_order_and_one_firm_or_all_give_the_same_lines = law(st.data(), sharing())(holds_years)


def holds_lines(data: st.DataObject, policy: Policy) -> None:
    """Sums are in order and never below zero; what does not pay is zero; a displaced line names a winner."""
    for line in lines(policy, data.draw(panels(policy))):
        assert line.amount_min is not None
        assert line.amount_min >= 0
        assert line.amount_max is None or line.amount_min <= line.amount_max
        assert line.amount_max is not None or line.status == "unknown"
        assert line.status in ("granted", "cut", "unknown") or line.amount == 0
        assert line.status != "displaced" or "取代" in line.reason


test_law_11_an_end_is_open_only_where_a_fact_is_missing = law(st.data(), sharing())(holds_lines)


def holds_explained(data: st.DataObject, policy: Policy) -> None:
    """An explanation is of the line that the batch gives; its last stage is the line's sum."""
    at_hand = data.draw(panels(policy))
    everything = lines(policy, at_hand)
    for subject in {line.subject_id for line in everything}:
        explained = explain(policy, at_hand, subject)
        assert [found.line for found in explained] == [line for line in everything if subject in (line.subject_id, line.payee)]
        for found in explained:
            assert (found.line.status == "unknown") == bool(found.missing)
            if found.line.status == "displaced":
                assert any(check.held is False for check in found.checks)


test_law_12_an_explanation_is_of_the_line_that_the_batch_gives = law(st.data(), sharing())(holds_explained)


def holds_file(policy: Policy) -> None:
    """A policy is the same after it was written and read."""
    assert loads(dump(policy), "p.yaml") == policy


test_law_14_a_policy_is_the_same_after_it_was_written_and_read = law(sharing())(holds_file)


def holds_ineligible(data: st.DataObject, policy: Policy) -> None:
    """A firm that is paid nothing changes nobody's lines."""
    assume(all(award_.id != "yearly" for award_ in policy.awards))
    tables = data.draw(fitting(policy))
    assume(tables["firm_years"])
    span = [row["year"] for row in tables["firm_years"]]
    more = [{"firm_id": "F9", "year": year, "revenue": "0", "rd_intensity": "9%"} for year in range(min(span), max(span) + 1)]
    firms = [*tables["firms"], {"firm_id": "F9", "region": "常州市", "cluster_id": "无"}]
    after = lines(policy, panel_of({**tables, "firms": firms, "firm_years": [*tables["firm_years"], *more]}))
    assert [line for line in after if line.subject_id != "F9"] == lines(policy, panel_of(tables))


test_law_8_a_firm_that_is_paid_nothing_changes_nobody_elses_lines = law(st.data(), sharing())(holds_ineligible)


def holds_reform(data: st.DataObject, policy: Policy) -> None:
    """An award that shares nothing with the others may come or go without them.

    It is one more of a kind that is there: one that asks for a further table would bring in the years that this table knows of.
    """
    at_hand = data.draw(panels(policy))
    plain = policy.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    like = data.draw(st.sampled_from(plain["awards"]))
    reformed = Policy.model_validate({**plain, "awards": [*plain["awards"], {**like, "id": "apart", "title": "apart"}]})
    assert [line for line in lines(reformed, at_hand) if line.rule != "apart"] == lines(policy, at_hand)


test_law_13_what_shares_nothing_with_an_award_does_not_change_with_it = law(st.data(), policies(capped=False))(holds_reform)


# ── of one stage ─────────────────────────────────────────────────────────────

FEN = st.integers(1, 10**9)


def histories(*sums: st.SearchStrategy[int]) -> st.SearchStrategy[list[Any]]:
    """Firm, year and sums, for each firm from the first year on without a gap."""
    years = st.lists(st.tuples(*sums), max_size=len(YEARS))
    return st.fixed_dictionaries(dict.fromkeys(FIRMS, years)).map(_rows).filter(bool)


def _rows(firms: dict[str, list[tuple[int, ...]]]) -> list[Any]:
    return [(firm, YEARS[0] + number, *sums) for firm, years in firms.items() for number, sums in enumerate(years)]


SUMS = histories(FEN)


def fen(sum_: int) -> str:
    """分 as a policy writes it."""
    return f"{Decimal(sum_).scaleb(-2):f}元"


def yearly(name: str, metric: str, **more: Any) -> dict[str, Any]:
    """An award of the whole of a figure in each year, so that sums are what the panel says."""
    return {"id": name, "to": "firm", "on": {"each": "year"}, "pay": {"rate": "100%", "of": metric}, **more}


def panel_with(rows: Sequence[tuple[str, int, int]], **more: Sequence[int]) -> Panel:
    """Firms' years with what each award is worth in 分."""
    found: list[dict[str, Any]] = [
        {"firm_id": firm, "year": year, "rd_expense": yuan(sum_)} | {name: yuan(sums[number]) for name, sums in more.items()}
        for number, (firm, year, sum_) in enumerate(rows)
    ]
    return panel.of({"firm_years": found})


def yuan(sum_: int) -> Decimal:
    """分 as a panel has it."""
    return Decimal(sum_).scaleb(-2)


def got(found: Sequence[Line]) -> list[Line]:
    """The lines of known sums."""
    return [line for line in found if line.status in ("granted", "cut", "displaced")]


def holds_cap(rows: list[tuple[str, int, int]], at: int, overflow: str) -> None:
    """What was paid up to a year is the lesser of all that was asked and the cap."""
    cap = {"id": "cap", "per": "firm", "over": "lifetime", "at": fen(at), "covers": ["rd"], "overflow": overflow}
    found = got(lines(policy_of(yearly("rd", "rd_expense", caps=[cap]), announced="2019-01-01"), panel_with(rows)))
    for firm in {firm for firm, _, _ in rows}:
        for year in YEARS:
            asked = sum(sum_ for name, when, sum_ in rows if name == firm and when <= year)
            assert sum(line.amount or 0 for line in found if line.subject_id == firm and line.year <= year) * 100 == min(asked, at)


test_law_2_what_is_paid_to_date_is_the_lesser_of_what_was_asked_and_the_cap = law(SUMS, FEN, st.sampled_from(("cut", "pro_rata", "first_come")))(
    holds_cap
)


def holds_pool(rows: list[tuple[str, int, int]], budget: int, allocate: str) -> None:
    """A pool gives no more than its budget, all of it where as much is asked, and in proportion by one factor."""
    pool = {"id": "pot", "covers": ["rd"], "yearly": fen(budget), "allocate": allocate}
    found = got(lines(policy_of(yearly("rd", "rd_expense"), announced="2019-01-01", pools=[pool]), panel_with(rows)))
    asked = {(firm, year): sum_ for firm, year, sum_ in rows}
    for year in YEARS:
        total = sum(sum_ for (_, when), sum_ in asked.items() if when == year)
        ours = [line for line in found if line.year == year]
        assert sum(line.amount or 0 for line in ours) * 100 == min(total, budget)
        for line in ours if allocate == "pro_rata" else ():
            exact = Fraction(asked[line.subject_id, year]) * min(Fraction(1), Fraction(budget, total))
            assert abs(Fraction(line.amount or 0) * 100 - exact) < 1


test_law_4_a_pool_gives_its_budget_and_in_proportion_by_one_factor = law(SUMS, FEN, st.sampled_from(("pro_rata", "first_come")))(holds_pool)


def holds_carry(rows: list[tuple[str, int, int]], budget: int) -> None:
    """What a pool carries over is never more than all its budgets up to the year."""
    pool = {"id": "pot", "covers": ["rd"], "yearly": fen(budget), "allocate": "pro_rata", "carry": True}
    found = got(lines(policy_of(yearly("rd", "rd_expense"), announced="2020-01-01", pools=[pool]), panel_with(rows)))
    first = min(year for _, year, _ in rows)
    for year in range(first, YEARS[-1] + 1):
        assert sum(line.amount or 0 for line in found if line.year <= year) * 100 <= budget * (year - first + 1)


test_law_4_what_is_carried_over_never_exceeds_all_budgets = law(SUMS, FEN)(holds_carry)

PAIRS = histories(FEN, FEN)


def both(mode: str, over: str) -> Policy:
    """Two awards of a firm in one group."""
    group = {"id": "once", "members": ["rd", "gain"], "match": "firm", "over": over, "mode": mode}
    return policy_of(yearly("rd", "rd_expense"), yearly("gain", "revenue"), announced="2019-01-01", groups=[group])


def of_pairs(rows: Sequence[tuple[str, int, int, int]]) -> Panel:
    """Firms' years with what two awards are worth."""
    return panel_with([row[:3] for row in rows], revenue=[row[3] for row in rows])


def holds_highest(rows: list[tuple[str, int, int, int]]) -> None:
    """A group pays the largest of its members, and the others name it."""
    found = got(lines(both("highest", "year"), of_pairs(rows)))
    for firm, year, one, other in rows:
        ours = [line for line in found if (line.subject_id, line.year) == (firm, year)]
        assert sum(line.amount or 0 for line in ours) * 100 == max(one, other)
        winner = "rd" if one >= other else "gain"
        assert [(line.rule, f"“{winner}”取代" in line.reason) for line in ours if line.status == "displaced"] == [
            ("gain" if winner == "rd" else "rd", True)
        ]


test_law_5_a_group_pays_the_largest_of_its_members_and_the_others_name_it = law(PAIRS)(holds_highest)


def holds_ladder(rows: list[tuple[str, int, int, int]]) -> None:
    """Differences over a life add up to the largest sum reached."""
    found = got(lines(both("ladder", "lifetime"), of_pairs(rows)))
    reached: dict[str, int] = defaultdict(int)
    for firm, _, one, other in rows:
        reached[firm] = max(reached[firm], one, other)
    for firm, most in reached.items():
        assert sum(line.amount or 0 for line in found if line.subject_id == firm) * 100 == most


test_law_6_differences_over_a_life_add_up_to_the_largest_sum_reached = law(PAIRS)(holds_ladder)


def holds_first(rows: list[tuple[str, int, int, int]]) -> None:
    """Of a group that pays once, one award of a life is paid."""
    found = got(lines(both("first", "lifetime"), of_pairs(rows)))
    for firm in {row[0] for row in rows}:
        paid = [line for line in found if line.subject_id == firm and line.status == "granted"]
        assert [line.year for line in paid] == [min(row[1] for row in rows if row[0] == firm)]


test_law_5_of_a_group_that_pays_once_one_award_of_a_life_is_paid = law(PAIRS)(holds_first)


def holds_more(rows: list[tuple[str, int, int]], budget: int, more: int) -> None:
    """A larger budget never pays anybody less than a cent below what a smaller one paid."""
    sums = []
    for size in (budget, budget + more):
        pool = {"id": "pot", "covers": ["rd"], "yearly": fen(size), "allocate": "pro_rata"}
        found = got(lines(policy_of(yearly("rd", "rd_expense"), announced="2019-01-01", pools=[pool]), panel_with(rows)))
        sums.append({(line.subject_id, line.year): line.amount or Decimal(0) for line in found})
    assert all(sums[0][key] <= sums[1][key] + Decimal("0.01") for key in sums[0])


test_law_9_a_larger_budget_pays_nobody_less = law(SUMS, FEN, FEN)(holds_more)
