"""The audit: every kind of error by hand, what is never alleged, and a thousand errors seeded into a large ledger."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from awarding import asks_for_more, crossing, firm_years, fitting, panel_of, policies, policy_of
from suance.award import award, panel
from suance.award.audit import Finding, audit
from suance.award.panel import Panel
from suance.errors import PanelError
from suance.model import Line
from suance.policy.schema import Policy

STEPS = ({"id": "low", "over": "100元", "fixed": "2元"}, {"id": "high", "over": "500元", "fixed": "5元"})
GROWN = {"A": {2021: "50", 2022: "150", 2023: "160", 2024: "600", 2025: "600"}, "B": dict.fromkeys(range(2021, 2026), "10")}


def row(rule: str, subject: str, year: int, amount: str, **more: str) -> dict[str, Any]:
    """A row of paid."""
    return {"policy": "test", "rule": rule, "subject_id": subject, "year": year, "amount": amount, **more}


def told(
    policy: Policy, tables: Mapping[str, Sequence[Mapping[str, Any]]], *rows: Mapping[str, Any], as_of: date | None = None
) -> list[tuple[str, int]]:
    """Kind and row of each finding."""
    return [(finding.kind, finding.line) for finding in audit(policy, panel.of({**tables, "paid": rows}), as_of=as_of)]


def lines(policy: Policy, at_hand: Panel) -> list[Line]:
    """The lines of a panel that is not refused."""
    try:
        return award(policy, at_hand)
    except PanelError:
        assume(False)
        raise


PEAK = policy_of(crossing(*STEPS), end="2024-12-31")
FIRMS = {"firm_years": firm_years(**GROWN)}


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([row("peak", "A", 2022, "2"), row("peak", "A", 2024, "5")], []),
        ([row("peak", "A", 2022, "1"), row("peak", "A", 2022, "1")], []),
        ([row("peak", "A", 2022, "2.01")], [("over", 1)]),
        ([row("peak", "A", 2022, "1.99")], [("under", 1)]),
        ([row("peak", "A", 2022, "5")], [("step", 1)]),
        ([row("peak", "A", 2022, "2", step="high")], [("step", 1)]),
        ([row("peak", "A", 2021, "2")], [("early", 1)]),
        ([row("peak", "A", 2023, "2")], [("late", 1)]),
        ([row("peak", "A", 2022, "2"), row("peak", "A", 2023, "2")], [("twice", 2)]),
        ([row("peak", "A", 2022, "2"), row("peak", "A", 2022, "2")], [("twice", 2)]),
        ([row("peak", "A", 2025, "2")], [("expired", 1)]),
        ([row("peak", "B", 2022, "2")], [("uncovered", 1)]),
        ([row("peak", "Z", 2022, "2")], [("stranger", 1)]),
        ([row("valley", "A", 2022, "2")], [("unknown_rule", 1)]),
        ([row("peak", "A", 2022, "2", payee="B")], [("payee", 1)]),
        ([row("peak", "A", 2022, "2", payee="A")], []),
        ([row("peak", "A", 2024, "5") | {"policy": "other"}], []),
    ],
)
def test_each_kind_of_error_is_told_apart(rows: list[dict[str, Any]], found: list[tuple[str, int]]) -> None:
    assert told(PEAK, FIRMS, *rows) == found


def test_a_payment_of_a_year_that_has_not_come_is_early() -> None:
    assert told(PEAK, FIRMS, row("peak", "A", 2024, "5"), as_of=date(2023, 12, 31)) == [("early", 1)]


def test_a_finding_names_the_row_the_clause_and_both_sums() -> None:
    (finding,) = audit(PEAK, panel.of({**FIRMS, "paid": [row("peak", "A", 2022, "3")]}))
    assert (finding.paid, finding.allowed_min, finding.allowed_max, finding.line) == (Decimal(3), Decimal(2), Decimal(2), 1)
    assert finding.cite is not None
    assert finding.reason == "2022年营业收入150元，首次超100元，给予2元"


def test_what_lies_inside_a_range_that_the_clause_leaves_open_is_not_alleged() -> None:
    policy = policy_of(crossing({"id": "t", "over": "100元", "up_to": "2元"}))
    assert told(policy, FIRMS, row("peak", "A", 2022, "0.5")) == []
    assert told(policy, FIRMS, row("peak", "A", 2022, "2.01")) == [("over", 1)]


def test_what_a_missing_fact_could_justify_is_not_alleged_but_named() -> None:
    tables = {"firm_years": firm_years(A={2021: None, 2022: "150"})}
    (finding,) = audit(PEAK, panel.of({**tables, "paid": [row("peak", "A", 2022, "2")]}))
    assert finding.kind == "cannot_tell"
    assert "缺2021年营业收入" in finding.reason
    assert told(PEAK, tables, row("peak", "A", 2022, "2.01")) == [("over", 1)]
    assert told(PEAK, tables, row("peak", "A", 2019, "2")) == [("early", 1)]


def test_a_year_that_the_panel_does_not_have_is_not_judged() -> None:
    policy = policy_of(crossing(*STEPS), announced="2015-01-01")
    assert told(policy, FIRMS, row("peak", "A", 2018, "2")) == [("cannot_tell", 1)]
    assert told(policy, FIRMS, row("peak", "A", 2021, "2")) == [("early", 1)]


def test_which_step_it_is_is_not_alleged_where_the_figure_is_missing() -> None:
    policy = policy_of(crossing(*STEPS))
    assert told(policy, {"firm_years": firm_years(A={2021: "50", 2022: None})}, row("peak", "A", 2022, "2", step="low")) == [("cannot_tell", 1)]


def projects(amount: Mapping[str, str], count: int, at: str) -> tuple[Policy, dict[str, list[dict[str, Any]]]]:
    """Projects of one cluster in two years under a ceiling for the cluster's life."""
    cap = {"id": "life", "per": "cluster", "over": "lifetime", "at": at, "covers": ["platform"], "overflow": "pro_rata"}
    policy = policy_of({"id": "platform", "to": "project", "on": {"reviewed": "public_service_platform"}, "pay": amount, "caps": [cap]})
    made = [{"project_id": f"J{n}", "firm_id": "F", "cluster_id": "K", "kind": "public_service_platform", "year": 2022 + n % 2} for n in range(count)]
    return policy, {"projects": made}


