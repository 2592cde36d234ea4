"""All settings as one frozen, typed value, and the function that reads them from arguments, environment and TOML.

`Settings` is a plain value: constructing it reads nothing. `load_settings` reads, strongest first: its arguments, the
environment (``BROADSHEET_DEDUPLICATION__CONTAINMENT=0.5``), what a scheduler keeps (`Kept`), the TOML file named by
``BROADSHEET_CONFIG`` or else ``broadsheet.toml`` in the base directory, and the defaults below. Given a `file`, it
reads that file in place of environment and ``broadsheet.toml``: these belong to one corpus.

Settings that shape the corpus are part of `Settings.digest`. The corpus is a function of the pages and these settings
only. When one of them changes, the next run extracts every page again.
"""

import hashlib
import json
import os
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from contextvars import ContextVar
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, get_args

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from broadsheet.errors import ConfigurationError
from broadsheet.identity import absolute_source, is_source_name, split_source

Share = Annotated[float, Field(ge=0, le=1)]
PageTypeName = Literal[
    "article",
    "live_blog",
    "figures",
    "gallery",
    "forum",
    "listing",
    "collection",
    "product",
    "service",
    "documentation",
    "front_page",
]
"""Types of pages that hold a text; errors and walls hold none."""

MEBIBYTE = 1024 * 1024


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Discovery(_Group):
    """Limits for reading pages. All but ``shard_pages`` shape the corpus."""

    max_page_bytes: int = Field(
        default=10 * MEBIBYTE, ge=1, description="larger files are refused without reading them"
    )
    shard_pages: int = Field(default=2_000, ge=1, description="pages per shard, the unit of parallel extraction")


FieldName = Literal["text", "url", "title", "date", "updated", "authors", "publisher", "language", "crawled_at", "id"]
"""What a record can state of its page."""


class Input(_Group):
    """How the records of JSON, CSV, Parquet and the like are read. They shape the corpus."""

    columns: dict[FieldName, str] = Field(
        default={},
        description="name of the column that holds a field, where it is not a usual name: text = 'body_html'",
    )
    clean: bool = Field(
        default=False, description="the texts of records are articles already: they are taken as they are"
    )


class SourceSettings(_Group):
    """One source of pages: a table ``[sources.NAME]`` of the TOML file.

    ``include`` and ``exclude`` decide which files are read; ``license`` and ``priority`` affect no row of a page; all
    others shape the rows of the source's pages.
    """

    path: str = Field(
        default="",
        description="folder or file; relative to the working directory, in Airflow to AIRFLOW_HOME",
    )
    include: tuple[str, ...] = Field(
        default=(), description="patterns of paths below the source; only these files are read; * matches / too"
    )
    exclude: tuple[str, ...] = Field(default=(), description="patterns of paths below the source that are not read")
    format: str = Field(
        default="auto",
        description="format of all its files, as `broadsheet formats` names it; auto detects it",
    )
    columns: dict[FieldName, str] | None = Field(default=None, description="as input.columns, for this source")
    clean: bool | None = Field(default=None, description="as input.clean, for this source; also for its text files")
    publisher: str | None = Field(default=None, description="publisher of all its pages; wins over what a page names")
    language: str | None = Field(
        default=None, description="language code of its pages, used where the text leaves the language uncertain"
    )
    license: str | None = Field(default=None, description="licence of its texts, listed in the card of each version")
    priority: int = Field(
        default=0,
        description="of copies that are equally complete, the one of the highest priority is the representative",
    )

    @field_validator("language")
    @classmethod
    def _is_a_code(cls, value: str | None) -> str | None:
        if value is not None and not (value.isascii() and value.islower() and len(value) in (2, 3)):
            raise ValueError("write a language code such as en or deu")
        return value


class Extraction(_Group):
    """Thresholds of decoding, language detection and boilerplate removal. They shape the corpus."""

    min_language_score: Share = Field(
        default=0.5, description="a language with a lower score is stored as und (unknown)"
    )
    max_lines: int = Field(
        default=50_000, ge=1, description="pages with more lines are refused; a line takes about 2 kB of memory"
    )
    max_replaced_share: Share = Field(
        default=0.01, description="pages with a larger share of undecodable bytes are refused"
    )
    page_types: tuple[PageTypeName, ...] = Field(
        default=("article", "live_blog", "figures"), description="types of pages that the corpus takes"
    )
    recurring_pages: int = Field(
        default=5,
        ge=2,
        description="a paragraph on this many pages of an outlet, with different stories, is a template line",
    )


