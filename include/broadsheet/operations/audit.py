"""The audit of a warehouse: are all retained versions complete, intact, balanced and up to date?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from broadsheet.errors import DataError
from broadsheet.operations.audit_checks import (
    check_balance,
    check_files,
    check_freshness,
    check_leftovers,
    check_shrinking,
    check_space,
    check_taken_down,
)
from broadsheet.operations.audit_records import check_descriptions, check_journals, check_manifests, check_pointer
from broadsheet.operations.finding import Finding
from broadsheet.settings import Settings
from broadsheet.warehouse.catalog import VersionCatalog
from broadsheet.warehouse.layout import Warehouse

Check = Callable[[Warehouse, Settings], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    check_pointer,
    check_files,
    check_manifests,
    check_descriptions,
    check_journals,
    check_balance,
    check_taken_down,
    check_shrinking,
    check_freshness,
    check_leftovers,
    check_space,
)
"""In this order: checks that need readable files come after the check of the files."""


@dataclass(frozen=True, slots=True)
class Audit:
    """The result of an audit.

    Attributes:
        version: Id of the current version.
        versions: Number of retained versions.
        findings: The problems found, damage first.
    """

    version: str
    versions: int
    findings: tuple[Finding, ...]


def audit(settings: Settings) -> Audit:
    """Run every check on the warehouse of these settings and return what they found.

    Reads every file of every retained version once; changes nothing.

    Raises:
        ConfigurationError: nothing has been published there yet.
    """
    warehouse = Warehouse(settings.warehouse)
    current = warehouse.current_id()
    if current is None and warehouse.current.exists():
        return Audit("", len(VersionCatalog(warehouse).ids()), tuple(check_pointer(warehouse, settings)))
    if current is None:
        raise VersionCatalog(warehouse).nothing_yet()
    versions = VersionCatalog(warehouse).ids()
    if not warehouse.version(current).is_dir():
        gone = Finding(
            "files",
            "damage",
            f"current points to version {current}, which does not exist: readers fail",
            f"roll back to a retained version: {', '.join(versions) or 'there is none, build the corpus again'}",
        )
        return Audit(current, len(versions), (gone,))
    findings: list[Finding] = []
    for check in CHECKS:
        try:
            findings += check(warehouse, settings)
        except (OSError, ValueError) as error:
            if not findings:
                raise
            name = check.__name__.removeprefix("check_")
            findings.append(Finding(name, "damage", f"the check failed: {error}", "fix the findings above first"))
    findings.sort(key=lambda finding: finding.severity != "damage")
    return Audit(current, len(VersionCatalog(warehouse).ids()), tuple(findings))


def raise_findings(result: Audit) -> None:
    """Raise an error that lists every finding of an audit, if there is any.

    Raises:
        DataError: the audit found a problem.
    """
    if result.findings:
        count = len(result.findings)
        problems = [f"{item.severity}, {item.check}: {item.message}; {item.remedy}" for item in result.findings]
        raise DataError("\n".join([f"the audit found {count} problem{'s' if count > 1 else ''}:", *problems]))
