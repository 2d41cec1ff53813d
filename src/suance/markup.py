"""XML of files that come from anywhere: no document type, so no entities; no depth without end; names without namespace."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from suance.errors import UnreadableDocument

_DEEPEST = 200


class _Refused(Exception):
    """The XML holds what no file of these formats needs."""


class _Builder(TreeBuilder):
    """Builds the tree with local names: office files come with two sets of namespaces (transitional, strict) for the same elements."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        """An element begins."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _Refused(f"嵌套超过 {_DEEPEST} 层")
        return super().start(_local(tag), {_local(key): value for key, value in attrs.items()})

    def end(self, tag: str, /) -> Element:
        """An element ends."""
        self._depth -= 1
        return super().end(_local(tag))

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        """A document type could declare entities, which grow without end or name files of this machine."""
        raise _Refused("含有 DOCTYPE 声明")


def tree(data: bytes, where: str) -> Element:
    """The root of the XML in `data`. Raises UnreadableDocument where it is no XML, has a document type, or nests over 200 deep."""
    parser = XMLParser(target=_Builder())
    try:
        parser.feed(data)
        root: Element = parser.close()
    except _Refused as refused:
        raise UnreadableDocument(f"XML {refused}", where=where, hint="请用 Office 重新另存") from None
    except (ParseError, ValueError, LookupError):
        raise UnreadableDocument("XML 已损坏", where=where, hint="请重新下载或重新保存") from None
    return root


def _local(name: str) -> str:
    return name.rpartition("}")[2]