class Validation(_Group):
    """Limits for documents; those outside the limits go to quarantine. They shape the corpus."""

    min_words: int = Field(default=20, ge=1, description="texts with fewer words are refused")
    max_words: int = Field(default=100_000, ge=1, description="texts with more words are refused")
    max_title_characters: int = Field(default=400, ge=1, description="longer titles are left out")
    earliest_date: date = Field(default=date(1800, 1, 1), description="earlier dates are left out")
    languages: tuple[str, ...] = Field(default=(), description="language codes to accept; empty accepts all")
    min_sentence_share: Share = Field(
        default=0.1, description="texts with a smaller share of paragraphs that end like a sentence are refused"
    )
    max_digit_share: Share = Field(default=0.4, description="texts with a larger share of digits are refused")
    max_replaced_bytes: int = Field(default=50, ge=0, description="pages with more undecodable bytes are refused")


class Gate(_Group):
    """Limits for a whole batch. They decide whether a run publishes; they do not change any row."""

    min_rows: int = Field(
        default=50, ge=1, description="batches with fewer pages are not checked against the shares below"
    )
    max_refused_share: Share = Field(default=0.5, description="critical if a larger share of the pages is refused")
    max_undated_share: Share = Field(default=0.7, description="warning if a larger share of the documents has no date")
    max_untitled_share: Share = Field(
        default=0.3, description="warning if a larger share of the documents has no title"
    )
    max_unknown_language_share: Share = Field(
        default=0.2, description="warning if a larger share of the documents has the language und"
    )
    on_warning: Literal["publish", "ask", "stop"] = Field(
        default="publish", description="on a warning: publish and flag the version, ask for approval, or stop the run"
    )


class Deduplication(_Group):
    """Thresholds of deduplication. They shape the corpus."""

    shingle_words: int = Field(default=5, ge=1, description="words in a shingle; characters in scripts without spaces")
    sketch_rate: int = Field(default=16, ge=1, description="one in this many shingle hashes is sampled (FracMinHash)")
    min_sketch: int = Field(
        default=32,
        ge=1,
        description="least expected size of a sketch; for short texts sketch_rate is halved until it is reached",
    )
    candidate_containment: Share = Field(
        default=0.25, description="pairs with this estimated containment or more are compared on their full texts"
    )
    near_jaccard: Share = Field(default=0.7, description="least Jaccard similarity of a near duplicate")
    containment: Share = Field(default=0.5, description="least containment of a contained duplicate")
    min_shared: int = Field(default=20, ge=1, description="least number of shingles a contained pair shares")
    lead_shingles: int = Field(
        default=100, ge=1, description="shingles in the lead of a text, but at most a third of the text"
    )
    min_lead: Share = Field(
        default=0.25, description="a contained pair shares at least this part of the lead of one of its texts"
    )
    min_figures: Share = Field(
        default=0.7,
        description="two reports of figures are duplicates only if they share at least this part of their numbers",
    )
    frame_stories: int = Field(
        default=3, ge=2, description="other stories of an outlet that make a shared shingle part of its frame"
    )
    max_group: int = Field(
        default=32,
        ge=2,
        description="all pairs are compared in groups of up to this many texts with a common hash, only neighbours in "
        "larger groups",
    )
    one_version_per_address: bool = Field(
        default=True,
        description="of pages whose input gives the same web address only the one crawled last can be in the corpus; "
        "the others are duplicates",
    )


class Publishing(_Group):
    """How files and versions are written and retained. ``row_group_rows`` and ``max_file_bytes`` shape the corpus."""

    row_group_rows: int = Field(default=5_000, ge=1, description="documents per row group")
    max_file_bytes: int = Field(
        default=192 * MEBIBYTE, ge=1, description="largest amount of uncompressed text in a file"
    )
    keep_days: int = Field(
        default=14,
        ge=0,
        description="days a version is retained after it was last current; must exceed the longest read",
    )
    attempts: int = Field(default=5, ge=1, description="attempts to publish; the run is rebased before each new one")
    lock_seconds: float = Field(default=600, ge=0, description="longest wait for the publishing lock, in seconds")
    memory_bytes: int = Field(
        default=256 * MEBIBYTE, ge=MEBIBYTE, description="largest amount of document text held in memory at once"
    )


class Spark(_Group):
    """Where the stages run with ``engine = "spark"``. No effect on the corpus."""

    master: str = Field(
        default="local[*]",
        min_length=1,
        description="address of the cluster, as spark://host:7077; local[*] is this machine; spark-submit overrides it",
    )
    partitions: int = Field(
        default=0, ge=0, description="tasks of each shuffle; 0 = four for each core that the cluster has at the start"
    )
    driver_edges: int = Field(
        default=20_000_000,
        ge=0,
        description="largest number of edges between documents that the driver takes to find connected ones; more are "
        "connected on the executors",
    )
    options: dict[str, str] = Field(
        default={}, description='other properties of Spark, as "spark.executor.memory" = "4g"'
    )


