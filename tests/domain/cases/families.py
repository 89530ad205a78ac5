"""What all checks find in all cases of all families, whatever families there are."""

import pkgutil
from importlib import import_module

from chalicelib.domain.finding import Finding
from chalicelib.domain.verification.rules import examine
from tests.domain import cases


def every_finding() -> list[Finding]:
    """Return the findings of every check in every case that a family lists."""
    names = [module.name for module in pkgutil.iter_modules(cases.__path__)]
    families = [import_module(f"{cases.__name__}.{name}") for name in names]
    listed = [case for family in families for case in getattr(family, "CASES", ())]
    return [finding for _, evidence, _, _ in listed for finding in examine(evidence)]
