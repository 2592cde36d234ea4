"""The corpus browser in a live Airflow and a real browser, from the login to a backfill and its result."""

from dataclasses import dataclass
from datetime import date

import httpx
import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from chromium import PHONE, Window
from newsroom import page, write_pages

pytestmark = pytest.mark.services

SEED = "North Korea's Kim asks Trump for another meeting in ‘very warm' letter"
ENTRIES = {"Overview", "Documents", "Search", "Duplicates", "Quarantine", "Runs", "Versions"}


@dataclass(frozen=True)
class Walk:
    """Every address that a link of the browser leads to, and what chromium complained of on the way."""

    addresses: tuple[str, ...]
    complaints: tuple[str, ...]


@pytest.fixture(scope="module")
def walk(logged_in: Window) -> Walk:
    seen: list[str] = []
    waiting = [f"{logged_in.address}/corpus/"]
    logged_in.complaints()
    while waiting:
        address = waiting.pop()
        seen.append(address)
        logged_in.driver.get(address)
        links = logged_in.driver.find_elements(By.CSS_SELECTOR, "a[href]")
        targets = {str(link.get_attribute("href")).partition("#")[0] for link in links}
        pages = {target for target in targets if "/corpus/" in target}
        inside = {target for target in pages if not any(part in target for part in ("/leave?", "/download/"))}
        waiting += sorted(inside - {*seen, *waiting})
    return Walk(tuple(seen), tuple(logged_in.complaints()))


def test_a_newcomer_finds_every_page_from_the_navigation(window):
    for name in ENTRIES:
        window.follow(name)
        assert window.driver.find_element(By.CSS_SELECTOR, "[aria-current=page]").text == name
        assert {link.text for link in window.driver.find_elements(By.CSS_SELECTOR, ".masthead nav a")} == ENTRIES


def test_the_overview_draws_documents_by_month_and_language(window):
    bars = window.driver.find_elements(By.CSS_SELECTOR, ".plot .bars a")
    drawn = {bar.find_element(By.TAG_NAME, "title").get_attribute("textContent").split(":")[0] for bar in bars}
    assert {"March 2018", "April 2018", "September 2018", "October 2018"} <= drawn
    parts = window.driver.find_elements(By.CSS_SELECTOR, ".plot .bars rect.hue-0")
    assert parts
    assert all(part.size["height"] > 0 for part in parts)
    assert {part.value_of_css_property("fill") for part in parts} != {"rgb(0, 0, 0)"}


def test_a_document_is_opened_from_the_list_and_shows_its_page_line_by_line(window):
    window.follow("Documents")
    window.follow("North Korea")
    assert window.headline() == SEED
    lines = window.driver.find_elements(By.CSS_SELECTOR, ".lines li.kept .line")
    assert lines[0].text.startswith("U.S. President Donald Trump received")
    folded = window.driver.find_element(By.CSS_SELECTOR, ".folded")
    first = folded.find_element(By.CSS_SELECTOR, "li.dropped .line")
    assert not first.is_displayed()
    folded.find_element(By.TAG_NAME, "summary").click()
    assert first.is_displayed()


def test_a_cluster_shows_its_members_side_by_side_and_why_one_is_the_representative(window):
    window.follow("Documents")
    window.follow("North Korea")
    window.follow("See its cluster")
    assert window.headline() == "One story, 2 documents"
    kept, other = window.driver.find_elements(By.CSS_SELECTOR, ".beside .text")
    assert abs(kept.location["y"] - other.location["y"]) < 2
    marked = kept.find_elements(By.TAG_NAME, "mark")
    assert len(marked) > 3
    assert marked[0].value_of_css_property("background-color") != "rgba(0, 0, 0, 0)"
    assert "decides" in window.driver.find_element(By.CSS_SELECTOR, ".criteria .chosen").text


def test_the_form_filters_documents_and_markup_in_a_title_is_escaped(window):
    window.follow("Documents")
    window.see(By.NAME, "title").send_keys("harbour done" + Keys.ENTER)
    window.see(By.LINK_TEXT, "Clear")
    titles = [title.text for title in window.driver.find_elements(By.CSS_SELECTOR, ".entries h2")]
    assert titles == ["Mayor <script>document.title='taken'</script> said \"it is <b>done</b>\" at the harbour"]
    assert "taken" not in window.driver.title


def test_a_search_in_the_frame_marks_what_it_found(window):
    window.follow("Search")
    window.see(By.NAME, "q").send_keys('"another meeting" kim' + Keys.ENTER)
    window.see(By.LINK_TEXT, "Clear")
    assert window.driver.find_element(By.CSS_SELECTOR, ".entries mark").text in ("Kim", "another meeting")


