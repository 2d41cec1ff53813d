"""The folder on disk, and the one place where the stages meet."""

from suance.workspace.store import Added, Review, Run, Workspace

__all__ = ["Added", "Review", "Run", "Workspace"]
