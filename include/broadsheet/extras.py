"""What a plain installation lacks: packages that come with an extra, such as ``broadsheet[build]``."""

from collections.abc import Iterator
from contextlib import contextmanager

from broadsheet.errors import ConfigurationError


@contextmanager
def requires_extra(extra: str, purpose: str) -> Iterator[None]:
    """Turn the error of an import inside the block into one that names the extra to install.

    Args:
        extra: Its name in ``pyproject.toml``.
        purpose: What needs it, as the subject of a sentence.

    Raises:
        ConfigurationError: a package of another project is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == "broadsheet":
            raise  # a defect of this package, which no extra cures
        raise ConfigurationError(
            f"{purpose} needs {error.name}, which is not installed; run: pip install 'broadsheet[{extra}]'"
        ) from error
