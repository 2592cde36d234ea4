"""Why a page was refused: every code a quarantine row can carry, with its meaning and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Codes of the ``reasons`` column of `quarantine`."""

    # discover and read
    NOT_A_FILE = "not_a_file"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    VANISHED = "vanished"
    TAKEN_DOWN = "taken_down"
    # decode and extract
    EMPTY = "empty"
    BINARY = "binary"
    UNDECODABLE = "undecodable"
    NO_ARTICLE = "no_article"
    FRONT_PAGE = "front_page"
    TOPIC_PAGE = "topic_page"
    SEARCH_RESULTS = "search_results"
    GALLERY = "gallery"
    ERROR_PAGE = "error_page"
    CONSENT_WALL = "consent_wall"
    BOT_CHECK = "bot_check"
    PAYWALL = "login_or_paywall"
    PLACEHOLDER = "placeholder_text"
    MARKUP = "markup"
    FAILED = "extraction_failed"
    # recurring
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


TRANSIENT = frozenset({Reason.UNREADABLE, Reason.VANISHED})
"""Refusals that say nothing of the page itself: it is tried again on every run, and what was published of it stays."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a reason means, and what a person can do about it."""

    meaning: str
    remedy: str


EXPLANATIONS: dict[Reason, Explanation] = {
    Reason.NOT_A_FILE: Explanation(
        "a link, device, pipe or socket, not a regular file", "copy the file itself into the source"
    ),
    Reason.TOO_LARGE: Explanation(
        "larger than discovery.max_page_bytes", "split it into one page a file, or raise the setting"
    ),
    Reason.UNREADABLE: Explanation(
        "the file could not be opened or read", "mend its permissions or its disk; it is tried again on the next run"
    ),
    Reason.VANISHED: Explanation(
        "the file was listed but gone, or changed, when it was read", "nothing; it is tried again if it comes back"
    ),
    Reason.TAKEN_DOWN: Explanation(
        "the bytes are those of a page that was taken down",
        "nothing; to let them in again, lift it: `broadsheet take-down --lift DOC_ID`",
    ),
    Reason.EMPTY: Explanation("the page holds no text", "crawl it again"),
    Reason.BINARY: Explanation("the bytes are not text", "keep images, archives and PDFs out of the source"),
    Reason.UNDECODABLE: Explanation("no character encoding fits the bytes", "crawl it again, or convert it to UTF-8"),
    Reason.NO_ARTICLE: Explanation(
        "no article was found on the page", "see `broadsheet explain` for each line's verdict"
    ),
    Reason.FRONT_PAGE: Explanation(
        "a home page or section front: teasers and headlines, no story",
        "crawl the stories it leads to; see `broadsheet explain` for the figures",
    ),
    Reason.TOPIC_PAGE: Explanation(
        "a page of a topic, a category or an author: teasers and headlines, no story", "crawl the stories it leads to"
    ),
    Reason.SEARCH_RESULTS: Explanation("a page of search results", "keep searches out of the crawl"),
    Reason.GALLERY: Explanation("numbered pictures and their captions, no story", "nothing: captions are no article"),
    Reason.ERROR_PAGE: Explanation(
        "the site said that the page is missing or that it failed", "crawl it again, or drop the address"
    ),
    Reason.CONSENT_WALL: Explanation(
        "a request for consent to cookies stands in place of the article", "crawl it again with consent given"
    ),
    Reason.BOT_CHECK: Explanation(
        "a check for robots, JavaScript or place stands in place of the article", "crawl it again with a browser"
    ),
    Reason.PAYWALL: Explanation(
        "a prompt to log in or to subscribe stands in place of the article", "crawl it again with access"
    ),
    Reason.PLACEHOLDER: Explanation("the text is lorem ipsum", "nothing: the page was never written"),
    Reason.MARKUP: Explanation(
        "the file holds markup, data, a table or program code, not the text of a page",
        "convert HTML to text before it enters the source; keep data out",
    ),
    Reason.FAILED: Explanation("a rule failed on this page", "report it with the page: this is a defect of Broadsheet"),
    Reason.ONLY_RECURRING: Explanation(
        "every paragraph recurs across the outlet's pages: template, no story", "see `broadsheet explain` for the lines"
    ),
    Reason.IDENTITY: Explanation("doc_id is not 24 hex digits", "report it: this is a defect of Broadsheet"),
    Reason.DIGEST: Explanation("source_digest is not 64 hex digits", "report it: this is a defect of Broadsheet"),
    Reason.DUPLICATE_ID: Explanation(
        "two pages of one run share a doc_id", "report it: this is a defect of Broadsheet"
    ),
    Reason.TOO_SHORT: Explanation("fewer words than validation.min_words", "lower the setting if briefs are wanted"),
    Reason.TOO_LONG: Explanation("more words than validation.max_words", "raise the setting if long reads are wanted"),
    Reason.LANGUAGE: Explanation(
        "the language code is not ISO 639 nor und", "report it: this is a defect of Broadsheet"
    ),
    Reason.LANGUAGE_EXCLUDED: Explanation(
        "the language is not among validation.languages", "add it to the setting if it is wanted"
    ),
    Reason.LANGUAGE_SCORE: Explanation(
        "the language score is outside 0 to 1", "report it: this is a defect of Broadsheet"
    ),
    Reason.TITLE_LENGTH: Explanation(
        "the title is shorter or longer than a headline can be",
        "see `broadsheet explain`; adjust validation.max_title_characters",
    ),
    Reason.DATE_TOO_EARLY: Explanation(
        "published before validation.earliest_date", "move the setting if the archive is older"
    ),
    Reason.DATE_IN_FUTURE: Explanation(
        "published after the day of the run", "nothing; it is tried again on the first run after that day"
    ),
    Reason.PRECISION: Explanation(
        "published_precision and published_date contradict each other", "report it: this is a defect of Broadsheet"
    ),
    Reason.NOT_PROSE: Explanation(
        "too few paragraphs end like sentences, or too many digits",
        "see `broadsheet explain`; adjust the validation settings",
    ),
    Reason.ENCODING_DAMAGE: Explanation(
        "too many characters were lost in decoding", "crawl it again, or convert it to UTF-8"
    ),
}
