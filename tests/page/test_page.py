"""The page in a real Chromium, served by a real process over documents of this test."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assistant.regression import load_suite
from ingest.pipeline import ingest
from vectorstore import VectorStore, VectorstoreSettings

pytestmark = pytest.mark.page
ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SECONDS = 30_000  # what Playwright waits at most, in milliseconds

HARBOUR = """---
title: Harbour talks stall over tariff
publisher: The Strait Courier
date: 2031-03-04
---
The delegations of Varn and Ostrel met in the old customs house and parted without a date for the next one.

"We will not sign anything that leaves the grain tariff as it is," Ilse Marrow, the negotiator of Varn, said.
She said the quota could wait, unless Ostrel reopened the question of the lighthouse.

Tobin Hale, a spokesman for Ostrel, said that Ostrel would lower the tariff if Varn accepted inspections.
"""
PAYLOAD = (
    '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script> '
    "![a](http://elsewhere.example/a.png) [b](javascript:window.pwned=1) $c$ `d`"
)
HOSTILE = f"""---
title: 'Bridge toll {PAYLOAD.replace("'", "")}'
publisher: <b onmouseover="window.pwned=1">Gazette</b>
date: 2031-03-06
---
"The bridge toll stays at nine marks {PAYLOAD.replace('"', "'")}," Mara Quist, the minister of roads, said.

Mara Quist said that the bridge toll would be discussed again in April.
"""
FERRY = "# Ferry line\n\nOona Brandt, the harbour master, said that the ferry to Skarn would sail twice a week.\n"


@dataclass(frozen=True)
class Served:
    address: str
    texts: dict[str, str]
    kept: Path


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("page")
    documents = folder / "documents"
    documents.mkdir()
    (documents / "harbour.md").write_text(HARBOUR, encoding="utf-8")
    (documents / "hostile.md").write_text(HOSTILE, encoding="utf-8")
    with VectorStore.open(VectorstoreSettings(path=folder / "store"), create=True) as store:
        assert ingest([documents], store=store).ok
        texts = {document.document_id: document.text for document in store.documents()}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    ours = ("ASSISTANT_", "INGEST_", "VECTORSTORE_", "OPENAI_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    environment |= {"VECTORSTORE_PATH": str(folder / "store"), "ASSISTANT_CHAT_MODEL": ""}
    command = [sys.executable, str(ROOT / "ui.py"), "--no-browser", "--port", str(port)]
    with (
        (folder / "stderr.txt").open("w") as errors,
        subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as server,
    ):
        impatience = threading.Timer(120, server.kill)
        impatience.start()
        assert server.stdout is not None
        line = server.stdout.readline()
        impatience.cancel()
        address = next((word for word in line.split() if word.startswith("http://")), "")
        assert address, f"the server did not start: {line}{(folder / 'stderr.txt').read_text()}"
        yield Served(address=address, texts=texts, kept=folder / "store-checks" / "feedback.yaml")
        server.terminate()
        assert server.wait(timeout=20) == 0, "a server that is told to stop ends with 0"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: install the package chromium to test the page")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any, served: Served) -> Iterator[Any]:
    """A page of its own session. Nothing is requested elsewhere and no foreign script runs, ever."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(SECONDS)
    tab = context.new_page()
    outside: list[str] = []
    dialogs: list[str] = []
    local = (served.address, "data:", "blob:")
    tab.on("request", lambda request: None if request.url.startswith(local) else outside.append(request.url))
    tab.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    tab.goto(served.address)
    tab.get_by_label("Your question").wait_for()
    yield tab
    assert outside == []
    assert dialogs == []
    assert tab.evaluate("window.pwned") is None
    assert tab.title() == "Parley"
    context.close()


