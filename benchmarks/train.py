"""Cross-validates all learned models of extraction by site, trains them, and prints the figures in one table.

    python benchmarks/train.py EVAL SILVER [--only lines,titles] [--save] [--logs FOLDER]

EVAL is a folder of gold sets, or of several; SILVER is what ``silver_pages.py`` writes. Only pages of seen sites are
read (`sites`). The trainers run one after the other, because a model reads what the models before it answer. With
``--save`` each writes its models into the package before the next one starts; afterwards raise ``RULES_VERSION``. The
figures are those of models that saw no page of the site. The same pages give the same models.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
_MARK = "figure"


class Step(NamedTuple):
    """A trainer: its program, and which folders it reads: all gold sets and silver pages, or the folder with HTML."""

    program: str
    silver: bool = True
    html: bool = False


STEPS = {
    "lines": Step("line_model/train_body.py"),
    "offers": Step("line_model/train_offers.py"),
    "html": Step("line_model/train_html.py", silver=False, html=True),
    "titles": Step("line_model/train_title.py"),
    "types": Step("train_page_types.py", silver=False),
    "dates": Step("train_dates.py"),
    "names": Step("name_weights.py"),
    "evidence": Step("evidence_weights.py", silver=False, html=True),
}
"""The trainers in the order of their models."""


def figure(name: str, pages: int, value: float) -> None:
    """Print a cross-validated figure of a trainer, with the number of pages or lines that it was measured on."""
    print(_MARK, name, pages, f"{value:.4f}", sep="\t", flush=True)


def main() -> int:
    """Run the trainers and print the table; return 1 if one failed."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("eval", type=Path, help="folder of the gold sets")
    arguments.add_argument("silver", type=Path, help="folder that silver_pages.py wrote")
    arguments.add_argument("--only", default=",".join(STEPS), help="trainers to run (default: %(default)s)")
    arguments.add_argument("--save", action="store_true", help="write the models into the package")
    arguments.add_argument(
        "--logs", type=Path, default=Path("build/train"), help="folder of logs (default: %(default)s)"
    )
    options = arguments.parse_args()
    options.logs.mkdir(parents=True, exist_ok=True)
    print(f"{'model':<10}{'figure':<52}{'measured on':>12}{'value':>8}")
    for name in options.only.split(","):
        step = STEPS[name]
        folders = _html_folders(options.eval) if step.html else [options.eval]
        extra = [*(("--silver", str(options.silver)) if step.silver else ()), *(("--save",) if options.save else ())]
        started = time.perf_counter()
        for folder in folders:
            log = options.logs / f"{name}.log"
            if not _run([HERE / step.program, folder, *extra], log):
                print(f"{name} failed: see {log}")
                return 1
            _print_figures(name, log)
        print(f"{name:<10}took {time.perf_counter() - started:.0f} s", flush=True)
    return 0


def _html_folders(folder: Path) -> list[Path]:
    return [path for path in (folder, *sorted(folder.iterdir())) if (path / "html.tar.zst").is_file()]


def _run(command: list[str | Path], log: Path) -> bool:
    paths = (HERE.parent / "include", HERE, HERE / "line_model")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, paths))}
    with log.open("w", encoding="utf-8") as file:
        done = subprocess.run([sys.executable, *command], stdout=file, stderr=file, env=environment, check=False)
    return done.returncode == 0


def _print_figures(name: str, log: Path) -> None:
    for line in log.read_text(encoding="utf-8").split("\n"):
        mark, *rest = line.split("\t")
        if mark == _MARK:
            what, measured, value = rest
            print(f"{name:<10}{what:<52}{measured:>12}{float(value):>8.3f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