def test_every_link_works_and_the_browser_reports_no_error(walk, window, server):
    assert walk.complaints == ()
    paths = [address.removeprefix(f"{server.address}/corpus/") for address in walk.addresses]
    kinds = {path.partition("?")[0].partition("/")[0] for path in paths}
    lists = {"clusters", "documents", "duplicates", "quarantine", "runs", "search", "versions"}
    assert {"", "data_docs", *lists} <= kinds
    cookies = {cookie["name"]: cookie["value"] for cookie in window.driver.get_cookies()}
    with httpx.Client(cookies=cookies, timeout=60) as client:
        statuses = {address: client.get(address).status_code for address in walk.addresses}
    assert {address: status for address, status in statuses.items() if status != 200} == {}


def test_without_a_login_the_same_addresses_show_nothing(walk):
    with httpx.Client(timeout=60) as client:
        for address in walk.addresses:
            answer = client.get(address)
            assert answer.status_code == 401
            assert "North Korea" not in answer.text


def test_on_a_phone_no_page_is_wider_than_the_screen(walk, window):
    window.resize(PHONE)
    for address in walk.addresses:
        window.driver.get(address)
        assert window.driver.execute_script("return document.documentElement.scrollWidth") <= PHONE[0], address


def test_pages_use_the_dark_theme_if_the_system_does(window):
    def brightness() -> int:
        colour = window.driver.find_element(By.TAG_NAME, "body").value_of_css_property("background-color")
        return sum(int(part) for part in colour.strip("rgba()").split(",")[:3])

    light = brightness()
    window.prefer("dark")
    assert brightness() < light / 4


def test_a_run_links_to_its_dag_run_in_airflow_and_back_returns(window):
    window.follow("Runs")
    window.see(By.CSS_SELECTOR, "td a.outward").click()
    window.driver.switch_to.default_content()
    window.see(By.XPATH, "//*[contains(text(), 'deduplicate')]")
    assert "/dags/build_corpus/runs/scheduled__" in window.driver.current_url
    window.driver.back()
    window.enter_frame()
    assert window.headline() == "Runs"


def test_an_expired_session_leads_to_the_login_and_back(window, server):
    window.driver.delete_cookie("_token")
    window.see(By.LINK_TEXT, "Documents").click()
    window.see(By.PARTIAL_LINK_TEXT, "Log in").click()
    window.see(By.NAME, "username").send_keys("admin")
    window.see(By.NAME, "password").send_keys(server.password + Keys.ENTER)
    window.see(By.CSS_SELECTOR, ".entries")
    assert window.headline() == "Documents"


def test_a_backfill_from_airflows_own_dialog_changes_what_the_browser_shows(window, server):
    before = server.version
    write_pages(server.home / "seeds", {"arrived.txt": page(7, date(2018, 9, 11))})
    window.driver.switch_to.default_content()
    window.driver.get(f"{server.address}/dags/build_corpus")
    window.see(By.CSS_SELECTOR, "[data-testid=trigger-dag-button]").click()
    window.see(By.XPATH, "//label[.//span[text()='Backfill']]").click()
    for place in range(2):
        window.see(By.CSS_SELECTOR, "[data-testid=datetime-input]")
        window.driver.find_elements(By.CSS_SELECTOR, "[data-testid=datetime-input]")[place].click()
        window.see(By.CSS_SELECTOR, "input[placeholder='YYYY/MM/DD']").send_keys("2018/09/11" + Keys.ENTER)
        window.see(By.CSS_SELECTOR, "input[placeholder='HH:mm']").send_keys(Keys.ESCAPE)
    window.see(By.XPATH, "//label[.//*[text()='All Runs']]").click()
    window.see(By.XPATH, "//button[text()='Run Backfill']").click()
    (run,) = server.new_runs()
    assert (run["run_type"], run["partition_key"], run["state"]) == ("backfill", "2018-09-11", "success")
    assert server.version != before

    window.open_corpus()
    window.follow("Runs")
    newest = window.driver.find_element(By.CSS_SELECTOR, "tbody tr").text
    assert "published" in newest
    assert "11 September 2018" in newest
    window.follow("Versions")
    window.follow("from the one before")
    assert "arrived.txt" in window.text()
    window.follow("2018-09-11")
    assert len(window.driver.find_elements(By.CSS_SELECTOR, ".entries > li")) == 2
