"""Whole policies worked out by hand: each that the schema can say pays on its panel what was reckoned before it ran.

A policy that asks for a word that the schema does not have yet waits: `waiting.yaml` says for which. It has to leave that
list, and to pay what was worked out, as soon as it loads.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from engines import ENGINES
from populations import population
from suance.award import award, panel
from suance.errors import PolicyError
from suance.model import Line
from suance.policy import schema
from suance.policy.check import check
from suance.read import read

POLICIES = Path(__file__).parent / "corpus" / "policies"
NAMES = sorted(folder.name for folder in POLICIES.iterdir() if folder.is_dir())
WAITING: dict[str, str] = YAML(typ="safe").load((POLICIES / "waiting.yaml").read_text("utf-8")) or {}
Payment = tuple[str, str, str, int, str, Decimal, Decimal, str]


def by_hand(name: str) -> list[Payment]:
    with (POLICIES / name / "payments.csv").open(encoding="utf-8") as file:
        return sorted(
            (
                row["rule"],
                row["step"],
                row["subject_id"],
                int(row["year"]),
                row["part"],
                Decimal(row["amount_min"]),
                Decimal(row["amount_max"]),
                row["status"],
            )
            for row in csv.DictReader(file)
        )


def paid(lines: Sequence[Line]) -> list[Payment]:
    return sorted(
        (line.rule, line.step or "", line.subject_id, line.year, line.part or "", line.amount_min or Decimal(0), line.amount_max, line.status)
        for line in lines
        if line.amount_max is not None
    )


def test_a_policy_waits_for_a_word_that_the_schema_lacks() -> None:
    for name, word in WAITING.items():
        with pytest.raises(PolicyError, match=word):
            schema.load(POLICIES / name / "policy.yaml")


def test_a_policy_holds_against_its_notice_and_pays_what_was_worked_out_by_hand() -> None:
    for name in NAMES:
        if name not in WAITING:
            rules = schema.load(POLICIES / name / "policy.yaml")
            findings = check(rules, {name: read(POLICIES / name / "notice.md", name=name)})
            assert [finding.message for finding in findings if finding.level == "error"] == []
            for engine in ENGINES:
                assert paid(award(rules, panel.load(POLICIES / name / "panel"), engine=engine)) == by_hand(name)


@pytest.mark.parametrize(("firms", "seed"), [(40, 1), pytest.param(4000, 2, marks=pytest.mark.slow)])
def test_both_engines_pay_the_same_on_a_population_made_up_for_the_shipped_policy(firms: int, seed: int) -> None:
    rules = schema.load(Path(schema.__file__).parents[2] / "policies" / "changzhou-2022.yaml")
    people = population(rules, firms, 5, seed)
    explained, by_sql = (award(rules, people, engine=engine) for engine in ENGINES)
    assert by_sql == explained
    assert {line.status for line in by_sql} >= {"granted", "unknown"}


def test_each_clause_of_the_table_names_a_payment_worked_out_by_hand() -> None:
    lines = (POLICIES / "clauses.md").read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line.startswith("| ") and line.split("|")[1].strip().isdigit()]
    assert [int(row[0]) for row in rows] == list(range(1, 54))
    for number, _, rule, payment, _ in rows:
        policy, award_id = rule.split()
        if policy in NAMES:
            subject, year = payment.split()
            assert [found for found in by_hand(policy) if (found[0], found[2], str(found[3])) == (award_id, subject, year)], number
