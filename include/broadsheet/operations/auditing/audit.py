"""All checks of a warehouse, one after another."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from broadsheet.errors import ConfigurationError, DataError
from broadsheet.operations.auditing.balance import check_balance_of_pages
from broadsheet.operations.auditing.files import check_files
from broadsheet.operations.auditing.finding import Finding
from broadsheet.operations.auditing.freshness import check_freshness
from broadsheet.operations.auditing.leftovers import check_leftovers
from broadsheet.operations.auditing.shrinking import check_shrinking
from broadsheet.operations.auditing.space import check_space
from broadsheet.operations.auditing.taken_down import check_taken_down
from broadsheet.settings import Settings
from broadsheet.warehouse.catalog import VersionCatalog
from broadsheet.warehouse.layout import Warehouse

Check = Callable[[Warehouse, Settings], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    check_files,
    check_balance_of_pages,
    check_taken_down,
    check_shrinking,
    check_freshness,
    check_leftovers,
    check_space,
)
"""In this order; what needs readable files comes behind the check of the files."""


@dataclass(frozen=True, slots=True)
class Audit:
    """The outcome of an audit.

    Attributes:
        version: Id of the current version.
        versions: How many versions are kept.
        findings: What is not as it should be, damage first.
    """

    version: str
    versions: int
    findings: tuple[Finding, ...]

    def lines(self) -> Iterator[str]:
        """Yield the outcome in plain text."""
        yield f"audited     version {self.version} and {self.versions - 1} other kept versions"
        if not self.findings:
            yield "all is well"
        for finding in self.findings:
            yield f"{finding.gravity:<12}{finding.check}: {finding.message}"
            yield f"{'':12}{finding.remedy}"


def audit(settings: Settings) -> Audit:
    """Run every check over a warehouse. Reads every file of every kept version once; changes nothing.

    Raises:
        ConfigurationError: nothing was published there so far.
    """
    warehouse = Warehouse(settings.warehouse)
    current = warehouse.current_id()
    if current is None:
        raise ConfigurationError(f"nothing was published under {warehouse.root} so far; build the corpus first")
    retained = VersionCatalog(warehouse).ids()
    if not warehouse.version(current).is_dir():
        gone = Finding(
            "files",
            "damage",
            f"current names version {current}, which is not there: readers fail",
            f"roll back to one that is kept: {', '.join(retained) or 'none; build the corpus anew'}",
        )
        return Audit(current, len(VersionCatalog(warehouse).ids()), (gone,))
    findings: list[Finding] = []
    for check in CHECKS:
        try:
            findings += check(warehouse, settings)
        except (OSError, ValueError) as error:
            if not findings:
                raise
            findings.append(
                Finding(check.__name__.removeprefix("check_"), "damage", f"cannot be checked: {error}", "see above")
            )
    findings.sort(key=lambda finding: finding.gravity != "damage")
    return Audit(current, len(VersionCatalog(warehouse).ids()), tuple(findings))


def raise_findings(outcome: Audit) -> None:
    """Raise an error that names everything that was found, if anything was.

    Raises:
        DataError: the audit found something.
    """
    if outcome.findings:
        raise DataError("\n".join([f"the audit found {len(outcome.findings)} things:", *outcome.lines()]))
