"""Did a partition lose documents from the version before to this one?"""

from collections.abc import Iterator

from broadsheet.errors import ConfigurationError
from broadsheet.operations.auditing.finding import Finding
from broadsheet.settings import Settings
from broadsheet.warehouse.journal import read_journal
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.version_diff import find_differences

_DELIBERATE = ("take_down", "roll_back")


def check_shrinking(warehouse: Warehouse, settings: Settings) -> Iterator[Finding]:
    """Compare the current version with the one it followed; what a takedown or a rollback took away is no news.

    Documents that moved from the corpus to the duplicates of a partition did not leave it.
    """
    current = warehouse.current_id()
    switches = [entry for entry in read_journal(warehouse) if entry.previous]
    if current is None or not switches or switches[-1].version != current or switches[-1].action in _DELIBERATE:
        return
    try:
        differences = find_differences(warehouse, switches[-1].previous, current, examples=0)
    except ConfigurationError:  # the one before is not kept any more
        return
    rows: dict[str, tuple[int, int]] = {}
    for change in differences.partitions:
        before, after = rows.get(change.partition, (0, 0))
        rows[change.partition] = (before + change.before, after + change.after)
    for partition, (before, after) in rows.items():
        lost = before - after
        if lost >= settings.audit.min_shrunk and lost > settings.audit.max_shrunk_share * before:
            yield Finding(
                "shrinking",
                "warning",
                f"{partition} has {after:,} documents, {before:,} in version {differences.old}",
                f"see where they went (`broadsheet versions {differences.old} {current}`); if a source or a rule is "
                "wrong, mend it and roll back",
            )
