"""The laws of awards, over policies and panels at random."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from awarding import FIRMS, YEARS, asks_for_more, crossing, firm_years, fitting, panel_of, panels, policies, policy_of
from engines import ENGINES, told
from suance.award import award, panel
from suance.award.explain import explain
from suance.award.panel import Panel
from suance.award.plan import from_policy
from suance.model import Line
from suance.policy.schema import Policy, RankCondition, Written, leaves
from suance.terms.subject import SUBJECTS, column_of

DAYS = (None, None, None, date(2022, 2, 6), date(2023, 12, 31))
PAID = "已付"


def lines(policy: Policy, at_hand: Panel, **more: Any) -> list[Line]:
    """The lines of a panel that is not refused."""
    found = told(policy, at_hand, **more)
    assume(not isinstance(found, str))
    assert isinstance(found, list)
    return found


@settings(max_examples=60)
@given(st.data(), policies(), st.sampled_from(DAYS), st.booleans(), st.booleans())
def test_the_interpreter_and_duckdb_give_the_same_lines_to_the_cent(
    data: st.DataObject, policy: Policy, as_of: date | None, full: bool, supplied: bool
) -> None:
    at_hand = data.draw(panels(policy))
    by_hand, by_sql = (told(policy, at_hand, as_of=as_of, all=full, supplied=supplied, engine=engine) for engine in ENGINES)
    assert by_hand == by_sql


@settings(max_examples=50)
@given(st.data(), policies())
def test_any_years_in_any_chunks_and_one_subject_or_all_give_the_same_lines(data: st.DataObject, policy: Policy) -> None:
    at_hand = data.draw(panels(policy))
    everything = lines(policy, at_hand, all=True)
    there = sorted({line.year for line in everything})
    assume(there)
    chosen = data.draw(st.lists(st.sampled_from(there), min_size=1, unique=True))
    assert lines(policy, at_hand, years=chosen, all=True) == [line for line in everything if line.year in chosen]
    subject = data.draw(st.sampled_from([name for line in everything for name in (line.subject_id, line.payee) if name]))
    assert lines(policy, at_hand, subject=subject, all=True) == [line for line in everything if subject in (line.subject_id, line.payee)]


@settings(max_examples=12)
@given(st.data(), policies())
def test_duckdb_gives_the_same_lines_for_chosen_years_and_one_subject(data: st.DataObject, policy: Policy) -> None:
    at_hand = data.draw(panels(policy))
    everything = lines(policy, at_hand, all=True)
    assume(everything)
    year = data.draw(st.sampled_from([line.year for line in everything]))
    subject = data.draw(st.sampled_from([name for line in everything for name in (line.subject_id, line.payee) if name]))
    by_hand, by_sql = (lines(policy, at_hand, years=[year], subject=subject, all=True, engine=engine) for engine in ENGINES)
    assert by_hand == by_sql


@settings(max_examples=50)
@given(st.data(), policies())
def test_an_explanation_is_of_the_line_that_the_batch_gives(data: st.DataObject, policy: Policy) -> None:
    at_hand = data.draw(panels(policy))
    everything = lines(policy, at_hand, all=True)
    for subject in {line.subject_id for line in everything}:
        explained = explain(policy, at_hand, subject)
        assert [found.line for found in explained] == [line for line in everything if subject in (line.subject_id, line.payee)]
        for found in explained:
            held = [check.label for check in found.checks if check.held is not True]
            asked = [label for label in held if not label.startswith(("情形", "“"))]
            steps = next(award_.pay.steps for award_ in policy.awards if award_.id == found.line.rule)
            assert bool(held) or found.line.status in ("granted", "cut")
            assert found.line.status not in ("granted", "cut") or not asked or steps or PAID in [stage.name for stage in found.stages]
            assert (found.line.status == "unknown") == bool(found.missing)


@settings(max_examples=50)
@given(st.data(), policies())
def test_what_is_printed_by_default_is_everything_that_pays_or_may(data: st.DataObject, policy: Policy) -> None:
    at_hand = data.draw(panels(policy))
    everything = lines(policy, at_hand, all=True)
    assert lines(policy, at_hand) == [line for line in everything if line.status in ("granted", "cut", "unknown")]
    assert all(line.amount == 0 for line in everything if line.status not in ("granted", "cut", "unknown"))
    for line in everything:
        assert line.amount_min is not None
        assert 0 <= line.amount_min <= (line.amount_min if line.amount_max is None else line.amount_max)
        assert line.amount_max is not None or line.status == "unknown"


# ── caps ─────────────────────────────────────────────────────────────────────

COUNTS = st.lists(st.tuples(st.sampled_from(("K1", "K2")), st.sampled_from((2022, 2023, 2024, 2025))), min_size=1, max_size=25)
FEN = st.integers(1, 10**12)


def platform(amount: int, at: int, overflow: str = "pro_rata", over: str = "lifetime") -> Policy:
    """Projects in clusters, each of a fixed sum in 分, under one cap."""
    cap = {"id": "cap", "per": "cluster", "over": over, "at": fen(at), "covers": ["platform"], "overflow": overflow}
    on = {"reviewed": "public_service_platform", "within": "cluster"}
    return policy_of({"id": "platform", "to": "project", "on": on, "pay": {"fixed": fen(amount)}, "caps": [cap]})


def fen(amount: int) -> str:
    """分 as a policy writes it."""
    return f"{Decimal(amount).scaleb(-2):f}元"


def project_rows(found: Iterable[tuple[str, int]]) -> Panel:
    """A panel of projects: cluster and year."""
    rows: list[dict[str, Any]] = [
        {"project_id": f"J{n:03}", "cluster_id": k, "kind": "public_service_platform", "year": y} for n, (k, y) in enumerate(found)
    ]
    return panel.of({"projects": rows})


def by_cluster(found: Iterable[Line], clusters: dict[str, str]) -> dict[str, Decimal]:
    """What each cluster's projects get."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in found:
        sums[clusters[line.subject_id]] += line.amount or 0
    return sums


