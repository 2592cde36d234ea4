"""Take the pictures of the corpus browser for the documentation: `make screenshots`.

A corpus of made-up pages and the seeds is built in several runs, Airflow is started on it, and a real browser opens
the pages. Each picture is docs/images/<name>.png.
"""
# ruff: noqa: T201  # a program for the terminal

import shutil
import sys
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "scripts")]

import demo_pages  # noqa: E402
from PIL import Image  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402

from airflow_project import Project  # noqa: E402
from airflow_server import started  # noqa: E402
from chromium import DESKTOP, PHONE, Window, open_window  # noqa: E402

IMAGES = ROOT / "docs" / "images"
PAGES = 3_000
UNTIL = ("2016-12-31", "2017-06-30", "2017-12-31", "2018-06-30")  # one run each, and one for all that is left
KEPT_SEED = "05d1157688b61351360d4569"
Steps = Callable[[Window], None]


def main() -> None:
    """Build, start, look, keep."""
    chromium, chromedriver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not chromedriver:
        sys.exit("chromium and chromedriver are needed: make system")
    with tempfile.TemporaryDirectory() as folder:
        project = Project.create(Path(folder))
        demo_pages.write(project.home / "seeds", PAGES)
        for day in UNTIL:
            print(f"Building the corpus until {day}", flush=True)
            built = project.run("broadsheet", "build", "--until", day)
            assert built.returncode == 0, built.stderr
        print("Starting Airflow", flush=True)
        try:
            with started(project) as server, open_window(server.address, chromium, chromedriver) as window:
                server.new_runs()  # what is left, by the run that makes up for the latest midnight
                window.log_in("admin", server.password)
                for name, size, scheme, steps in PICTURES:
                    window.resize(size)
                    window.prefer(scheme)
                    steps(window)
                    window.driver.switch_to.default_content()
                    keep(window.driver.get_screenshot_as_png(), IMAGES / f"{name}.png")
                    print(f"docs/images/{name}.png", flush=True)
        finally:
            project.end()


def keep(picture: bytes, path: Path) -> None:
    """Write a picture in 256 colours, which is all that such pages have and less than half the size."""
    path.parent.mkdir(parents=True, exist_ok=True)
    few = Image.open(BytesIO(picture)).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def overview(window: Window) -> None:
    """Show what the corpus holds."""
    window.open_corpus()


def documents(window: Window) -> None:
    """Show the newest documents in English."""
    window.open_corpus()
    window.follow("Documents")


def document(window: Window) -> None:
    """Show the longer of the two seeds beside its page."""
    documents(window)
    search = window.see(By.NAME, "title")
    search.send_keys("very warm")
    search.submit()
    window.see(By.LINK_TEXT, "Clear")
    window.follow("North Korea")


def cluster(window: Window) -> None:
    """Show both seeds side by side."""
    document(window)
    window.follow("See its cluster")
    heading = window.driver.find_element(By.XPATH, "//h2[.='Side by side']")
    window.driver.execute_script("arguments[0].scrollIntoView(); scrollBy(0, -260)", heading)


def run(window: Window) -> None:
    """Show the latest run with its gate."""
    window.open_corpus()
    window.follow("Runs")
    window.driver.find_element(By.CSS_SELECTOR, "tbody th a").click()
    window.see(By.ID, "validation")


def quarantine(window: Window) -> None:
    """Show why pages were refused."""
    window.open_corpus()
    window.follow("Quarantine")


def alone(path: str) -> Steps:
    """Show a page of the browser without Airflow around it."""
    return lambda window: window.driver.get(f"{window.address}/corpus{path}")


PICTURES: tuple[tuple[str, tuple[int, int], str, Steps], ...] = (
    ("overview", DESKTOP, "light", overview),
    ("documents", DESKTOP, "light", documents),
    ("document-dark", DESKTOP, "dark", document),
    ("cluster", DESKTOP, "light", cluster),
    ("run", DESKTOP, "light", run),
    ("quarantine", DESKTOP, "light", quarantine),
    ("overview-phone", PHONE, "light", alone("/")),
    ("document-phone", PHONE, "dark", alone(f"/documents/{KEPT_SEED}")),
)

if __name__ == "__main__":
    main()
