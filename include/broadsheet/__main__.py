"""The command ``broadsheet``, also as ``python -m broadsheet``."""

import sys

from broadsheet.errors import ConfigurationError
from broadsheet.extras import requires_extra


def main() -> None:
    """Run the command; if its packages are not installed, print which extra to install and exit with code 2."""
    try:
        with requires_extra("build", "the command"):
            from broadsheet.cli.main import main as run  # noqa: PLC0415

            run()
    except ConfigurationError as error:
        print(f"broadsheet: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(2)


if __name__ == "__main__":
    main()