@given(COUNTS, FEN, FEN, st.sampled_from(("pro_rata", "first_come")))
def test_what_a_lifetime_cap_lets_through_is_the_lesser_of_all_sums_and_the_cap_in_every_year(
    found: list[tuple[str, int]], amount: int, at: int, overflow: str
) -> None:
    given_ = award(platform(amount, at, overflow), project_rows(found))
    for cluster in ("K1", "K2"):
        for year in (2022, 2023, 2024, 2025):
            asked = amount * sum(k == cluster and y <= year for k, y in found)
            got = sum((line.amount or Decimal(0)) for line in given_ if line.year <= year and found[int(line.subject_id[1:])][0] == cluster)
            assert got * 100 == min(asked, at)


@given(COUNTS, FEN, FEN)
def test_within_a_year_no_two_equal_projects_differ_by_more_than_a_cent(found: list[tuple[str, int]], amount: int, at: int) -> None:
    shares: dict[tuple[str, int], set[Decimal]] = defaultdict(set)
    for line in award(platform(amount, at), project_rows(found)):
        shares[found[int(line.subject_id[1:])]].add(line.amount or Decimal(0))
    assert all(max(amounts) - min(amounts) <= Decimal("0.01") for amounts in shares.values())


@given(COUNTS, FEN, FEN, FEN, st.sampled_from(("year", "lifetime")))
def test_a_higher_cap_never_pays_a_cluster_less(found: list[tuple[str, int]], amount: int, at: int, more: int, over: str) -> None:
    clusters = {f"J{number:03}": cluster for number, (cluster, _) in enumerate(found)}
    low, high = (by_cluster(award(platform(amount, cap, over=over), project_rows(found)), clusters) for cap in (at, at + more))
    assert all(low[cluster] <= high[cluster] for cluster in ("K1", "K2"))


@settings(max_examples=50)
@given(st.data(), st.sampled_from(("up_to", "fixed")))
def test_no_scope_gets_more_than_its_caps(data: st.DataObject, form: str) -> None:
    policy = data.draw(policies(forms=(form,)))
    assume(any(award_.caps for award_ in policy.awards) and not asks_for_more(policy))
    tables = data.draw(fitting(policy, missing=False, ledger=False))
    found = lines(policy, panel_of(tables))
    links = {kind: {row[column_of(kind)]: row for row in tables.get(named.table, [])} for kind, named in SUBJECTS.items()}
    subjects = {award_.id: award_.subject for award_ in policy.awards}
    for cap in (cap for award_ in policy.awards for cap in award_.caps):
        sums: dict[Any, Decimal] = defaultdict(Decimal)
        for line in found:
            kind = subjects[line.rule]
            if line.rule not in cap.covers:
                continue
            key = "all" if cap.per == "award" else line.subject_id if cap.per == kind else links[kind][line.subject_id][column_of(cap.per)]
            if key != "无":
                sums[key, line.year if cap.over == "year" else None] += line.amount_max or 0
        assert isinstance(cap.at, Written)
        assert all(total <= cap.at.value for total in sums.values())