def ask(page: Any, question: str) -> Any:
    """Ask, wait until the answer is complete, and return its message."""
    before = page.locator("#pa-chat .bot.message").count()
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")
    message = page.locator("#pa-chat .bot.message").nth(before)
    message.locator(".pa-receipt, .pa-error, .pa-busy").first.wait_for()
    page.locator("#pa-send").wait_for(state="visible")
    return message


def marked_as_in_the_document(card: Any, texts: dict[str, str]) -> bool:
    place = {name: card.get_attribute(f"data-{name}") for name in ("document", "start", "end")}
    quote = texts[place["document"]][int(place["start"]) : int(place["end"])]
    return bool(quote) and card.locator("mark").text_content() == quote


def test_the_page_says_that_no_model_answers(page: Any) -> None:
    assert page.locator("#pa-status .pa-offline").is_visible()


def test_a_cited_answer_opens_the_marked_evidence(page: Any, served: Served) -> None:
    message = ask(page, "What did Ilse Marrow say about the grain tariff?")
    assert message.locator(".pa-answer").count() == 1
    assert message.locator(".pa-receipt").is_visible()
    cards = page.locator(".pa-card[data-verdict]")
    assert cards.count() >= 1
    assert all(marked_as_in_the_document(card, served.texts) for card in cards.all())

    marker = message.locator("a.pa-cite").first
    marker.click()
    card = page.locator(f"[id='{marker.get_attribute('href')[1:]}']")
    page.locator(".pa-card.is-current").wait_for()
    assert card.evaluate("card => card === document.activeElement || card.classList.contains('is-current')")
    quote = card.locator("mark").text_content()
    card.get_by_role("button", name="Read in the document").click()
    page.locator("#pa-here").wait_for()
    assert page.locator("#pa-here").text_content() == quote
    page.keyboard.press("Escape")
    page.locator("#pa-reader").wait_for(state="hidden")


def test_what_a_page_loads_late_takes_no_question_back(browser: Any, served: Served) -> None:
    """A question can be typed before the page has fetched everything that it fetches at its start."""
    context = browser.new_context()
    context.set_default_timeout(SECONDS)
    tab = context.new_page()
    held: list[Any] = []

    def hold_back(route: Any) -> None:
        # What a page fetches by itself has no inputs; what a user does has.
        if (route.request.post_data_json or {}).get("data") == []:
            held.append(route)
        else:
            route.continue_()

    calls = re.compile(r"/gradio_api/(queue/join|run/predict)")
    tab.route(calls, hold_back)
    tab.goto(served.address)
    ask(tab, "What did Ilse Marrow say about the grain tariff?")
    assert held, "the page fetches nothing at its start: this test shows nothing"
    for route in held:
        route.continue_()
    tab.get_by_role("tab", name="Documents").click()
    tab.locator("#pa-listing .pa-row").first.wait_for()
    ask(tab, "What did Mara Quist say about the bridge toll?")
    assert tab.locator("#pa-chat .user.message").count() == 2
    context.close()


def test_a_marker_leads_to_its_evidence_and_back_by_keyboard(page: Any) -> None:
    marker = ask(page, "What did Ilse Marrow say about the grain tariff?").locator("a.pa-cite").first
    marker.focus()
    page.keyboard.press("Enter")
    page.locator(".pa-card:focus").wait_for()
    page.keyboard.press("Escape")
    assert marker.evaluate("marker => marker === document.activeElement")


def test_an_abstention_is_shown_as_one(page: Any, served: Served) -> None:
    message = ask(page, "What did Anders Quill say about the moon treaty?")
    assert message.locator(".pa-abstained").is_visible()
    assert message.locator(".pa-answer").count() == 0
    assert all(marked_as_in_the_document(card, served.texts) for card in page.locator(".pa-card[data-start]").all())