def test_a_ceiling_is_held_against_what_was_paid_where_the_clause_leaves_the_sums_open() -> None:
    policy, tables = projects({"up_to": "200元"}, 4, "500元")
    full = [row("platform", name, 2022 + int(name[1]) % 2, "200") for name in ("J0", "J2", "J1", "J3")]
    assert told(policy, tables, *full[:2], full[2] | {"amount": "100"}) == []
    assert told(policy, tables, *full[:3]) == [("over_cap", 3)]
    assert told(policy, tables, full[0] | {"amount": "201"}) == [("over", 1)]


def test_a_share_under_a_ceiling_is_exact_where_the_sums_are() -> None:
    policy, tables = projects({"fixed": "200元"}, 4, "500元")
    right = [row("platform", name, 2022 + int(name[1]) % 2, amount) for name, amount in (("J0", "200"), ("J2", "200"), ("J1", "50"), ("J3", "50"))]
    assert told(policy, tables, *right) == []
    assert told(policy, tables, *right[:2], right[2] | {"amount": "51"}, right[3]) == [("over_cap", 3)]


def test_one_error_is_alleged_once_though_it_uses_a_ceiling_of_later_years() -> None:
    policy, tables = projects({"fixed": "200元"}, 4, "500元")
    assert told(policy, tables, row("platform", "J0", 2022, "300"), row("platform", "J1", 2023, "50")) == [("over", 1)]


def test_an_award_that_another_one_displaces_is_not_paid_unless_the_sums_are_open() -> None:
    def paid(form: str) -> list[tuple[str, int]]:
        yearly = {"id": "yearly", "to": "firm", "on": {"each": "year"}, "pay": {form: "1元"}}
        group = {"id": "once", "title": "就高", "members": ["peak", "yearly"], "mode": "highest", "over": "year", "match": "firm"}
        policy = policy_of(crossing(*STEPS), yearly, groups=[group])
        return told(policy, FIRMS, row("peak", "A", 2022, "2"), row("yearly", "A", 2022, "1"), row("yearly", "A", 2023, "1"))

    assert paid("fixed") == [("displaced", 2)]
    assert paid("up_to") == []


