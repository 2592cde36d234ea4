"""Whose page is it? The key under which the pages of one outlet are counted together."""

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

    It is the host of ``url``, else the first folder of ``source_uri`` where that is a host, as mirrors lay pages out;
    else the publisher's name, letters and digits only. Pages of unknown outlets are counted by the first folder of
    their source URI (``crawl/``), those in no folder together (``./``): a source is as a rule laid out by outlet.

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
    """Return publishers so that spellings of one name are equal; null where nothing is left."""
    known = pc.unique(publishers).drop_null()
    names = [
        _NOT_OF_THE_NAME.sub(" ", unicodedata.normalize("NFKC", name).casefold()).strip() or None
        for name in known.to_pylist()
    ]
    return pa.array(names, pa.string()).take(pc.index_in(publishers, known).cast(pa.int64()))
