"""Reasons for refusing a page: every code that a quarantine row can have, with its meaning and a remedy."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Codes of the column ``reasons`` in `quarantine`."""

    # discover and read
    NOT_A_FILE = "not_a_file"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    VANISHED = "vanished"
    TAKEN_DOWN = "taken_down"
    UNSUPPORTED = "unsupported_format"
    EXTRA_MISSING = "extra_missing"
    DAMAGED = "damaged_file"
    BOMB = "archive_bomb"
    NESTED = "nested_too_deep"
    NO_TEXT_COLUMN = "no_text_column"
    BAD_RECORD = "bad_record"
    NOT_A_PAGE = "not_a_page"
    COUNT_MISMATCH = "count_mismatch"
    SAME_NAME = "same_name"
    SEVERAL_PAGES = "several_pages"
    # decode and extract
    EMPTY = "empty"
    BINARY = "binary"
    UNDECODABLE = "undecodable"
    NO_ARTICLE = "no_article"
    FRONT_PAGE = "front_page"
    TOPIC_PAGE = "topic_page"
    SEARCH_RESULTS = "search_results"
    GALLERY = "gallery"
    SERVICE = "service"
    PRODUCT = "product"
    FORUM = "forum"
    COLLECTION = "collection"
    LISTING = "listing"
    DOCUMENTATION = "documentation"
    TYPE_EXCLUDED = "page_type_excluded"
    ERROR_PAGE = "error_page"
    CONSENT_WALL = "consent_wall"
    BOT_CHECK = "bot_check"
    PAYWALL = "login_or_paywall"
    PLACEHOLDER = "placeholder_text"
    MARKUP = "markup"
    FAILED = "extraction_failed"
    # boilerplate
    ONLY_RECURRING = "only_recurring_lines"
    # validate
    IDENTITY = "identity_invalid"
    DIGEST = "digest_invalid"
    DUPLICATE_ID = "doc_id_repeated"
    TOO_SHORT = "text_too_short"
    TOO_LONG = "text_too_long"
    LANGUAGE = "language_invalid"
    LANGUAGE_EXCLUDED = "language_excluded"
    LANGUAGE_SCORE = "language_score_out_of_range"
    TITLE_LENGTH = "title_length"
    DATE_TOO_EARLY = "date_too_early"
    DATE_IN_FUTURE = "date_after_run_day"
    PRECISION = "date_precision_inconsistent"
    NOT_PROSE = "not_prose"
    ENCODING_DAMAGE = "encoding_damage"


TRANSIENT = frozenset({Reason.UNREADABLE, Reason.VANISHED, Reason.EXTRA_MISSING})
"""Reasons that do not depend on the page's content: every run tries the page again, and its published document stays."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a reason means, and what to do about it."""

    meaning: str
    remedy: str


_TAKE = "add the type to extraction.page_types to take such pages"