def test_a_rated_answer_is_kept_as_a_case(page: Any, served: Served) -> None:
    ask(page, "What did Ilse Marrow say about the grain tariff?")
    page.locator("#pa-chat button[aria-label='Like' i], #pa-chat button[title='Like' i]").first.click()
    page.locator("#pa-hint p", has_text=re.compile(r"\S")).wait_for()
    assert served.kept.is_file()
    (case,) = load_suite(served.kept).suite.cases
    assert case.question == "What did Ilse Marrow say about the grain tariff?"


def test_a_hostile_document_is_shown_as_text(page: Any) -> None:
    message = ask(page, "What did Mara Quist say about the bridge toll?")
    assert message.locator(".pa-answer").count() == 1
    page.get_by_role("button", name="Read in the document").first.click()
    page.locator("#pa-here").wait_for()
    assert "onerror" in page.locator("#pa-reader-title").text_content()
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Documents").click()
    page.locator("#pa-listing .pa-row").first.wait_for()
    for place in ("#pa-chat", "#pa-side", "#pa-reader"):
        assert page.locator(f"{place} :is(img, script, iframe, [onerror], a[href^='javascript'])").count() == 0


def test_positions_are_listed_and_open_their_document(page: Any) -> None:
    page.get_by_role("tab", name="Positions").click()
    row = page.locator("#pa-records .pa-open").first
    words = row.text_content().strip("“”")
    row.click()
    page.locator("#pa-here").wait_for()
    assert page.locator("#pa-here").text_content() == words


def test_a_question_that_cannot_be_asked_leaves_the_page_usable(page: Any) -> None:
    message = ask(page, "why " * 25_000)
    assert message.locator(".pa-error").is_visible()
    assert ask(page, "What did Ilse Marrow say about the grain tariff?").locator(".pa-answer").count() == 1


def test_an_uploaded_document_is_reported_listed_and_answered_from(page: Any, tmp_path: Path) -> None:
    ferry = tmp_path / "ferry.md"
    ferry.write_text(FERRY, encoding="utf-8")
    page.get_by_role("tab", name="Documents").click()
    page.locator("#pa-upload input[type=file]").set_input_files(str(ferry))
    page.locator("#pa-listing .pa-row", has_text="ferry.md").wait_for()
    assert page.locator(".pa-report.pa-good").is_visible()
    message = ask(page, "What did Oona Brandt say about the ferry to Skarn?")
    assert message.locator(".pa-answer a.pa-cite").count() >= 1
    assert "twice a week" in page.locator(".pa-card[data-verdict] mark").first.text_content()


def test_an_upload_of_the_same_name_takes_nobodys_document(
    page: Any, browser: Any, served: Served, tmp_path: Path
) -> None:
    other = browser.new_page()
    other.set_default_timeout(SECONDS)
    other.goto(served.address)
    file = tmp_path / "news.txt"
    for tab, text, kept_as in ((page, "The quay will close.", "news.txt"), (other, "The mill burnt.", "news (2).txt")):
        file.write_text(text, encoding="utf-8")
        tab.get_by_role("tab", name="Documents").click()
        tab.locator("#pa-upload input[type=file]").set_input_files(str(file))
        tab.locator("#pa-listing .pa-row", has_text=kept_as).wait_for()
    for name, text in (("news.txt", "The quay will close."), ("news (2).txt", "The mill burnt.")):
        other.locator("#pa-listing .pa-row", has_text=name).click()
        other.locator("#pa-reader .pa-fulltext", has_text=text).wait_for()
        other.keyboard.press("Escape")
    other.close()


def test_a_conversation_is_private_and_can_be_cleared(page: Any, browser: Any, served: Served) -> None:
    ask(page, "What did Ilse Marrow say about the grain tariff?")
    other = browser.new_page()
    other.goto(served.address)
    other.get_by_label("Your question").wait_for(timeout=SECONDS)
    assert other.locator("#pa-chat .bot.message").count() == 0
    other.close()
    page.locator("#pa-clear").click()
    page.locator("#pa-chat .bot.message").wait_for(state="detached")
    assert page.locator(".pa-card").count() == 0
