"""The terms: one id for each thing, one thing for each name, and every id that is in use is known."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from suance import terms
from suance.quantity import MEASURES
from suance.terms import GROUPS, Group, Term

TESTS = Path(__file__).parent
PACKAGE = TESTS.parent / "src" / "suance"
CORPUS = YAML(typ="safe").load((TESTS / "corpus" / "terms.yaml").read_text("utf-8"))
ALL = [term for name in GROUPS for term in terms.group(name)]
ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
INDICATORS = [*terms.group("place"), *terms.group("firm")]

FLOWS = {"tax_cuts", "inward_industrial_funds", "soil_conservation_area", "rural_roads", "graduates_attracted", "doctors_attracted"}
"""what is counted only as it comes, so that 新增 adds nothing"""


def cases(section: str) -> list[Any]:
    """Every phrase of a section with the id that it must name; None for none."""
    named = [(name, phrase) for name, phrases in CORPUS[section].items() for phrase in phrases]
    return [pytest.param(phrase, None if name == "none" else name, id=f"{name}-{phrase}") for name, phrase in named]


# ── the corpus ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("phrase", "name"), cases("indicators"))
def test_words_name_an_indicator(phrase: str | list[str], name: str | None) -> None:
    words, measure = phrase if isinstance(phrase, list) else (phrase, None)
    assert _id(terms.indicator(words, measure)) == name


@pytest.mark.parametrize(("phrase", "name"), cases("metrics"))
def test_a_condition_names_a_metric(phrase: str, name: str | None) -> None:
    assert _id(terms.metric(phrase)) == name


@pytest.mark.parametrize(("phrase", "name"), cases("honours"))
def test_words_name_an_honour_and_its_level(phrase: list[str], name: str | None) -> None:
    words, level = phrase
    found = terms.honour(words)
    assert (_id(found[0]) if found else None, found[1] if found else None) == (name, level)


@pytest.mark.parametrize(("phrase", "name"), cases("kinds"))
def test_words_name_a_kind(phrase: str, name: str | None) -> None:
    assert _id(terms.kind(phrase)) == name


def test_a_region_and_a_firm_may_say_the_same_words_of_two_things() -> None:
    assert _id(terms.indicator("研发投入强度")) == "rd_gdp_ratio"
    assert _id(terms.indicator("研发投入强度", of="firm")) == "rd_intensity"
    assert terms.indicator("营业收入") is None


def _id(term: Term | None) -> str | None:
    return term.id if term else None


# ── the files ────────────────────────────────────────────────────────────────


def test_there_are_several_hundred_indicators() -> None:
    assert len(INDICATORS) >= 400


def test_ids_are_unique_and_well_formed() -> None:
    assert [name for name, count in Counter(term.id for term in ALL).items() if count > 1] == []
    assert [term.id for term in ALL if not ID.fullmatch(term.id)] == []


@pytest.mark.parametrize("name", GROUPS)
def test_no_alias_stands_twice(name: Group) -> None:
    aliases = Counter(terms.fold(alias) for term in terms.group(name) for alias in term.aliases)
    assert [alias for alias, count in aliases.items() if count > 1] == []


def test_a_near_neighbour_is_a_term_of_the_same_kind_and_not_itself() -> None:
    groups = {term.id: term.group for term in ALL}
    wrong = [term.id for term in ALL if term.near and (term.near == term.id or groups.get(term.near) != term.group)]
    assert wrong == []


def test_an_indicator_has_a_unit_and_measures() -> None:
    physical = {*"列块天岁年支套所张辆台亩吨分倍", "EFLOPS", "吨标准煤", "微克/立方米", "标箱", "平方公里", "千瓦时"}
    units = {*MEASURES, *terms.MONEY, *terms.PERCENT, *physical}
    assert [(term.id, term.unit) for term in INDICATORS if term.unit not in units] == []
    assert [term.id for term in INDICATORS if not term.measures] == []
    assert [term.id for term in INDICATORS if "占" in term.name and term.name.endswith(("比重", "占比")) and "share" not in term.measures] == []


def test_what_is_new_and_what_there_is_are_two_terms() -> None:
    new = re.compile("新增|净增|新建|新设|新入|新引进|新认定|新登记|新培育|增量|增加额")
    mixed = {term.id for term in INDICATORS if len({bool(new.search(alias)) for alias in term.aliases}) > 1}
    assert mixed - FLOWS == set()


def test_an_honour_says_to_whom_at_which_levels_and_where_its_years_are_from() -> None:
    known = [level.id for level in terms.group("level")]
    for term in terms.group("honour"):
        assert term.subject in {"firm", "project", "cluster", "product", "place"}, term.id
        assert term.levels, term.id
        assert list(term.levels) == [level for level in known if level in term.levels], term.id
        assert (term.years is None) == (term.source is None), term.id


def test_a_header_names_one_column() -> None:
    headers = Counter(header for term in ALL for header in term.headers + term.doubtful)
    assert [header for header, count in headers.items() if count > 1] == []


def test_every_term_has_a_label_in_both_languages() -> None:
    assert terms.label("high_tech_firm") == "高新技术企业"
    assert terms.label("gdp", "en") == "gross regional product"
    assert terms.label("no_such_thing") == "no_such_thing"
    assert [term.id for term in ALL if not terms.label(term.id, "zh") or not terms.label(term.id, "en").isascii()] == []


# ── laws ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", [name for name in GROUPS if name != "level"])
def test_every_alias_is_found_in_a_sentence(name: Group) -> None:
    named = [(term, alias, terms.find(f"凡{alias}，", name)) for term in terms.group(name) for alias in term.aliases]
    lost = [alias for term, alias, found in named if found is None or (found.term, terms.fold(found.word)) != (term, terms.fold(alias))]
    assert lost == []


@given(st.sampled_from([(term, alias) for term in terms.group("place") for alias in term.aliases]), st.sampled_from(["全市", "完成", "全市完成", ""]))
def test_an_indicator_is_known_by_each_alias_and_whose_it_is_changes_nothing(named: tuple[Term, str], head: str) -> None:
    term, alias = named
    assert terms.indicator(head + alias) == term


@given(st.text(max_size=40))
def test_any_words_are_looked_up_without_fail(words: str) -> None:
    terms.indicator(words)
    terms.metric(words)
    terms.honour(words)
    terms.kind(words)


# ── cells ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "group", "name"),
    [
        ("专精特新小巨人企业", "honour", "little_giant"),
        ("“小巨人”企业", "honour", "little_giant"),
        ("“专精特新”中小企业", "honour", "specialised_firm"),
        ("国家高新技术企业", "honour", "high_tech_firm"),
        ("高企", "honour", "high_tech_firm"),
        ("首台套", "honour", "first_set"),
        ("首台（套）装备", "honour", "first_set"),
        ("省", "level", "provincial"),
        ("国家级", "level", "national"),
        ("上海市", "level", None),
        ("技术改造", "project", "technology_transformation"),
    ],
)
def test_a_cell_is_one_of_the_ways_to_write_a_term(written: str, group: Group, name: str | None) -> None:
    assert [term.id for term in terms.group(group) if written in terms.spellings(term)] == ([name] if name else [])


@pytest.mark.parametrize("name", GROUPS)
def test_no_cell_is_two_terms(name: Group) -> None:
    written = Counter(word for term in terms.group(name) for word in terms.spellings(term))
    assert [word for word, count in written.items() if count > 1] == []


# ── what is in use ───────────────────────────────────────────────────────────


def documents() -> Iterator[tuple[str, Any]]:
    """The policies, observations and policy fixtures, as plain data."""
    for folder in (PACKAGE / "policies", PACKAGE / "observations", TESTS / "fixtures" / "policy", TESTS / "transcripts" / "files"):
        for path in sorted(folder.glob("*.yaml")):
            if path.name not in {"broken.yaml", "empty.yaml", "typo.yaml", "faults.yaml", "proofs.yaml"}:
                yield path.name, YAML(typ="safe").load(path.read_text("utf-8"))


def named(data: Any, keys: set[str]) -> Iterator[str]:
    """Every text under one of the keys, at any depth."""
    if isinstance(data, dict):
        yield from (value for key, value in data.items() if key in keys and isinstance(value, str))
    for value in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from named(value, keys)


def test_every_id_that_a_policy_or_an_observation_uses_is_a_term() -> None:
    keys = {"metric", "crosses", "near", "recognised", "has", "reviewed"}
    unknown = [(name, used) for name, data in documents() for used in named(data, keys) if terms.term(used) is None]
    assert unknown == []


def test_every_id_that_the_tests_write_is_a_term() -> None:
    written = re.compile(r"""(?:crosses|recognised|reviewed)(?:["']: ["']|: )([a-z]+(?:_[a-z]+)*)\b["']?[,}]""")
    used = {(path.name, name) for path in [*TESTS.glob("*.py"), *TESTS.parent.glob("docs/*.md")] for name in written.findall(path.read_text("utf-8"))}
    assert len(used) >= 6
    assert sorted(each for each in used if terms.term(each[1]) is None) == []


def test_every_id_that_a_question_offers_as_a_reading_is_a_term() -> None:
    questions = [(name, q) for name, data in documents() for award in data.get("awards", ()) for q in award.get("questions", ())]
    offered = [(name, each) for name, q in questions if q["about"] in ("on.recognised", "on.crosses") for each in [q["reading"], *q["alternatives"]]]
    assert offered
    assert [each for each in offered if terms.term(each[1]) is None] == []


def test_an_observation_goes_by_the_id_that_its_words_name() -> None:
    for name, data in documents():
        for record in [*(data.get("observations") or ()), *(data.get("targets") or ())]:
            found = terms.indicator(record["indicator"])
            if record.get("metric") and found:
                assert found.id == record["metric"], (name, record["indicator"])


def test_a_value_of_the_example_panel_is_a_term() -> None:
    for table, column, group in (("events", "认定名称", "honour"), ("projects", "项目类别", "project")):
        with (PACKAGE / "example" / "panel" / f"{table}.csv").open(encoding="utf-8") as lines:
            values = {row[column] for row in csv.DictReader(lines)}
        known = {alias for term in terms.group(group) for alias in term.aliases}
        assert values <= known, table