# ── lines and steps ──────────────────────────────────────────────────────────


@given(st.integers(2, 10**17), st.sampled_from((-1, 0, 1)), st.sampled_from(("over", "from")))
@example(10**13, 1, "over")
def test_at_one_cent_below_at_and_above_the_line_the_operator_decides(threshold: int, by: int, operator: str) -> None:
    policy = policy_of(crossing({"id": "t", operator: fen(threshold), "fixed": "1元"}))
    revenue = f"{Decimal(threshold + by).scaleb(-2):f}"
    passes = by > 0 or (by == 0 and operator == "from")
    assert bool(award(policy, panel.of({"firm_years": firm_years(A={2022: revenue})}))) == passes


@given(st.lists(st.sampled_from(("5", "15", "25", "35")), min_size=1, max_size=5))
def test_top_ups_over_a_life_add_up_to_the_highest_step_reached(revenues: list[str]) -> None:
    steps = [{"id": f"s{n}", "over": f"{n}0元", "fixed": f"{n * n}元"} for n in (1, 2, 3)]
    rows = firm_years(A={2022 + n: revenue for n, revenue in enumerate(revenues)})
    found = award(policy_of(crossing(*steps, later="top_up")), panel.of({"firm_years": rows}))
    assert sum(line.amount or 0 for line in found) == max(int(revenue) // 10 for revenue in revenues) ** 2


@settings(max_examples=50)
@given(st.data(), policies(), st.sampled_from([("元", 0), ("万元", 4), ("亿元", 8)]))
def test_the_unit_of_a_column_changes_no_line(data: st.DataObject, policy: Policy, unit: tuple[str, int]) -> None:
    tables = data.draw(fitting(policy))
    name, power = unit
    other = [{key: value for key, value in row.items() if key != "revenue"} for row in tables["firm_years"]]
    for row, old in zip(other, tables["firm_years"], strict=True):
        row[f"营业收入({name})"] = None if old["revenue"] is None else f"{Decimal(old['revenue']).scaleb(-power):f}"
    assert told(policy, panel_of(tables), all=True) == told(policy, panel_of({**tables, "firm_years": other}), all=True)


@settings(max_examples=50)
@given(st.data(), policies())
def test_the_order_of_rows_changes_no_line(data: st.DataObject, policy: Policy) -> None:
    tables = data.draw(fitting(policy))
    mixed = {name: data.draw(st.permutations(rows)) for name, rows in tables.items()}
    before, after = told(policy, panel_of(tables), all=True), told(policy, panel_of(mixed), all=True)
    assert before == after or (isinstance(before, str) and isinstance(after, str))


@settings(max_examples=50)
@given(st.data(), policies(), st.booleans())
def test_a_further_firm_changes_nobody_elses_lines_unless_a_cap_or_a_rank_joins_them(data: st.DataObject, policy: Policy, wins: bool) -> None:
    tables = data.draw(fitting(policy))
    capped = any(award_.caps for award_ in policy.awards)
    yearly = any(award_.id == "yearly" for award_ in policy.awards)
    assume(not any(isinstance(leaf, RankCondition) for award_ in policy.awards for leaf in leaves(award_.when)))
    assume(tables["firm_years"] and not ((wins or yearly) and capped))
    span = [row["year"] for row in tables["firm_years"]]
    revenue = "1000" if wins else "0"
    more = [{"firm_id": "F9", "year": year, "revenue": revenue, "rd_intensity": "9%"} for year in range(min(span), max(span) + 1)]
    firms = [*tables["firms"], {"firm_id": "F9", "region": "常州市", "cluster_id": "无"}]
    after = lines(policy, panel_of({**tables, "firms": firms, "firm_years": [*tables["firm_years"], *more]}), all=True)
    assert [line for line in after if line.subject_id != "F9"] == lines(policy, panel_of(tables), all=True)
    assert wins or all(line.amount == 0 for line in after if line.subject_id == "F9" and line.rule != "yearly")


# ── what is unknown ──────────────────────────────────────────────────────────


def completed(draw: st.DrawFn | Any, tables: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """The tables with something in every cell that said nothing, and a row in every gap of a firm."""
    choices: dict[str, tuple[str, ...]] = {
        "region": ("常州市", "南京市"),
        "cluster_id": ("K1", "无"),
        "revenue": ("5", "10", "10.01", "25", "31"),
        "rd_intensity": ("1%", "3%"),
        "level": ("national", "省级"),
        "kind": ("public_service_platform", "技术改造"),
        "firm_id": FIRMS,
        "investment": ("10", "10.01"),
        "seats": ("0", "3"),
        "output": ("0", "30"),
        "members": ("0", "7"),
        "rd_expense": ("0", "1.33"),
        "profit": ("-3", "0", "10"),
        "patents": ("0", "12"),
        "staff": ("20", "300"),
        "price": ("0", "3.33"),
        "pieces": ("0", "2"),
        "park_id": ("G1", "无"),
        "district_id": ("N1", "无"),
        "lpr_1y": ("0%", "3.1%"),
        "city_growth": ("0%", "10%"),
        "city_mean": ("10", "20.01"),
    }
    there = {(row["firm_id"], row["year"]) for row in tables["firm_years"]}
    gaps: list[dict[str, Any]] = []
    for firm in FIRMS:
        own = [year for name, year in there if name == firm]
        gaps += [
            {"firm_id": firm, "year": year, **dict.fromkeys(("revenue", "rd_intensity", "rd_expense", "profit", "patents", "staff"))}
            for year in YEARS
            if own and min(own) < year < max(own) and (firm, year) not in there
        ]
    filled = {name: [*rows, *(gaps if name == "firm_years" else [])] for name, rows in tables.items()}
    return {
        name: [
            {
                key: draw(st.sampled_from(choices[_what(row, key)])) if value is None and _what(row, key) in choices else value
                for key, value in row.items()
            }
            for row in rows
        ]
        for name, rows in filled.items()
    }


def _what(row: Mapping[str, Any], key: str) -> str:
    """What a cell is about: its column, or of a benchmark's value the benchmark."""
    return str(row["benchmark"]) if key == "value" else key


def sums(found: Iterable[Line]) -> dict[tuple[str, str, int], tuple[Decimal, Decimal]]:
    """Both ends of what a rule gives a subject in a year; an open end is infinite."""
    total: dict[tuple[str, str, int], tuple[Decimal, Decimal]] = defaultdict(lambda: (Decimal(0), Decimal(0)))
    for line in found:
        low, high = total[line.rule, line.subject_id, line.year]
        total[line.rule, line.subject_id, line.year] = (
            low + (line.amount_min or 0),
            high + (Decimal("Infinity") if line.amount_max is None else line.amount_max),
        )
    return total


@settings(max_examples=50)
@given(st.data(), policies(capped=False, later=("full",)), st.sampled_from((None, 2019, 2022, 2024)))
def test_whatever_the_missing_facts_turn_out_to_be_the_sum_lies_in_the_range(data: st.DataObject, policy: Policy, since: int | None) -> None:
    tables = data.draw(fitting(policy))
    assume(tables["firm_years"])
    before = sums(lines(policy, panel_of(tables, since)))
    whole = completed(data.draw, tables)
    for firm in FIRMS:
        first = min((row["year"] for row in whole["firm_years"] if row["firm_id"] == firm), default=9999)
        before_policy = first <= (from_policy(policy).first_year or 0)
        if since is not None and first <= since and before_policy and data.draw(st.booleans()):
            revenue = data.draw(st.sampled_from(("5", "10.01", "25")))
            whole["firm_years"].append({"firm_id": firm, "year": first - 1, "revenue": revenue, "rd_intensity": "1%"})
    for key, (low, high) in sums(lines(policy, panel_of(whole))).items():
        assert before[key][0] <= low
        assert high <= before[key][1]


@settings(max_examples=50)
@given(st.data(), policies())
def test_nothing_known_is_ever_a_question(data: st.DataObject, policy: Policy) -> None:
    """But for growth, which is not known of a firm's first year, nor over a year that was not above 0."""
    assume(not asks_for_more(policy))
    found = lines(policy, data.draw(panels(policy, missing=False)), all=True)
    assert all(line.status != "unknown" for line in found)
