"""What the other readings of an open question would cost on a panel."""

from __future__ import annotations

from typing import Any

from awarding import crossing, firm_years, panel_of, policy_of
from suance.award.readings import readings
from suance.policy.schema import Policy

STEPS = ({"id": "s1", "over": "10元", "fixed": "1元"}, {"id": "s2", "over": "20元", "fixed": "3元"})
PICK = {"about": "pay.pick", "ask": "最高一档还是逐档？", "reading": "highest", "alternatives": ["each"]}
GROUP = {"about": "on.crosses", "ask": "哪个口径？", "reading": "revenue", "alternatives": ["group_revenue"]}


def asked(*questions: dict[str, Any]) -> Policy:
    return policy_of(crossing(*STEPS, questions=list(questions)))


def said(policy: Policy, **firms: dict[int, str | None]) -> list[str]:
    tables = {"firms": [{"firm_id": firm} for firm in firms], "firm_years": firm_years(**firms)}
    return [reading.words for reading in readings(policy, panel_of(tables))]


def test_another_reading_says_what_the_policy_costs_under_it_and_by_how_much_that_differs() -> None:
    assert said(asked(PICK), F1={2022: "5", 2023: "25"}) == ["最高一档还是逐档？现按 highest：3元；若按 each：4元，下限多 1元，上限多 1元"]
    assert said(asked(PICK), F1={2022: "5", 2023: None}) == ["最高一档还是逐档？现按 highest：0元至3元；若按 each：0元至4元，上限多 1元"]


def test_a_reading_that_changes_nothing_on_this_panel_says_so() -> None:
    assert said(asked(PICK), F1={2022: "5", 2023: "15"}) == ["最高一档还是逐档？现按 highest：1元；若按 each：1元，相同"]


def test_a_reading_that_the_panel_cannot_answer_says_what_is_missing() -> None:
    (told,) = said(asked(GROUP), F1={2022: "5", 2023: "25"})
    assert told.startswith("哪个口径？现按 revenue：3元；若按 group_revenue：算不出（缺少列 group_revenue")


def test_a_policy_without_questions_says_nothing() -> None:
    assert said(asked(), F1={2022: "5"}) == []
