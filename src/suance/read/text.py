"""Plain text, a paragraph a line, with or without front matter."""

from __future__ import annotations

from suance.model import Document
from suance.read import about, matter
from suance.read.blocks import Block
from suance.read.source import Source


def claims(source: Source) -> int:
    """3 for text under a text file's ending, 1 for any other text, 0 for none."""
    if not source.text:
        return 0
    return 3 if source.ending in (".txt", ".text") else 1


def read(source: Source) -> Document:
    """Each line that is not blank is a paragraph, without the white space at its ends; nothing else is changed."""
    head, body = matter.split(source.text)
    blocks = [Block(line.strip()) for line in body.splitlines()]
    return about.document(source, "text", blocks, head)
