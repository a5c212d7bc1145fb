"""The web page: a chat over one ``Assistant``, the evidence beside it, and the documents in the store.

Run it with ``parley ui`` or ``python ui.py``. This file wires Gradio's components together and serves them; what they
show and do is in ``assistant.page``. The page makes no request to any other address: fonts are the system's, scripts
are Gradio's own files, and a Content-Security-Policy header forbids the rest.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import gradio as gr  # noqa: TID251
from starlette.middleware import Middleware

from assistant import Assistant, ParleyError
from assistant.page.assets import head
from assistant.page.conversation import (
    Turn,
    answer_turn,
    chat_messages,
    evidence_panel,
    interrupted,
    is_open,
    settled,
    with_question,
)
from assistant.page.documents import document_list, open_document
from assistant.page.examples import ExampleQuestions
from assistant.page.guard import Guard
from assistant.page.header import TITLE, WELCOME, mode_badge
from assistant.page.listen import ListenOptions, free_port, host_names, read_options
from assistant.page.reports import report
from assistant.page.uploads import FORMATS, LARGEST_FILE, take_uploads
from assistant.page.waiting import PLACES, WaitingRoom

ANSWERS_AT_ONCE = 8
EXAMPLES_SHOWN = 4

Update = dict[Any, Any]
"""New values by component; a component that is not named stays as it is."""
UNCHANGED: Update = gr.skip()

# The events take part in one page's conversation: they are no programming interface, and they show no spinner.
PRIVATE: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


class Page:
    """The components of the page and what happens to them.

    Nothing of a conversation is kept here: ``turns`` gives each browser session's own turns to a function, which
    returns new ones.
    """

    def __init__(self, desk: Assistant) -> None:
        self._desk = desk
        self._room = WaitingRoom()
        self._questions = ExampleQuestions(desk, limit=EXAMPLES_SHOWN)
        self.blocks = gr.Blocks(title="Parley", analytics_enabled=False, fill_width=True, delete_cache=(3600, 86400))
        with self.blocks:
            with gr.Row(elem_id="pa-top"):
                gr.HTML(TITLE, elem_id="pa-title", apply_default_css=False)
                gr.HTML(mode_badge(desk), elem_id="pa-status", apply_default_css=False)
            with gr.Row(elem_id="pa-main"):
                self._lay_out_conversation()
                self._lay_out_side()
            self._bridge_to_reader()
            self._wire_documents()
            self._wire_conversation()
        # The waiting room says that the desk is busy; Gradio's own limit only backs it up.
        self.blocks.queue(max_size=4 * PLACES, default_concurrency_limit=ANSWERS_AT_ONCE, api_open=False)

    def _lay_out_conversation(self) -> None:
        self.turns = gr.State(list)
        with gr.Column(elem_id="pa-talk"):
            self.chat = gr.Chatbot(
                label="Conversation",
                show_label=False,
                elem_id="pa-chat",
                height="100%",
                buttons=[],
                latex_delimiters=[],
                allow_tags=False,
                feedback_options=None,
                container=False,
                placeholder=WELCOME,
            )
            with gr.Column(elem_id="pa-examples") as self.example_box:
                slots = range(EXAMPLES_SHOWN)
                self.examples = [gr.Button(size="sm", elem_classes="pa-example", visible=False) for _ in slots]
            with gr.Row(elem_id="pa-ask"):
                self.question = gr.Textbox(
                    label="Your question",
                    show_label=False,
                    placeholder="Ask who said what, who wants what, or what stands in the way",
                    max_lines=6,
                    autofocus=True,
                    container=False,
                    elem_id="pa-question",
                )
                self.ask = gr.Button("Ask", variant="primary", elem_id="pa-send", min_width=80)
                self.stop = gr.Button("Stop", variant="stop", elem_id="pa-stop", min_width=80, visible=False)
                self.clear = gr.Button("Clear", elem_id="pa-clear", min_width=80)
            status = '<p role="status">${value}</p>'
            self.hint = gr.HTML("", elem_id="pa-hint", apply_default_css=False, html_template=status)

    def _lay_out_side(self) -> None:
        with gr.Column(elem_id="pa-side"), gr.Tabs():
            with gr.Tab("Evidence"):
                self.evidence = gr.HTML(evidence_panel([]), elem_id="pa-evidence", apply_default_css=False)
            with gr.Tab("Documents"):
                self.files = gr.File(
                    label="Add documents: txt, md, html, pdf, docx",
                    file_count="multiple",
                    file_types=list(FORMATS),
                    height=150,
                    elem_id="pa-upload",
                )
                self.report = gr.HTML(elem_id="pa-report", apply_default_css=False)
                self.documents = gr.HTML(elem_id="pa-listing", apply_default_css=False)

    def _bridge_to_reader(self) -> None:
        """Let the page's script fetch a whole document, behind the page's own login."""

        def read_document(request: object) -> str:
            return open_document(self._desk, request)

        script = "window.parleyRead = (request) => server.read_document(request);"
        gr.HTML("", elem_id="pa-bridge", server_functions=[read_document], js_on_load=script)

    def _wire_documents(self) -> None:
        self.blocks.load(self._list_documents, outputs=self.documents, queue=False, **PRIVATE)
        self.blocks.load(self._show_examples, outputs=self.examples, queue=False, **PRIVATE)
        shown = [self.report, self.files]
        taken = self.files.upload(self._take, inputs=self.files, outputs=shown, concurrency_limit=2, **PRIVATE)
        taken.then(self._list_documents, outputs=self.documents, queue=False, **PRIVATE)
        taken.then(self._show_examples, outputs=self.examples, queue=False, **PRIVATE)

    def _wire_conversation(self) -> None:
        buttons = [self.ask, self.stop, self.hint]
        begun = [self.turns, self.chat, self.question, self.example_box, *buttons]
        sources: list[tuple[Callable[..., Any], gr.Textbox | gr.Button]] = [
            (self.question.submit, self.question),
            (self.ask.click, self.question),
            *((example.click, example) for example in self.examples),
        ]
        everything = [*begun, self.evidence]
        for trigger, source in sources:
            shown = trigger(self._begin, inputs=[source, self.turns], outputs=begun, queue=False, **PRIVATE)
            answered = shown.then(
                self._respond,
                inputs=self.turns,
                outputs=[self.turns, self.chat, self.evidence],
                concurrency_limit=ANSWERS_AT_ONCE,
                concurrency_id="answers",
                # An answer that was stopped may still wait for its model when the next question is asked.
                trigger_mode="multiple",
                **PRIVATE,
            )
            answered.then(self._end, inputs=self.turns, outputs=everything, queue=False, **PRIVATE)
        # Not with Gradio's ``cancels``: it does not wait for the update on its way, which then brings back a turn
        # that nobody answers. The answer stops by itself instead.
        self.stop.click(self._stop, inputs=self.turns, outputs=everything, queue=False, **PRIVATE)
        self.clear.click(self._clear, inputs=self.turns, outputs=everything, queue=False, **PRIVATE)
        to_top = "() => { const side = document.getElementById('pa-side'); if (side) side.scrollTop = 0; }"
        self.evidence.change(None, js=to_top, queue=False, **PRIVATE)

    def _list_documents(self) -> str:
        return document_list(self._desk)

    def _show_examples(self) -> Update:
        found = dict(zip(self.examples, self._questions.current(), strict=False))
        return {button: gr.update(value=found.get(button, ""), visible=button in found) for button in self.examples}

    def _take(self, paths: list[str] | None) -> Iterator[Update]:
        if not paths:
            yield UNCHANGED
            return
        yield {self.report: report(f"Files to read: {len(paths)}", good=True)}
        yield {self.report: take_uploads(self._desk, paths), self.files: None}

    def _begin(self, question: str, turns: list[Turn]) -> Update:
        """Show the question at once; outside the queue, so also while others are being answered."""
        turns = settled(turns)
        if not (question or "").strip():
            return {self.hint: "Write a question first."}
        if is_open(turns):
            return {self.hint: "The last question is still being answered. Stop it to ask another."}
        now = with_question(turns, question, room=self._room)
        emptied = {self.question: "", self.example_box: gr.update(visible=False)}
        return {**self._show_turns(now), **self._show_buttons(answering=is_open(now)), **emptied}

    def _respond(self, turns: list[Turn]) -> Iterator[Update]:
        """Fill the answer in, step by step."""
        # A second Enter while one question is open comes here too: only a waiting turn is answered. It yields all
        # the same, since a generator that yields nothing empties its outputs.
        if not turns or turns[-1].state != "waiting":
            yield UNCHANGED
            return
        self._leave_room(turns)
        evidence = turns[-1].evidence
        for turn in answer_turn(self._desk, turns):
            if turn.interruption.by:
                yield UNCHANGED
                return
            now = [*turns[:-1], turn]
            # A panel that is sent again scrolls back to its top, under the reader's eyes.
            yield self._show_turns(now) if turn.evidence == evidence else self._show_all(now)
            evidence = turn.evidence

    def _end(self, turns: list[Turn]) -> Update:
        """Bring the question box back, unless the next question is open already."""
        now = settled(turns)
        return UNCHANGED if is_open(now) else {**self._show_all(now), **self._show_buttons(answering=False)}

    def _stop(self, turns: list[Turn]) -> Update:
        """Keep what was written and say that it was stopped."""
        self._leave_room(turns)
        return {**self._show_all(interrupted(turns, by="stop")), **self._show_buttons(answering=False)}

    def _clear(self, turns: list[Turn]) -> Update:
        """Forget the conversation."""
        self._leave_room(turns)
        emptied = {self.question: "", self.example_box: gr.update(visible=True)}
        return {**self._show_all(interrupted(turns, by="clear")), **self._show_buttons(answering=False), **emptied}

    def _leave_room(self, turns: list[Turn]) -> None:
        if turns:
            self._room.leave(turns[-1].ticket)

    def _show_turns(self, turns: list[Turn]) -> Update:
        return {self.turns: turns, self.chat: chat_messages(turns)}

    def _show_all(self, turns: list[Turn]) -> Update:
        return {**self._show_turns(turns), self.evidence: evidence_panel(turns)}

    def _show_buttons(self, *, answering: bool) -> Update:
        return {self.ask: gr.update(visible=not answering), self.stop: gr.update(visible=answering), self.hint: ""}


def serve(desk: Assistant, options: ListenOptions) -> None:
    """Serve the page until the process is told to stop, and print its address once it can be opened."""
    page = Page(desk).blocks
    address = _launch(page, options)
    told_to_stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: told_to_stop.set())
    sys.stdout.write(f"Parley is ready at {address.rstrip('/')}  (Ctrl-C stops it)\n")
    sys.stdout.flush()
    # Without a screen, Linux would open a browser for the terminal inside this one.
    screen = sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if options.browser and screen:
        webbrowser.open(address)
    told_to_stop.wait()
    page.close(verbose=False)


def _launch(page: gr.Blocks, options: ListenOptions) -> str:
    """Start the server on the first port that is free and return its address."""
    # A login makes the name harmless: a foreign site that rebinds its name has no session here.
    hosts = host_names(options.host) if options.login is None else frozenset()
    _, address, _ = page.launch(
        server_name=options.host,
        server_port=free_port(options.host, first=options.port),
        auth=options.login,
        prevent_thread_lock=True,
        quiet=True,
        ssr_mode=False,
        share=False,
        show_error=True,
        max_file_size=LARGEST_FILE,
        footer_links=[],
        strict_cors=True,
        enable_monitoring=False,
        mcp_server=False,
        theme=_theme(),
        head=head(),
        app_kwargs={"middleware": [Middleware(Guard, hosts=hosts)], "openapi_url": None},
    )
    return address


def _theme() -> gr.themes.Base:
    sans = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "DejaVu Sans", "sans-serif"]
    mono = ["ui-monospace", "DejaVu Sans Mono", "monospace"]
    # Names as strings are local fonts; the theme's own default would ask a font host.
    theme = gr.themes.Base(primary_hue="blue", neutral_hue="slate", font=sans, font_mono=mono)
    return theme.set(
        button_primary_background_fill="#1f4e79", button_primary_background_fill_hover="#173c5e",
        button_primary_background_fill_dark="#2f6496", button_primary_background_fill_hover_dark="#3a74ab",
        button_primary_text_color="#ffffff", button_primary_text_color_dark="#ffffff",
    )  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``parley ui`` and return its exit code: 0 stopped by the user, 2 wrong use, 3 could not run."""
    options = read_options(argv)
    try:
        free_port(options.host, first=options.port)  # what cannot work is said before anything is opened
        with Assistant.from_settings(samples=options.samples) as desk:
            if options.samples and not desk.store_settings.path.exists():
                sys.stderr.write("Reading the sample documents\n")
            # Opens the store (and fills that of the samples), so that what is wrong with it is said here and now.
            desk.status()
            serve(desk, options)
    except KeyboardInterrupt:
        return 0
    except ParleyError as error:
        sys.stderr.write(f"parley ui: {error}\n")
        return error.exit_code
    except OSError as error:
        reason = f"cannot listen on {options.host}: {error}. Choose another --host or --port."
        sys.stderr.write(f"parley ui: {reason}\n")
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
