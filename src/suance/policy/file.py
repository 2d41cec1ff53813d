"""YAML text and plain data, with the line that each value stands on; ruamel.yaml's one home.

Plain data is dict, list, str, int, float, bool, None and dates. A policy file is data that strangers send each
other, so what can blow up or hide (aliases, tags, a key written twice) is refused with its line.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import SingleQuotedScalarString

from suance.errors import PolicyError

Path = tuple[str | int, ...]
"""The keys and list places that lead to a value: ("awards", 0, "pay", "steps", 2)"""

FLOW_WIDTH = 150
"""a mapping or list of plain values stays on one line up to this many characters"""


_PLAIN = re.compile(r"\w(?:[\w%./，、。；：（）《》“”‘’？！—+() -]*[\w%，、。；：（）《》“”‘’？！—])?")
"""text that needs no quotation marks wherever it stands"""


_BRACKET = re.compile(r"[][{}]")
DEEPEST = 100


class Lines:
    """Where each value of a parsed file stands."""

    def __init__(self, root: CommentedMap) -> None:
        self._root = root

    def at(self, path: Path) -> int:
        """The line (from 1) of the value at `path`; where it is absent, that of the innermost part that is there."""
        node: Any = self._root
        line = 1
        for step in self.holds(path):
            line = (node.lc.key(step) if isinstance(node, CommentedMap) else node.lc.item(step))[0] + 1
            node = node[step]
        return line

    def holds(self, path: Path) -> Path:
        """`path` without the steps that are no part of the file: the names of shapes that a validator puts between.

        Such a name may also be a key beside the next step (`crosses` of {crosses: revenue, first: never}).
        """
        node: Any = self._root
        kept: list[str | int] = []
        for number, step in enumerate(path):
            beside = _is_leaf(node, step) and any(_has(node, after) for after in path[number + 1 : number + 2])
            if _has(node, step) and not beside:
                kept.append(step)
                node = node[step]
        return tuple(kept)


def _has(node: Any, step: str | int) -> bool:
    if isinstance(node, CommentedMap):
        return step in node
    return isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node)


def _is_leaf(node: Any, step: str | int) -> bool:
    return _has(node, step) and not isinstance(node[step], (CommentedMap, CommentedSeq))


class _Representer(RoundTripRepresenter):
    """Writes nothing as `null`: an empty place after a key looks like a slip."""


_Representer.add_representer(type(None), lambda representer, _: representer.represent_scalar("tag:yaml.org,2002:null", "null"))


def parse(text: str, where: str) -> tuple[dict[str, Any], Lines]:
    """The mapping that YAML text holds and its lines; PolicyError for broken YAML, an empty file or another shape."""
    if _depth(text) > DEEPEST:
        raise PolicyError("括号嵌套过深", where=where, hint="政策文件只有几层")
    yaml = YAML(typ="rt")
    try:
        root = yaml.load(text)
    except DuplicateKeyError as error:
        raise PolicyError("同一个键写了两次", where=_place(error, where), hint="留下一处") from None
    except MarkedYAMLError as error:
        raise PolicyError("YAML 写法有误", where=_place(error, where), hint=one_line(error.problem or error.context or "检查缩进与引号")) from None
    except (YAMLError, RecursionError, ValueError) as error:
        raise PolicyError("读不出 YAML", where=where, hint=one_line(str(error))) from None
    if root is None:
        raise PolicyError("文件是空的", where=where, hint="一份政策至少要有 policy、title、issuer、validity、sources")
    if not isinstance(root, CommentedMap):
        raise PolicyError("最外层应为“键: 值”", where=f"{where}:1", hint="以 policy: 开头")
    plain = _plain(root, where, set())
    return plain, Lines(root)


def _depth(text: str) -> int:
    """How many brackets are open at most: YAML looks back over each of them at every further one."""
    deepest = depth = 0
    for bracket in _BRACKET.findall(text):
        depth = depth + 1 if bracket in "[{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


def lines_of(text: str, where: str) -> Callable[[str], int]:
    """What tells the line on which a part of a policy stands, by its ids: dengfeng.pay.steps.t100; the innermost part that is there."""
    data, lines = parse(text, where)

    def line(part: str) -> int:
        names = part.split(".")
        tops = (key for key, value in data.items() if isinstance(value, list) and _place_of(value, names[0]) is not None)
        return lines.at(tuple(_way(data, names if names[0] in data else [*islice(tops, 1), *names])))

    return line


def _way(node: Any, names: Sequence[str]) -> Iterator[str | int]:
    """Keys and list places that lead to the part of those names, as far as it is there."""
    for name in names:
        step: str | int | None = name if isinstance(node, dict) and name in node else _place_of(node, name) if isinstance(node, list) else None
        if step is None:
            return
        yield step
        node = node[step]


def _place_of(parts: Sequence[Any], name: str) -> int | None:
    """Where in a list the part of that id stands, or the part of that number."""
    ids = [str(part.get("id", number)) if isinstance(part, dict) else str(number) for number, part in enumerate(parts)]
    return ids.index(name) if name in ids else None


def render(data: dict[str, Any]) -> str:
    """YAML text of plain data in the order given: short parts on one line, Chinese as it is."""
    return _written(_commented(data, top=True))


def rewritten(text: str, before: dict[str, Any], after: dict[str, Any]) -> str:
    """YAML text that holds the data `before`, made to hold the data `after`: what stays the same keeps its comments and layout."""
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    return _written(_made(yaml.load(text), before, after, top=True))


def _written(node: Any) -> str:
    yaml = YAML(typ="rt")
    yaml.Representer = _Representer
    yaml.width = 10_000
    yaml.allow_unicode = True
    yaml.preserve_quotes = True
    yaml.brace_single_entry_mapping_in_flow_sequence = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    yaml.dump(node, out)
    return out.getvalue()


def _made(node: Any, before: Any, after: Any, *, top: bool = False) -> Any:
    """A node of data that was, for the data that is to be: itself where that is the same, changed part by part where it can be, else a new one."""
    if before == after:
        return node
    if isinstance(node, CommentedMap) and isinstance(after, dict) and isinstance(before, dict) and (top or not node.fa.flow_style()):
        return _mapped(node, before, after)
    if isinstance(node, CommentedSeq) and isinstance(after, list) and len(before) == len(node) <= len(after) and not node.fa.flow_style():
        for place, value in enumerate(before):
            node[place] = _made(node[place], value, after[place])
        node.extend(_commented(value) for value in after[len(node) :])
        return node
    return _commented(after)


def _mapped(node: CommentedMap, before: dict[str, Any], after: dict[str, Any]) -> CommentedMap:
    keys = {str(key): key for key in node}
    for key in (key for key in before if key not in after):
        del node[keys[key]]
    for place, (key, value) in enumerate(after.items()):
        if key in keys:
            node[keys[key]] = _made(node[keys[key]], before.get(key), value)
        else:
            node.insert(place, key, _commented(value))
    return node


def _plain(node: Any, where: str, seen: set[int], line: int = 1) -> Any:
    """Plain data of a parsed node; a part met twice is an alias, which could repeat without end."""
    if isinstance(node, (CommentedMap, CommentedSeq)):
        if id(node) in seen:
            raise PolicyError("不支持 YAML 的锚点引用（&、*）", where=f"{where}:{line}", hint="把内容写全")
        seen.add(id(node))
    if isinstance(node, CommentedMap):
        return {_key(key, where, node): _plain(value, where, seen, node.lc.key(key)[0] + 1) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        return [_plain(value, where, seen, node.lc.item(place)[0] + 1) for place, value in enumerate(node)]
    return _scalar(node, where, line)


def _key(key: Any, where: str, node: CommentedMap) -> str:
    if isinstance(key, str) or (type(key) is int and 1900 <= key <= 2100):
        return str(key)
    raise PolicyError(one_line(f"键应为文字，不是 {key}"), where=f"{where}:{node.lc.key(key)[0] + 1}", hint="年份可以作键，别的数字加引号")


def _scalar(value: Any, where: str, line: int) -> str | int | float | bool | date | None:
    if value is None or type(value) is bool:
        return value
    for plain in (str, bool, int, float):
        if isinstance(value, plain):
            return plain(value)
    if isinstance(value, date):
        return value
    raise PolicyError("不支持的 YAML 标记（!…）", where=f"{where}:{line}", hint="只用文字、数字、日期、列表与键值")


def _commented(value: Any, *, top: bool = False) -> Any:
    if isinstance(value, dict):
        node: Any = CommentedMap({key: _commented(inner) for key, inner in value.items()})
        leaves: Iterable[Any] = value.values()
    elif isinstance(value, list):
        node = CommentedSeq(_commented(inner) for inner in value)
        leaves = value
    else:
        return _quoted(value) if isinstance(value, str) else value
    if not top and all(_short(leaf) for leaf in leaves) and len(str(value)) <= FLOW_WIDTH:
        node.fa.set_flow_style()
    return node


def _quoted(text: str) -> str:
    """Text in quotation marks unless nothing in it could mean something to YAML."""
    return text if _PLAIN.fullmatch(text) else SingleQuotedScalarString(text)


def _short(value: Any) -> bool:
    """Whether a value may stand inside a one-line mapping: a scalar, or a list of scalars."""
    return not isinstance(value, (dict, list)) or (isinstance(value, list) and not any(isinstance(inner, (dict, list)) for inner in value))


def _place(error: MarkedYAMLError, where: str) -> str:
    mark = error.problem_mark or error.context_mark
    return f"{where}:{mark.line + 1}" if mark else where


def one_line(text: str) -> str:
    """Text with every run of white space as one space, for a message."""
    return " ".join(text.split())
