"""What people decided about a policy: who approved, rejected, amended or answered which part of it, and when."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from suance.policy.schema.parts import Digest, Iso, Part, Slug, Text, Value, fault
from suance.policy.schema.reform import Edit

CHANGING = ("amended", "answered")
"""verdicts that change the part they are about"""


class Verdict(Part):
    """One person's decision about one part, kept with a digest of the part as it then was."""

    part: Text
    """the list and the id: awards.dengfeng; or validity"""
    verdict: Literal["approved", "rejected", "amended", "answered"]
    by: Text
    at: Iso
    note: Text | None = None
    digest: Digest
    """of the part that was judged; of what was changed, as it is after the change"""
    before: Digest | None = None
    """of the part before an amendment or an answer"""
    changes: tuple[Text, ...] = ()
    """what an amendment or an answer changed, in words"""

    @model_validator(mode="after")
    def _said(self) -> Self:
        if self.verdict == "rejected" and self.note is None:
            raise fault("否定要写明理由", "verdict", hint="写 note")
        if (self.before is not None) is not (self.verdict in CHANGING):
            raise fault("before 与 amended、answered 同用，别的裁定没有", "before")
        return self


class Review(Part):
    """Who last held the file against its sources, and when; and what was decided about each of its parts."""

    by: Text
    at: Iso
    note: Text | None = None
    signers: int = Field(default=1, ge=1, le=9)
    """how many people must approve a part"""
    verdicts: tuple[Verdict, ...] = ()


class Judgement(Part):
    """What is to be decided about one part: a verdict, readings by the keys that its questions are about, changes to it."""

    part: Text
    verdict: Literal["approved", "rejected", "amended"] | None = None
    answers: dict[Text, Value] = Field(default_factory=dict)
    changes: tuple[Edit, ...] = ()
    note: Text | None = None
    by: Text | None = None
    at: Iso | None = None
    seen: Digest | None = None
    """of the part as it was looked at: where it is another by now, nothing is decided"""


class Judgements(Part):
    """Decisions about one policy, as a file of their own."""

    policy: Slug
    by: Text | None = None
    at: Iso | None = None
    signers: int | None = Field(default=None, ge=1, le=9)
    decisions: tuple[Judgement, ...] = Field(min_length=1)
