"""All settings as one frozen, typed value, and the one function that reads them from outside.

`Settings` is a plain value: constructing it reads nothing. `load_settings` reads, strongest first: its arguments, the
environment (``BROADSHEET_DEDUPLICATION__CONTAINMENT=0.5``), the TOML file named by ``BROADSHEET_CONFIG`` or else
``broadsheet.toml`` in the base directory, and the defaults below.

Groups marked *shapes the corpus* are part of `Settings.digest`: the corpus is a function of the pages and these
settings only, so when one of them changes, every page is extracted again.
"""

import hashlib
import json
import os
import tomllib
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from broadsheet.errors import ConfigurationError
from broadsheet.identity import absolute_source

Share = Annotated[float, Field(ge=0, le=1)]
MEBIBYTE = 1024 * 1024


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Discovery(_Group):
    """What counts as a page. Shapes the corpus (but for ``shard_pages``)."""

    max_page_bytes: int = Field(default=10 * MEBIBYTE, ge=1, description="larger files are refused unread")
    shard_pages: int = Field(default=2_000, ge=1, description="pages in one unit of parallel extraction")


class Extraction(_Group):
    """How an article is found on a page. Shapes the corpus."""

    min_language_score: Share = Field(default=0.5, description="below this the language is und")
    max_replaced_share: Share = Field(
        default=0.01, description="more undecodable bytes than this make a page undecodable"
    )
    recurring_pages: int = Field(
        default=5, ge=2, description="pages of an outlet, each about something else, that make a line its template"
    )


class Validation(_Group):
    """What a document must be like; rows that are not go to quarantine. Shapes the corpus."""

    min_words: int = Field(default=20, ge=1, description="shorter texts are refused")
    max_words: int = Field(default=100_000, ge=1, description="longer texts are refused")
    max_title_characters: int = Field(default=400, ge=1, description="longer titles are refused")
    earliest_date: date = Field(default=date(1800, 1, 1), description="earlier dates of publication are refused")
    languages: tuple[str, ...] = Field(default=(), description="languages to accept; empty accepts all")
    min_sentence_share: Share = Field(default=0.1, description="share of paragraphs that must end like a sentence")
    max_digit_share: Share = Field(default=0.4, description="share of characters that may be digits")
    max_replaced_bytes: int = Field(default=50, ge=0, description="undecodable bytes a page may have lost")


class Gate(_Group):
    """When a whole batch is too poor to publish. Decides whether a run publishes, never what a row becomes."""

    min_rows: int = Field(default=50, ge=1, description="shares are judged on batches of at least this many pages")
    max_refused_share: Share = Field(default=0.5, description="critical: share of pages refused by any rule")
    max_undated_share: Share = Field(default=0.7, description="warning: share of documents without a date")
    max_untitled_share: Share = Field(default=0.3, description="warning: share of documents without a title")
    max_unknown_language_share: Share = Field(
        default=0.2, description="warning: share of documents whose language is und"
    )
    on_warning: Literal["publish", "ask", "stop"] = Field(
        default="publish", description="publish and flag, ask a person, or stop the run"
    )


class Deduplication(_Group):
    """What counts as a repeat. Shapes the corpus."""

    shingle_words: int = Field(default=5, ge=1, description="words in a shingle; characters in scripts without spaces")
    sketch_rate: int = Field(default=16, ge=1, description="keep one shingle hash in this many (FracMinHash)")
    min_sketch: int = Field(
        default=32, ge=1, description="texts whose sketch would be smaller keep more hashes, up to all"
    )
    candidate_containment: Share = Field(
        default=0.25, description="estimated containment above which a pair is verified"
    )
    near_jaccard: Share = Field(default=0.7, description="Jaccard from which a verified pair is near")
    containment: Share = Field(default=0.5, description="containment from which a verified pair is contained")
    min_shared: int = Field(default=20, ge=1, description="shingles a contained pair must share at least")
    lead_shingles: int = Field(
        default=100, ge=1, description="shingles from the beginning of a text that are its lead, of a short one a third"
    )
    min_lead: Share = Field(default=0.25, description="share of one text's lead a contained pair must have in common")
    min_figures: Share = Field(
        default=0.7, description="share of their numbers that reports of figures must have in common to be repeats"
    )
    max_group: int = Field(default=32, ge=2, description="a hash in more documents than this is chained, not paired")


class Publishing(_Group):
    """How files are written and versions kept. Row groups and file sizes shape the files."""

    row_group_rows: int = Field(default=5_000, ge=1, description="documents in a row group")
    max_file_bytes: int = Field(default=192 * MEBIBYTE, ge=1, description="uncompressed text in one file at most")
    keep_days: int = Field(
        default=14, ge=0, description="days a superseded version is kept; longer than the longest read"
    )
    attempts: int = Field(default=5, ge=1, description="times a run that lost the race is rebased before it gives up")
    lock_seconds: float = Field(default=600, ge=0, description="how long a publisher waits for another one")
    memory_bytes: int = Field(
        default=256 * MEBIBYTE, ge=MEBIBYTE, description="text of new documents held in memory at once"
    )


