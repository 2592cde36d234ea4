"""Extraction of a single page, without a run: the library's ``broadsheet.extract``."""

from codecs import BOM_UTF8

from broadsheet.extraction.document import DecodedPage, Document, Rejected, extract_pages
from broadsheet.reject_reasons import Reason
from broadsheet.settings import Extraction
from broadsheet.sources.decoding import Decoded, decode


def extract(
    page: str | bytes, *, url: str | None = None, source_uri: str = "", settings: Extraction | None = None
) -> Document | Rejected:
    """Return the document on a page, or the reason why there is none. No page raises an exception.

    A build extracts many pages together, which is about twice as fast. It also removes the template lines of each
    outlet, which needs other pages of the outlet, and validates and deduplicates; this function does not.

    Args:
        page: The page as plain text, or its bytes, of which the character encoding is detected.
        url: Its web address, where known: evidence for date and publisher, and the document's ``url``.
        source_uri: Its path or name, where known: evidence for the date.
        settings: Settings of extraction; None for the defaults.
    """
    settings = settings or Extraction()
    # As UTF-8 with its mark a text goes through the same cleaning as bytes; half a surrogate pair counts as broken.
    data = page if isinstance(page, bytes) else BOM_UTF8 + page.removeprefix("\ufeff").encode("utf-8", "surrogatepass")
    try:
        return _extract(data, url, source_uri, settings)
    except Exception as error:  # a defect of a rule is a reason, as in a build
        return Rejected(Reason.FAILED, f"{type(error).__name__}: {error}")


def _extract(data: bytes, url: str | None, source_uri: str, settings: Extraction) -> Document | Rejected:
    decoded = decode(data, settings.max_replaced_share)
    if not isinstance(decoded, Decoded):
        return Rejected(decoded.reason, decoded.detail)
    readable = DecodedPage(
        decoded.text,
        source_uri,
        decoded.encoding,
        decoded.replaced,
        url,
        decoded.changes,
        decoded.stated,
        decoded.markup,
    )
    return extract_pages([readable], settings)[0]