def test_an_instalment_paid_before_its_year_is_early_and_a_forfeited_one_uncovered() -> None:
    schedule = [{"id": "i1", "after": 0, "share": "40%"}, {"id": "i2", "after": 1, "share": "60%", "when": [{"metric": "revenue", "gt": "155元"}]}]
    policy = policy_of(crossing(*STEPS, schedule=schedule))
    assert told(policy, FIRMS, row("peak", "A", 2022, "0.8", part="i1"), row("peak", "A", 2023, "1.2", part="i2")) == []
    assert told(policy, FIRMS, row("peak", "A", 2022, "1.2", part="i2")) == [("early", 1)]
    refused = policy_of(crossing(*STEPS, schedule=[schedule[0], schedule[1] | {"when": [{"metric": "revenue", "gt": "170元"}]}]))
    assert told(refused, FIRMS, row("peak", "A", 2023, "1.2", part="i2")) == [("uncovered", 1)]


def test_without_a_table_of_payments_there_is_nothing_to_audit() -> None:
    with pytest.raises(PanelError, match="paid"):
        audit(PEAK, panel.of(FIRMS))


@settings(max_examples=60)
@given(st.data(), policies(capped=False))
def test_any_sum_inside_the_range_of_a_line_is_not_alleged(data: st.DataObject, policy: Policy) -> None:
    found = data.draw(fitting(policy, ledger=False))
    sums: dict[tuple[str, str, int], Decimal] = defaultdict(Decimal)
    for line in lines(policy, panel_of(found)):
        most = int((line.amount_max if line.amount_max is not None else Decimal(10**9)) * 100)
        sums[line.rule, line.subject_id, line.year] += Decimal(data.draw(st.integers(int((line.amount_min or 0) * 100), most))).scaleb(-2)
    rows = [row(*key, str(amount)) for key, amount in sums.items() if amount]
    assert {finding.kind for finding in audit(policy, panel_of({**found, "paid": rows}))} <= {"cannot_tell"}


@settings(max_examples=60)
@given(st.data(), policies(forms=("fixed",)))
def test_a_ledger_of_settled_sums_under_ceilings_has_no_findings(data: st.DataObject, policy: Policy) -> None:
    assume(not asks_for_more(policy))
    found = data.draw(fitting(policy, missing=False, ledger=False))
    sums: dict[tuple[str, str, int], Decimal] = defaultdict(Decimal)
    for line in lines(policy, panel_of(found)):
        assert line.amount is not None
        sums[line.rule, line.subject_id, line.year] += line.amount
    assert audit(policy, panel_of({**found, "paid": [row(*key, str(amount)) for key, amount in sums.items() if amount]})) == []


# ── a large ledger ───────────────────────────────────────────────────────────

YEARS = range(2021, 2025)


def county() -> Policy:
    """Steps, levels, a share under a yearly ceiling for the firm, and projects under a ceiling for the cluster's life."""
    cluster = {"id": "life", "per": "cluster", "over": "lifetime", "at": "900万元", "covers": ["platform"], "overflow": "pro_rata"}
    firm = {"id": "firm_year", "per": "firm", "over": "year", "at": "150万元", "covers": ["rd", "peak"], "overflow": "pro_rata"}
    levels = [{"id": "nation", "level": "national", "fixed": "50万元"}, {"id": "province", "level": "provincial", "fixed": "20万元"}]
    return policy_of(
        crossing({"id": "s10", "over": "10亿元", "fixed": "100万元"}, {"id": "s2", "from": "2亿元", "fixed": "30万元"}),
        {
            "id": "rd",
            "to": "firm",
            "on": {"each": "year"},
            "when": [{"metric": "rd_expense", "ge": "100万元"}],
            "pay": {"rate": "10%", "of": "rd_expense", "up_to": "120万元"},
            "caps": [firm],
        },
        {
            "id": "named",
            "to": "firm",
            "on": {"recognised": "little_giant", "subject": "firm", "first": "ever"},
            "pay": {"pick": "highest", "later": "full", "levels": levels},
        },
        {"id": "platform", "to": "project", "on": {"reviewed": "public_service_platform"}, "pay": {"fixed": "80万元"}, "caps": [cluster]},
        {"id": "rd_project", "to": "project", "on": {"reviewed": "rd_project"}, "pay": {"up_to_rate": "30%", "of": "investment", "up_to": "200万元"}},
        start="2021-01-01",
        end="2024-12-31",
    )


