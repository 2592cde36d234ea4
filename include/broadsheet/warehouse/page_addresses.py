"""Takes columns of documents, and finds those whose pages have given web addresses."""

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.sources.addresses import page_key

_HOST = r"^https?://(?:www\d*\.)?(?P<host>[^/?#]*)"
"""The host of an address as `page_key` has it."""


def rows_at(table: pa.Table, urls: Iterable[str], keys: Iterable[str | None]) -> Iterator[dict[str, Any]]:
    """Yield the rows of documents whose address is one of `urls`, or an address of a page with one of `keys`.

    Args:
        table: Has the columns url and url_normalized.
        urls: Addresses as inputs state them.
        keys: Keys of pages, from `broadsheet.sources.addresses.page_key`; None is no page.

    Returns:
        The columns of each row, and `key`: that of its page.
    """
    pages = {key for key in keys if key}
    stated = pa.array(list(urls), pa.string())
    hosts = pa.array([key.partition("/")[0].partition("?")[0].partition("#")[0] for key in pages], pa.string())
    if not len(stated) and not len(hosts):
        return
    # millions of rows: only those of the right host become Python objects
    host = pc.struct_field(pc.extract_regex(table["url_normalized"], _HOST), "host")
    exact = set(stated.to_pylist())
    for row in table.filter(pc.or_(pc.is_in(table["url"], stated), pc.is_in(host, hosts))).to_pylist():
        key = page_key(row["url_normalized"])
        if row["url"] in exact or key in pages:
            yield row | {"key": key}