class Search(_Group):
    """The full-text index of the current version. No effect on the corpus."""

    enabled: bool = Field(
        default=True, description="keep an index for full-text search, if the extra search is installed"
    )
    memory_bytes: int = Field(
        default=64 * MEBIBYTE,
        ge=16 * MEBIBYTE,
        description="largest amount of index data held in memory while the index is updated",
    )


class Audit(_Group):
    """Thresholds of the daily audit."""

    stale_days: int = Field(
        default=3, ge=0, description="the audit fails after this many days without a run; 0 disables"
    )
    max_shrunk_share: Share = Field(
        default=0.05, description="the audit reports a partition that lost a larger share of its documents at once"
    )
    min_shrunk: int = Field(default=10, ge=1, description="the audit does not report losses of fewer documents")


class Alerts(_Group):
    """Alert recipients and limits. No effect on the corpus; not stored with runs."""

    webhook: SecretStr | None = Field(
        default=None, description="URL that receives each alert as JSON by POST; unset disables"
    )
    emails: tuple[str, ...] = Field(
        default=(), description="e-mail addresses; alerts use Airflow's connection smtp_default"
    )
    silent_days: int = Field(
        default=0, ge=0, description="the audit fails after this many days without a new page; 0 disables"
    )
    late_minutes: int = Field(
        default=120,
        ge=0,
        description="a run that has not ended after this many minutes is reported as late; 0 disables",
    )

    @field_validator("webhook")
    @classmethod
    def _is_an_address(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith(("http://", "https://")):
            raise ValueError("must begin with https:// or http://")
        return value


class Airflow(_Group):
    """How Airflow runs the tasks. No effect on the corpus."""

    extract_pool: str = Field(
        default="default_pool",
        min_length=1,
        description="pool of the tasks that extract, of which one run has up to 32; Airflow must have this pool",
    )
    spark_connection: str = Field(
        default="spark_default",
        min_length=1,
        description='connection of the Spark cluster that tasks are submitted to, with engine = "spark"',
    )


class Settings(_Group):
    """All settings, as a value without side effects. See `load_settings`."""

    source: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="what a build reads: folders or files, NAME=PATH for named ones, or names of tables [sources.NAME]"
        "; empty: all of these tables, or seeds if there are none",
    )
    warehouse: Path = Field(default=Path("data"), description="folder that holds all versions and their state")
    workers: int = Field(default=0, ge=0, description="worker processes; 0 = one per CPU core")
    engine: Literal["local", "spark"] = Field(
        default="local", description="where the heavy stages run: local, on this machine, or spark, on Apache Spark"
    )
    spark: Spark = Spark()
    discovery: Discovery = Discovery()
    input: Input = Input()
    extraction: Extraction = Extraction()
    validation: Validation = Validation()
    gate: Gate = Gate()
    deduplication: Deduplication = Deduplication()
    publishing: Publishing = Publishing()
    search: Search = Search()
    audit: Audit = Audit()
    alerts: Alerts = Alerts()
    airflow: Airflow = Airflow()
    sources: dict[str, SourceSettings] = Field(default={}, description="the named sources, each a table [sources.NAME]")

    @field_validator("source", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        """Accept one source as a string, and several in an environment variable as JSON."""
        if isinstance(value, dict):
            raise ValueError("tables of sources are named [sources.NAME], with an s")  # pydantic's way
        if isinstance(value, str) and value.startswith("["):
            with suppress(json.JSONDecodeError):
                return json.loads(value)
        return (value,) if isinstance(value, str) else value

    @field_validator("source")
    @classmethod
    def _is_given(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(one.strip() for one in value):
            raise ValueError("name the folder that holds the pages")
        return value

    @field_validator("sources")
    @classmethod
    def _names_are_names(cls, value: dict[str, SourceSettings]) -> dict[str, SourceSettings]:
        for name in value:
            if not is_source_name(name):
                raise ValueError(f"{name!r} cannot be the name of a source; use letters, digits, _ . and -")
        return value

    def locations(self) -> dict[str, str]:
        """Return the sources of a build as source settings with a path, by name in order; empty name for one without.

        Raises:
            ConfigurationError: two of them have the same name, one of several has none, or a named one has no path.
        """
        found: dict[str, str] = {}
        for chosen in self.source or tuple(self.sources) or (DEFAULT_SOURCE,):
            known = self.sources.get(chosen)
            if known is not None and not known.path:
                raise ConfigurationError(f"source {chosen} has no path; add path = ... to [sources.{chosen}]")
            location = f"{chosen}={known.path}" if known else chosen
            name, _ = split_source(location)
            if name in found:
                which = f"sources are named {name}" if name else "sources have no name"
                raise ConfigurationError(f"two {which}: {found[name]} and {location}; name them apart: NAME=FOLDER")
            found[name] = location
        if "" in found and len(found) > 1:
            raise ConfigurationError(f"of several sources each needs a name, but {found['']} has none: NAME=FOLDER")
        return dict(sorted(found.items()))

    def of_source(self, name: str) -> SourceSettings:
        """Return the settings of the source of that name; what it leaves open is as in ``[input]``."""
        own = self.sources.get(name, _NO_SOURCE_SETTINGS)
        columns = self.input.columns if own.columns is None else own.columns
        clean = self.input.clean if own.clean is None else own.clean
        return own.model_copy(update={"columns": columns, "clean": clean})

    def digest(self, source: str | None = None) -> str:
        """Return 16 hex digits that change when a setting that shapes the corpus changes.

        Args:
            source: Name of a source: the digest for its rows, which also depend on its own settings. None for the
                settings of the whole corpus; both are the same for a source without settings of its own.
        """
        shaping: dict[str, Any] = self.shaping()
        own = self.sources.get(source) if source else None
        if own is not None and (shapes := own.model_dump(mode="json", include=ROW_SHAPING, exclude_none=True)) != _OPEN:
            shaping = {**shaping, "source": shapes}
        return digest_of(shaping)

    def shaping(self) -> dict[str, dict[str, Any]]:
        """Return the settings that shape the corpus, by group and name, as JSON values."""
        return self.model_dump(
            mode="json",
            include={
                "discovery": {"max_page_bytes"},
                "input": True,
                "extraction": True,
                "validation": True,
                "deduplication": True,
                "publishing": {"row_group_rows", "max_file_bytes"},
            },
        )


def digest_of(shaping: Mapping[str, Any]) -> str:
    """Return the digest of settings that shape the corpus, as `Settings.shaping` returns them: 16 hex digits."""
    return hashlib.sha256(json.dumps(shaping, sort_keys=True).encode()).hexdigest()[:16]


DEFAULT_SOURCE = "seeds"
"""What a build reads if no setting names a source."""

ROW_SHAPING = {"format", "columns", "clean", "publisher", "language"}
"""The settings of a source that the rows of its pages depend on."""

_NO_SOURCE_SETTINGS = SourceSettings()


def _shaping_of(source: SourceSettings) -> dict[str, Any]:
    return source.model_dump(mode="json", include=ROW_SHAPING, exclude_none=True)


_OPEN = _shaping_of(_NO_SOURCE_SETTINGS)


class Kept(NamedTuple):
    """Settings that a scheduler keeps: weaker than the environment, stronger than the TOML file.

    Attributes:
        place: Where they are kept, as errors name it.
        values: The settings, by name; a group is a mapping of its members.
    """

    place: str
    values: Mapping[str, Any]


_NOTHING_KEPT = Kept("", {})

_READ: ContextVar[tuple[bool, Kept, Path | None]] = ContextVar("_READ", default=(True, _NOTHING_KEPT, None))
"""What the running call of `load_settings` reads beside arguments: whether the environment, what is kept, the TOML
file; a context variable, since web requests call it in threads."""


class _Sources(Settings, BaseSettings):
    """The same fields, read from arguments, the environment and TOML, in this order of strength."""

    model_config = SettingsConfigDict(
        env_prefix="BROADSHEET_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        nested_model_default_partial_update=True,
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return the sources, the strongest first."""
        reads_environment, kept, file = _READ.get()
        return (
            init_settings,
            *([env_settings] if reads_environment else []),
            InitSettingsSource(settings_cls, init_kwargs=dict(kept.values)),
            TomlConfigSettingsSource(settings_cls, toml_file=file),
        )


def load_settings(
    base_dir: str | Path | None = None, *, file: Path | None = None, kept: Kept = _NOTHING_KEPT, **overrides: object
) -> Settings:
    """Read arguments, environment and TOML; return the settings with absolute paths.

    Args:
        base_dir: Directory where relative paths start and ``broadsheet.toml`` is looked for; None for the working
            directory.
        file: The TOML file of another corpus, read in place of environment and ``broadsheet.toml``.
        kept: Settings that a scheduler keeps, between the environment and the TOML file.
        overrides: Settings that override all other sources. None is ignored, also inside a group.

    Raises:
        ConfigurationError: a value or a name is not valid; the message lists each with what is expected.
    """
    base = Path(base_dir or ".").absolute()
    reads_environment = file is None
    if file is None:
        _check_environment()
        file = _config_file(base)
    elif not file.exists():
        raise ConfigurationError(f"{file} is not there; write the settings of the corpus into it")
    used = _READ.set((reads_environment, kept, file))
    try:
        read = _Sources(**_given(overrides))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file} is not TOML: {error}") from error
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read: {error.strerror}; correct its rights") from error
    except SettingsError as error:
        raise ConfigurationError(f'{error}; in the environment a list is written as JSON: ["en", "de"]') from error
    except ValidationError as error:
        places = [str(place) for place in (file, kept.values and kept.place) if place]
        beside = "the environment or arguments" if reads_environment else "arguments"
        where = f" (from {', '.join(places)}, {beside})" if places else ""
        lines = [f"  {'.'.join(map(str, problem['loc']))}: {_words(problem)}" for problem in error.errors()]
        raise ConfigurationError(f"these settings are not valid{where}:\n" + "\n".join(lines)) from error
    finally:
        _READ.reset(used)
    values = {name: getattr(read, name) for name in Settings.model_fields}
    values["sources"] = {name: _absolute(one, base) for name, one in read.sources.items()}
    chosen = read.source or tuple(read.sources) or (DEFAULT_SOURCE,)
    values["source"] = tuple(one if one in read.sources else absolute_source(one, base) for one in chosen)
    return Settings(**{**values, "warehouse": base / read.warehouse})


def _absolute(source: SourceSettings, base: Path) -> SourceSettings:
    """Return a source with an absolute path; an address is reported when it is read, as a missing folder is."""
    if "://" in source.path:
        return source
    return source.model_copy(update={"path": absolute_source(source.path, base)}) if source.path else source


def _words(problem: Mapping[str, Any]) -> str:
    """Return what is wrong with a setting; of a name that is none, the names that are like it, or all."""
    if problem["type"] == "literal_error" and problem["loc"][-1] == "[key]":
        return f"there is no field {problem['loc'][-2]}; fields are {', '.join(get_args(FieldName))}"
    if problem["type"] != "extra_forbidden":
        return str(problem["msg"])
    *groups, name = map(str, problem["loc"])
    model: type[BaseModel] = SourceSettings if groups[:1] == ["sources"] else Settings
    if groups and model is Settings:
        kind = Settings.model_fields[groups[0]].annotation
        model = kind if isinstance(kind, type) and issubclass(kind, BaseModel) else Settings
    known = list(model.model_fields)
    alike = get_close_matches(name, known, n=1)
    advice = f"did you mean {alike[0]}?" if alike else f"settings are {', '.join(known)}"
    return f"is no setting; {advice}"


def _given(overrides: Mapping[str, object]) -> dict[str, Any]:
    """Return the overrides that are not None; of a group, only the members that are not None."""
    members = {name: _given(value) if isinstance(value, Mapping) else value for name, value in overrides.items()}
    return {name: value for name, value in members.items() if value is not None}


def _check_environment() -> None:
    """Raise an error for unknown names that look like settings; a misspelt one would be ignored silently."""
    for name in os.environ:
        if not name.startswith("BROADSHEET_") or name == "BROADSHEET_CONFIG":
            continue
        group, _, member = name.removeprefix("BROADSHEET_").lower().partition("__")
        kind = Settings.model_fields[group].annotation if group in Settings.model_fields else None
        fields = kind.model_fields if isinstance(kind, type) and issubclass(kind, BaseModel) else {}
        if kind is None or (member and member not in fields):
            raise ConfigurationError(
                f"{name} is not a setting; names are BROADSHEET_SOURCE, or BROADSHEET_VALIDATION__MIN_WORDS "
                "with two underscores after the group"
            )


def settings_folder(base_dir: Path) -> Path:
    """Return the folder of the TOML file that `load_settings` reads for a base directory, or would read."""
    named = os.environ.get("BROADSHEET_CONFIG")
    return Path(named).absolute().parent if named else base_dir


def _config_file(base: Path) -> Path | None:
    named = os.environ.get("BROADSHEET_CONFIG")
    if named:
        if not Path(named).is_file():
            raise ConfigurationError(f"BROADSHEET_CONFIG is {named}, which is not a file; correct or unset it")
        return Path(named)
    local = base / "broadsheet.toml"
    return local if local.is_file() else None