def population(draw: random.Random, count: int) -> dict[str, list[dict[str, Any]]]:
    """Firms from 2020 to 2025 with revenues, research and honours, and projects in clusters."""
    tables: dict[str, list[dict[str, Any]]] = {"firms": [], "firm_years": [], "events": [], "projects": []}
    for number in range(count):
        firm, revenue = f"F{number:05}", draw.uniform(0.3e8, 8e8)
        tables["firms"].append({"firm_id": firm})
        for year in range(2020, 2026):
            revenue *= draw.uniform(0.8, 1.6)
            research = "0" if draw.random() < 0.15 else f"{revenue * draw.uniform(0.005, 0.06):.2f}"
            tables["firm_years"].append({"firm_id": firm, "year": year, "revenue": f"{revenue:.2f}", "rd_expense": research})
        if draw.random() < 0.3:
            day = f"{draw.randint(2021, 2024)}-06-01"
            tables["events"].append({"subject_id": firm, "event": "little_giant", "level": draw.choice(("national", "provincial")), "date": day})
        if draw.random() < 0.5:
            kind, place = draw.choice(("public_service_platform", "rd_project")), f"K{number % 60}"
            investment = f"{draw.uniform(1e6, 9e6):.2f}"
            year = draw.choice(YEARS)
            tables["projects"].append(
                {"project_id": f"J{number}", "firm_id": firm, "cluster_id": place, "kind": kind, "year": year, "investment": investment}
            )
    return tables


def ledger(draw: random.Random, lines: Sequence[Line]) -> list[dict[str, Any]]:
    """A correct payment for each line: its sum, or one in the range that the clause leaves open."""
    rows = []
    for line in lines:
        assert line.amount_max is not None
        amount = line.amount if line.amount is not None else (line.amount_max * draw.randint(20, 100) / 100).quantize(Decimal("0.01"))
        if amount:
            rows.append(row(line.rule, line.subject_id, line.year, str(amount), step=line.step or "", payee=line.payee or line.subject_id))
    return rows