EXPLANATIONS: dict[Reason, Explanation] = {
    Reason.NOT_A_FILE: Explanation(
        "not a regular file but a link, device, pipe or socket", "copy the file itself into the source"
    ),
    Reason.TOO_LARGE: Explanation(
        "larger than discovery.max_page_bytes, or with more lines than extraction.max_lines",
        "split it into one page per file, or raise the setting",
    ),
    Reason.UNREADABLE: Explanation(
        "the file could not be opened or read",
        "fix the permissions of the file, or the disk; every run tries the file again",
    ),
    Reason.VANISHED: Explanation(
        "the file was removed or changed between listing and reading",
        "nothing; every run that finds the file tries it again",
    ),
    Reason.TAKEN_DOWN: Explanation(
        "a page with the same bytes, or another version of the page at its web address, was taken down",
        "nothing; to allow it again, run `broadsheet take-down --lift DOC_ID`",
    ),
    Reason.UNSUPPORTED: Explanation(
        "no format of Broadsheet reads such a file",
        "do what the detail says, or keep such files out of the source; `broadsheet formats` lists what is read",
    ),
    Reason.EXTRA_MISSING: Explanation(
        "a package that reads this format is not installed", "install the extra that the detail names, and build again"
    ),
    Reason.DAMAGED: Explanation(
        "the file or the record breaks off, or is broken; the records before are read", "download or write it again"
    ),
    Reason.BOMB: Explanation(
        "a few compressed bytes give enormously many, as in an attack",
        "unpack the file yourself if you trust it",
    ),
    Reason.NESTED: Explanation("archives within archives within archives", "unpack the outer ones first"),
    Reason.NO_TEXT_COLUMN: Explanation(
        "no column or field of the file has a usual name for a text",
        'name the columns in the settings: columns = { text = "..." } in [sources.NAME] or [input]; see docs/input.md',
    ),
    Reason.BAD_RECORD: Explanation(
        "one record of the file cannot be read; the others are", "correct the record, or write the file again"
    ),
    Reason.NOT_A_PAGE: Explanation(
        "a record of a web archive that is no page: a redirect, an error, a picture or another file",
        "nothing: the other records are read",
    ),
    Reason.COUNT_MISMATCH: Explanation(
        "the file states how many articles it holds, and another number was found",
        "export the articles again, in smaller parts, or as one of the formats of `broadsheet formats`",
    ),
    Reason.SAME_NAME: Explanation(
        "another file of the source gives the same names to its pages: the same file, compressed in another way",
        "keep one of the two",
    ),
    Reason.SEVERAL_PAGES: Explanation(
        "the file was read as one page before, and holds several",
        "nothing: they are in the corpus under their own names",
    ),
    Reason.EMPTY: Explanation("the page contains no text", "crawl it again"),
    Reason.BINARY: Explanation("the bytes are not text", "keep images, sound, video and programs out of the source"),
    Reason.UNDECODABLE: Explanation("no character encoding fits the bytes", "crawl it again, or convert it to UTF-8"),
    Reason.NO_ARTICLE: Explanation(
        "no article was found on the page",
        "look at the label of each line: on the page of the document in the corpus browser, or `broadsheet explain PAGE`",
    ),
    Reason.FRONT_PAGE: Explanation(
        "a home page or section front: teasers and headlines, no article",
        "crawl the articles that it links to",
    ),
    Reason.TOPIC_PAGE: Explanation(
        "a page of a topic, a category or an author: teasers and headlines, no article",
        "crawl the articles that it links to",
    ),
    Reason.SEARCH_RESULTS: Explanation("a page of search results", "exclude search pages from the crawl"),
    Reason.GALLERY: Explanation("numbered pictures with captions, no article", "nothing: the page has no article"),
    Reason.SERVICE: Explanation("a page of a company or an institution about what it does or offers", _TAKE),
    Reason.PRODUCT: Explanation("a page that sells or describes one product", _TAKE),
    Reason.FORUM: Explanation("a thread of a forum, or questions with answers", _TAKE),
    Reason.COLLECTION: Explanation("a page of goods or offers of one kind, as shops show them", _TAKE),
    Reason.LISTING: Explanation("a list of links, entries or places, each with a few words", _TAKE),
    Reason.DOCUMENTATION: Explanation("a manual, a reference or a page of help", _TAKE),
    Reason.TYPE_EXCLUDED: Explanation("a type of page that the corpus does not take", _TAKE),
    Reason.ERROR_PAGE: Explanation(
        "an error message of the site: the page is missing or failed", "crawl it again, or remove the address"
    ),
    Reason.CONSENT_WALL: Explanation(
        "a request for cookie consent instead of the article", "crawl it again with consent given"
    ),
    Reason.BOT_CHECK: Explanation(
        "a check for bots, JavaScript or the visitor's country instead of the article", "crawl it again with a browser"
    ),
    Reason.PAYWALL: Explanation(
        "a prompt to log in or subscribe instead of the article",
        "crawl it again with an account that may read the article",
    ),
    Reason.PLACEHOLDER: Explanation("the text is a placeholder (lorem ipsum)", "nothing: the page has no content"),
    Reason.MARKUP: Explanation(
        "the file holds markup, data, a table or source code, not the text of a page",
        "give whole HTML pages or plain text, not text with tags left in it; `broadsheet formats` lists what is read",
    ),
    Reason.FAILED: Explanation(
        "an extraction rule failed on this page", "report it with the page: this is a defect of Broadsheet"
    ),
    Reason.ONLY_RECURRING: Explanation(
        "all paragraphs are template lines of the outlet, no article",
        "look at the label of each line: on the page of the document in the corpus browser, or `broadsheet explain PAGE`",
    ),
    Reason.IDENTITY: Explanation("doc_id is not 24 hex digits", "report it: this is a defect of Broadsheet"),
    Reason.DIGEST: Explanation("source_digest is not 64 hex digits", "report it: this is a defect of Broadsheet"),
    Reason.DUPLICATE_ID: Explanation(
        "two pages of one run have the same doc_id", "report it: this is a defect of Broadsheet"
    ),
    Reason.TOO_SHORT: Explanation("fewer words than validation.min_words", "lower the setting to accept short news"),
    Reason.TOO_LONG: Explanation("more words than validation.max_words", "raise the setting to accept longer texts"),
    Reason.LANGUAGE: Explanation(
        "the language code is neither ISO 639 nor und", "report it: this is a defect of Broadsheet"
    ),
    Reason.LANGUAGE_EXCLUDED: Explanation(
        "the language is not among validation.languages", "add the language to the setting to accept it"
    ),
    Reason.LANGUAGE_SCORE: Explanation(
        "the language score is not between 0 and 1", "report it: this is a defect of Broadsheet"
    ),
    Reason.TITLE_LENGTH: Explanation(
        "the title is too short or too long for a headline",
        "build again: such a title is now left out, and the document stays",
    ),
    Reason.DATE_TOO_EARLY: Explanation(
        "published before validation.earliest_date",
        "build again: such a date is now left out, and the document stays; set an earlier date if the archive is older",
    ),
    Reason.DATE_IN_FUTURE: Explanation(
        "published after the day of the run", "nothing; the first run on or after that date accepts the page"
    ),
    Reason.PRECISION: Explanation(
        "published_precision and published_date contradict each other", "report it: this is a defect of Broadsheet"
    ),
    Reason.NOT_PROSE: Explanation(
        "too few paragraphs end like sentences, or the text has too many digits",
        "check the text; adjust the validation settings if it is an article",
    ),
    Reason.ENCODING_DAMAGE: Explanation(
        "too many characters were lost in decoding", "crawl it again, or convert it to UTF-8"
    ),
}
