"""Controls a real browser: Debian's chromium, headless, with a new profile and without network access."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support import expected_conditions as conditions
from selenium.webdriver.support.ui import WebDriverWait

WAIT_SECONDS = 120  # no measure: only a page that hangs takes as long
DESKTOP, PHONE = (1280, 900), (390, 844)
_QUIET = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --hide-scrollbars --lang=en-GB"
)

_NO_OTHER_HOST = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"
"""A page that asked another host for anything would get an error, which `Window.complaints` returns."""


@dataclass(frozen=True)
class Window:
    """A window of the browser, at Airflow's address."""

    driver: webdriver.Chrome
    address: str

    def log_in(self, user: str, password: str) -> None:
        """Log in by the form that Airflow shows to whoever comes without."""
        self.driver.get(self.address)
        self.see(By.NAME, "username").send_keys(user)
        self.see(By.NAME, "password").send_keys(password)
        self.see(By.CSS_SELECTOR, "button[type=submit]").click()
        self.see(By.LINK_TEXT, "Corpus")

    def open_corpus(self) -> None:
        """Press *Corpus* in Airflow's navigation, and look into the frame that opens."""
        self.driver.switch_to.default_content()
        self.driver.get(self.address)
        self.see(By.LINK_TEXT, "Corpus").click()
        self.enter_frame()

    def enter_frame(self) -> None:
        """Look into the frame in which Airflow shows the corpus."""
        self.driver.switch_to.default_content()
        WebDriverWait(self.driver, WAIT_SECONDS).until(
            conditions.frame_to_be_available_and_switch_to_it((By.CSS_SELECTOR, "iframe[title=Corpus]"))
        )
        self.see(By.TAG_NAME, "h1")

    def see(self, by: str, what: str) -> WebElement:
        """Wait until something can be seen and pressed."""
        return WebDriverWait(self.driver, WAIT_SECONDS).until(conditions.element_to_be_clickable((by, what)))

    def follow(self, text: str) -> None:
        """Press a link by its text, and wait for the page it leads to."""
        before = self.driver.find_element(By.TAG_NAME, "html")
        self.see(By.PARTIAL_LINK_TEXT, text).click()
        WebDriverWait(self.driver, WAIT_SECONDS).until(conditions.staleness_of(before))
        self.see(By.TAG_NAME, "h1")

    def text(self) -> str:
        """Return what a person can read of the page."""
        return str(self.driver.find_element(By.TAG_NAME, "body").text)

    def headline(self) -> str:
        """Return the heading of the page."""
        return str(self.see(By.TAG_NAME, "h1").text)

    def resize(self, size: tuple[int, int]) -> None:
        """Give the window another width and height, in CSS pixels, down to a phone's."""
        width, height = size
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def prefer(self, scheme: str) -> None:
        """Ask for light or dark pages, as a setting of the system does."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def complaints(self) -> list[str]:
        """Return what the browser had to say of the corpus' pages since it was asked last."""
        entries = self.driver.get_log("browser")  # type: ignore[no-untyped-call]
        return [entry["message"] for entry in entries if "/corpus/" in entry["message"] and not _expected(entry)]


@contextmanager
def open_window(address: str, chromium: str, chromedriver: str) -> Iterator[Window]:
    """Start a browser of its own and end it."""
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        for argument in (*_QUIET.split(), _NO_OTHER_HOST, f"--user-data-dir={profile}"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        log = str(Path(profile) / "chromedriver.log")
        service = webdriver.ChromeService(chromedriver, log_output=log)
        driver = webdriver.Chrome(options=options, service=service)
        try:
            window = Window(driver, address)
            window.resize(DESKTOP)
            yield window
        finally:
            driver.quit()


def _expected(entry: dict[str, str]) -> bool:
    """Whether chromium says what it says of every page in a frame with the sandbox that Airflow gives to plugins."""
    return "allow-scripts and allow-same-origin" in entry["message"]
