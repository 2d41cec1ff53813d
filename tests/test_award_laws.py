"""The laws of awards, over policies and panels at random."""

from __future__ import annotations

from datetime import date

from awarding import panels, policies
from hypothesis import given, settings
from hypothesis import strategies as st

from suance.award import award
from suance.errors import PanelError
from suance.model import Line
from suance.policy.schema import Policy

DAYS = (None, date(2022, 2, 6), date(2023, 12, 31), date(2030, 1, 1))


def run(*arguments: object, **keywords: object) -> list[Line] | str:
    """The lines, or the words of the refusal."""
    try:
        return award(*arguments, **keywords)  # type: ignore[arg-type]
    except PanelError as error:
        return str(error)


@settings(max_examples=250)
@given(st.data(), policies(), st.sampled_from(DAYS), st.booleans(), st.booleans())
def test_the_interpreter_and_duckdb_give_the_same_lines_to_the_cent(data: st.DataObject, policy: Policy, as_of: date | None, all_: bool, supplied: bool) -> None:
    panel = data.draw(panels(policy))
    by_hand = run(policy, panel, as_of=as_of, all=all_, supplied=supplied)
    by_sql = run(policy, panel, as_of=as_of, all=all_, supplied=supplied, engine="duckdb")
    assert by_hand == by_sql