class Seeds:
    """Errors put into a correct ledger, each into the payments of a rule to a subject that has no other error."""

    def __init__(
        self, draw: random.Random, rows: list[dict[str, Any]], lines: Sequence[Line], tables: Mapping[str, Sequence[Mapping[str, Any]]]
    ) -> None:
        self.draw, self.rows, self.lines = draw, rows, {(line.rule, line.subject_id, line.year): line for line in lines}
        self.made: dict[int, str] = {}
        self.touched: set[tuple[str, str]] = set()
        self.research = {(each["firm_id"], each["year"]): Decimal(each["rd_expense"]) for each in tables["firm_years"]}
        self.years: dict[tuple[str, str], list[int]] = defaultdict(list)
        for each in rows:
            self.years[each["rule"], each["subject_id"]].append(each["year"])

    def seed(self, count: int) -> None:
        """So many errors, of all kinds in turn."""
        kinds = (
            "over",
            "over_cap",
            "under",
            "early",
            "late",
            "twice",
            "again",
            "step",
            "named_step",
            "payee",
            "expired",
            "uncovered",
            "stranger",
            "unknown_rule",
        )
        places = list(range(len(self.rows)))
        self.draw.shuffle(places)
        number = 0
        while len(self.made) < count:
            kind, number = kinds[number % len(kinds)], number + 1
            for at in places:
                each = self.rows[at]
                if at not in self.made and (each["rule"], each["subject_id"]) not in self.touched and self._make(kind, at, each):
                    self.touched |= {(each["rule"], each["subject_id"])}
                    break
            else:
                raise AssertionError(f"no place for {kind}")

    def _make(self, kind: str, at: int, each: dict[str, Any]) -> bool:
        """Puts one error at a row, or beside it; False where the row cannot bear it."""
        line = self.lines[each["rule"], each["subject_id"], each["year"]]
        amount, once = Decimal(each["amount"]), len(self.years[each["rule"], each["subject_id"]]) == 1
        crossing_ = each["rule"] in ("peak", "named")
        changes: dict[str, Any] = {}
        if kind == "over" and line.status == "granted":
            changes = {"amount": str((line.amount_max or Decimal(0)) + Decimal("0.01") * self.draw.randint(1, 10**6))}
        elif kind == "over_cap" and line.status == "cut":
            changes = {"amount": str(amount + Decimal("0.01"))}
        elif kind == "under" and line.amount is not None and amount > 1:
            changes = {"amount": str(amount - Decimal("0.01") * self.draw.randint(1, 99))}
        elif kind in ("early", "late") and crossing_ and once and each["year"] in (2022, 2023):
            changes = {"year": each["year"] + (1 if kind == "late" else -1)}
        elif kind == "step" and each["step"] in ("s2", "province") and line.status == "granted":
            changes = {"amount": {"s2": "1000000", "province": "500000"}[each["step"]], "step": ""}
        elif kind == "named_step" and each["step"] in ("s2", "province"):
            changes = {"step": {"s2": "s10", "province": "nation"}[each["step"]]}
        elif kind == "payee":
            changes = {"payee": "F99999"}
        elif kind == "expired" and crossing_ and each["year"] == 2024:
            changes = {"year": 2025}
        elif kind == "uncovered" and each["rule"] == "rd":
            poor = [year for year in YEARS if self.research[each["subject_id"], year] < 1_000_000]
            changes = {"year": poor[0]} if poor else {}
        elif kind == "stranger":
            changes = {"subject_id": f"X{at}"}
        elif kind == "unknown_rule":
            changes = {"rule": "valley"}
        elif (kind == "twice" and line.amount is not None) or (kind == "again" and crossing_ and once and each["year"] < 2024):
            self.made[len(self.rows)] = "twice"
            self.rows.append(each | ({"year": each["year"] + 1} if kind == "again" else {}))
            return True
        if changes:
            each |= changes
            self.made[at] = "step" if kind == "named_step" else kind
        return bool(changes)


def seeded(count: int, errors: int) -> tuple[Policy, Panel, dict[int, str], int]:
    """A policy, a panel with a ledger into which errors were seeded, these by row, and the number of payments."""
    draw, policy = random.Random(20240101), county()
    tables = population(draw, count)
    lines = award(policy, panel.of(tables), engine="duckdb")
    rows = ledger(draw, lines)
    seeds = Seeds(draw, rows, lines, tables)
    seeds.seed(errors)
    return policy, panel.of({**tables, "paid": rows}), {at + 1: kind for at, kind in seeds.made.items()}, len(rows)


def found_in(policy: Policy, at_hand: Panel) -> list[Finding]:
    """The findings of the years of the policy."""
    return audit(policy, at_hand)


def test_errors_seeded_into_a_correct_ledger_are_all_found_and_nothing_else_is() -> None:
    policy, at_hand, made, _ = seeded(500, 98)
    assert {finding.line: finding.kind for finding in found_in(policy, at_hand)} == made


@pytest.mark.slow
def test_a_thousand_errors_in_a_ledger_of_twenty_thousand_payments_are_all_found_and_nothing_else_is() -> None:
    policy, at_hand, made, payments = seeded(5200, 1000)
    assert payments >= 20_000
    assert len(made) == 1000
    assert len(set(made.values())) == 12
    findings = found_in(policy, at_hand)
    assert {finding.line: finding.kind for finding in findings} == made
    assert Counter(finding.line for finding in findings).most_common(1)[0][1] == 1
