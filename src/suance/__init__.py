"""suance, 算策: from policy text to computed policy."""

__version__ = "0.1.0"

__all__ = ["__version__"]
