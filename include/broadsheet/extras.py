"""Reports missing packages that an extra, such as ``broadsheet[build]``, installs."""

from collections.abc import Iterator
from contextlib import contextmanager

from broadsheet.errors import ConfigurationError


@contextmanager
def requires_extra(extra: str, purpose: str) -> Iterator[None]:
    """Convert an import error inside the block into an error that names the extra to install.

    Args:
        extra: The name of the extra in ``pyproject.toml``.
        purpose: The feature that needs it, as the subject of a sentence.

    Raises:
        ConfigurationError: a package of another project is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == "broadsheet":
            raise  # a defect of this package, not a missing extra
        raise ConfigurationError(
            f"{purpose} needs {error.name}, which is not installed; run: pip install 'broadsheet[{extra}]'"
        ) from error