class Audit(_Group):
    """What the daily audit calls worth a look."""

    stale_days: int = Field(default=3, ge=0, description="days without a run that is found stale; 0 never")
    max_shrunk_share: Share = Field(default=0.05, description="share of a partition's documents it may lose at once")
    min_shrunk: int = Field(default=10, ge=1, description="fewer documents lost than this are no news")


class Alerts(_Group):
    """Whom Airflow tells when a run needs a person. Shapes nothing, and is handed on to no run."""

    webhook: SecretStr | None = Field(
        default=None, description="address that gets a JSON object by POST; null for none"
    )
    emails: tuple[str, ...] = Field(default=(), description="addresses that get an e-mail, by Airflow's smtp_default")
    silent_days: int = Field(default=0, ge=0, description="days without a new page at which an audit fails; 0 for any")
    late_minutes: int = Field(default=120, ge=0, description="minutes a run may take before it is late; 0 for any")

    @field_validator("webhook")
    @classmethod
    def _is_an_address(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith(("http://", "https://")):
            raise ValueError("begin it with https:// or http://")
        return value


class Settings(_Group):
    """Everything that can be set: a value without side effects. See `load_settings`."""

    source: str = Field(default="seeds", description="folder of pages; NAME=FOLDER puts NAME/ before its source URIs")
    warehouse: Path = Field(default=Path("data"), description="folder that holds the versions")
    workers: int = Field(default=0, ge=0, description="processes that extract; 0 takes one a core")
    discovery: Discovery = Discovery()
    extraction: Extraction = Extraction()
    validation: Validation = Validation()
    gate: Gate = Gate()
    deduplication: Deduplication = Deduplication()
    publishing: Publishing = Publishing()
    audit: Audit = Audit()
    alerts: Alerts = Alerts()

    @field_validator("source")
    @classmethod
    def _source_is_named(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("name the folder that holds the pages")
        return value

    def digest(self) -> str:
        """Return 16 hex digits that change when a setting that shapes the corpus changes."""
        return hashlib.sha256(json.dumps(self.shaping(), sort_keys=True).encode()).hexdigest()[:16]

    def shaping(self) -> dict[str, dict[str, Any]]:
        """Return the settings that shape the corpus, by group and name, as JSON values."""
        return self.model_dump(
            mode="json",
            include={
                "discovery": {"max_page_bytes"},
                "extraction": True,
                "validation": True,
                "deduplication": True,
                "publishing": {"row_group_rows", "max_file_bytes"},
            },
        )


_TOML: ContextVar[Path | None] = ContextVar("_TOML", default=None)
"""The file that the call of `load_settings` under way reads: web requests call it in several threads."""


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
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=_TOML.get())


def load_settings(base_dir: str | Path | None = None, **overrides: object) -> Settings:
    """Read arguments, environment and TOML; return the settings with absolute paths.

    Args:
        base_dir: Directory where relative paths start and ``broadsheet.toml`` is looked for; None for the working
            directory.
        overrides: Settings that win over all others. A value of None is ignored, in a group as well.

    Raises:
        ConfigurationError: a value or a name is wrong; the message lists each with what is expected.
    """
    base = Path(base_dir or ".").absolute()
    _check_environment()
    file = _config_file(base)
    used = _TOML.set(file)
    try:
        read = _Sources(**_given(overrides))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file} is not TOML: {error}") from error
    except SettingsError as error:
        raise ConfigurationError(f'{error}; in the environment a list is written as JSON: ["en", "de"]') from error
    except ValidationError as error:
        where = f" (from {file}, the environment or arguments)" if file else ""
        lines = [f"  {'.'.join(map(str, problem['loc']))}: {problem['msg']}" for problem in error.errors()]
        raise ConfigurationError(f"these settings need a change{where}:\n" + "\n".join(lines)) from error
    finally:
        _TOML.reset(used)
    values = {name: getattr(read, name) for name in Settings.model_fields}
    return Settings(**{**values, "source": absolute_source(read.source, base), "warehouse": base / read.warehouse})


def _given(overrides: Mapping[str, object]) -> dict[str, Any]:
    """Return the overrides that are not None; of a group, only the members that are not None."""
    members = {name: _given(value) if isinstance(value, Mapping) else value for name, value in overrides.items()}
    return {name: value for name, value in members.items() if value is not None}


def _check_environment() -> None:
    """Refuse unknown names that look like settings: a misspelt one would be ignored silently."""
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


def _config_file(base: Path) -> Path | None:
    named = os.environ.get("BROADSHEET_CONFIG")
    if named:
        if not Path(named).is_file():
            raise ConfigurationError(f"BROADSHEET_CONFIG names {named}, which is not a file; correct or unset it")
        return Path(named)
    local = base / "broadsheet.toml"
    return local if local.is_file() else None
