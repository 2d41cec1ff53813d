"""Reading takes time in step with the size of its input: texts that once took minutes are read whole.

No test here looks at a clock: where the time grows with the square of the size again, this file never ends (bench/reading.py measures it).
"""

from __future__ import annotations

import pytest

from suance.extract import extract
from suance.model import Document, Paragraph

SHAPES = {
    "letters": ("a" * 200_000, 0),
    "digits": ("1" * 100_000, 0),
    "的": ("的" * 100_000, 0),
    "第": ("第" * 50_000, 0),
    "明年的": ("明年的" * 10_000, 0),
    "full stops": ("。" * 20_000, 0),
    "tabs": ("\t" * 20_000, 0),
    "brackets": ("企业" + "（" * 20_000 + "500亿元" + "）" * 20_000 + "。", 1),
    "sentences in a paragraph": ("全市企业5家。" * 3_000, 3_000),
    "figures in a sentence": ("2021年，" + "、".join(f"产品{n}产量{n}万吨" for n in range(1, 20_001)) + "。", 20_000),
    "awards in a sentence": ("对企业，" + "；".join(f"营业收入达到{n}万元的，给予{n}万元奖励" for n in range(1, 2_001)) + "。", 2_000),
}


def test_a_document_of_many_tables_and_no_place_of_its_own_is_read() -> None:
    lines = ["指标\t2020年\t2021年", "工业投资（亿元）\t500\t600", "全市企业5家。"] * 2_000
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    paragraphs = tuple(Paragraph(start, start + len(line), "table" if "\t" in line else "text") for start, line in zip(starts, lines, strict=False))
    assert len(extract(Document("long", "\n".join(lines), paragraphs, "", "text"))) == 6_000


@pytest.mark.parametrize("name", SHAPES)
def test_a_text_of_any_size_is_read(name: str) -> None:
    text, count = SHAPES[name]
    document = Document("long", text, (Paragraph(0, len(text)),), "", "text", title="云川市产业要闻", published="2022-03-01", kind="news")
    assert len([fact for fact in extract(document) if fact.value is not None]) == count
