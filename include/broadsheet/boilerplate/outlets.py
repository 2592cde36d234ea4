"""Finds the outlet of each page: the key by which boilerplate detection groups pages."""

import re
import unicodedata

import pyarrow as pa
import pyarrow.compute as pc

_ADDRESS = r"^[a-zA-Z][a-zA-Z0-9+.-]*://(?:[^/@]*@)?(?:www\.)?(?P<host>[^/:?#]+)"
_FOLDER_OF_A_HOST = r"^(?:www\.)?(?P<host>(?:[a-zA-Z0-9-]+\.)+[a-zA-Z]{2,})/"
_FIRST_FOLDER = r"^(?P<folder>[^/]+)/"
_NOT_OF_THE_NAME = re.compile(r"[\W_]+")


def outlet_keys(documents: pa.Table) -> pa.Array:
    """Return the outlet of each document: a string, never null.

    It is the host of ``url``; else the first folder of ``source_uri`` if that is a host, as in mirrors; else the
    publisher's name, letters and digits only; else the first folder of the source URI (``crawl/``), because sources
    usually have one folder per outlet; else ``./``.

    Args:
        documents: Columns url, source_uri and publisher.
    """
    uris = documents["source_uri"]
    hosts = [_host(documents["url"], _ADDRESS), _host(uris, _FOLDER_OF_A_HOST)]
    folders = pc.struct_field(pc.extract_regex(uris, _FIRST_FOLDER), "folder")
    folders = pc.binary_join_element_wise(pc.fill_null(folders, "."), "", "/")
    keys = pc.coalesce(*hosts, _names(documents["publisher"]), folders)
    return keys.combine_chunks() if isinstance(keys, pa.ChunkedArray) else keys


def _host(addresses: pa.ChunkedArray, pattern: str) -> pa.ChunkedArray:
    return pc.utf8_lower(pc.struct_field(pc.extract_regex(addresses, pattern), "host"))


def _names(publishers: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return normalized publisher names, so that spellings of one name are equal; null if nothing remains."""
    known = pc.unique(publishers).drop_null()
    names = [
        _NOT_OF_THE_NAME.sub(" ", unicodedata.normalize("NFKC", name).casefold()).strip() or None
        for name in known.to_pylist()
    ]
    return pa.array(names, pa.string()).take(pc.index_in(publishers, known).cast(pa.int64()))
