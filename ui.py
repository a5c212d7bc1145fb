"""The web page: a chat over one ``Assistant``, the evidence beside it, and the documents in the store.

Run it with ``parley ui`` or ``python ui.py``. This file wires Gradio's components together and serves them; what they
show and do is in ``assistant.page``. The page makes no request to any other address: fonts are the system's, scripts
are Gradio's own files, and a Content-Security-Policy header forbids the rest.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import gradio as gr  # noqa: TID251
from starlette.middleware import Middleware

from assistant import Assistant
from assistant.page.assets import BUTTON_COLOURS, MONO, SANS, head
from assistant.page.conversation import Turn, chat_messages, evidence_panel
from assistant.page.documents import document_list, open_document
from assistant.page.examples import ExampleQuestions
from assistant.page.guard import Guard
from assistant.page.header import TITLE, WELCOME, mode_badge
from assistant.page.listen import ListenOptions, free_port, host_names
from assistant.page.reports import report
from assistant.page.serving import run, wait_until_stopped
from assistant.page.tables import record_tables
from assistant.page.talk import Change, Talk
from assistant.page.uploads import FORMATS, LARGEST_FILE, Uploads
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
        self._talk = Talk(desk, room=WaitingRoom())
        self._uploads = Uploads(desk)
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
        # A value, not a function that makes one: Gradio would call that when the page loads, as an event like any
        # other, and a question that is asked before it has run would be forgotten.
        self.turns = gr.State([])
        with gr.Column(elem_id="pa-talk"):
            self.chat = gr.Chatbot(
                label="Conversation",
                show_label=False,
                elem_id="pa-chat",
                height="100%",
                buttons=[],
                latex_delimiters=[],
                allow_tags=False,
                feedback_options=("Like", "Dislike"),
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
        self.own = gr.State(frozenset[str]())
        with gr.Column(elem_id="pa-side"), gr.Tabs():
            with gr.Tab("Evidence"):
                self.evidence = gr.HTML(evidence_panel([]), elem_id="pa-evidence", apply_default_css=False)
            with gr.Tab("Positions") as self.records_tab:
                self.records = gr.HTML(elem_id="pa-records", apply_default_css=False)
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
        self.records_tab.select(self._list_records, outputs=self.records, queue=False, **PRIVATE)
        read, shown = [self.files, self.own], [self.report, self.files, self.own]
        taken = self.files.upload(self._take, inputs=read, outputs=shown, concurrency_limit=2, **PRIVATE)
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
        begin, end = self._step(self._talk.begin), self._step(self._talk.end)
        stop, clear = self._step(self._talk.stop), self._step(self._talk.clear)
        for trigger, source in sources:
            shown = trigger(begin, inputs=[source, self.turns], outputs=begun, queue=False, **PRIVATE)
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
            answered.then(end, inputs=self.turns, outputs=everything, queue=False, **PRIVATE)
        # Not with Gradio's ``cancels``: it does not wait for the update on its way, which then brings back a turn
        # that nobody answers. The answer stops by itself instead.
        self.stop.click(stop, inputs=self.turns, outputs=everything, queue=False, **PRIVATE)
        self.clear.click(clear, inputs=self.turns, outputs=everything, queue=False, **PRIVATE)
        self.chat.like(self._rate, inputs=self.turns, outputs=self.hint, queue=False, **PRIVATE)
        to_top = "() => { const side = document.getElementById('pa-side'); if (side) side.scrollTop = 0; }"
        self.evidence.change(None, js=to_top, queue=False, **PRIVATE)

    def _list_records(self) -> str:
        return record_tables(self._desk)

    def _list_documents(self) -> str:
        return document_list(self._desk)

    def _show_examples(self) -> Update:
        found = dict(zip(self.examples, self._questions.current(), strict=False))
        return {button: gr.update(value=found.get(button, ""), visible=button in found) for button in self.examples}

    def _take(self, paths: list[str] | None, own: frozenset[str]) -> Iterator[Update]:
        if not paths:
            yield UNCHANGED
            return
        yield {self.report: report(f"Files to read: {len(paths)}", good=True)}
        said, now_own = self._uploads.take(paths, own=own)
        yield {self.report: said, self.files: None, self.own: now_own}

    def _respond(self, turns: list[Turn]) -> Iterator[Update]:
        for change in self._talk.respond(turns):
            yield self._update(change)

    def _rate(self, turns: list[Turn], rating: gr.LikeData) -> Update:
        if not isinstance(rating.liked, bool) or not isinstance(rating.index, int):
            return UNCHANGED
        return self._update(self._talk.rate(turns, message=rating.index, good=rating.liked))

    def _step(self, step: Callable[..., Change]) -> Callable[..., Update]:
        return lambda *values: self._update(step(*values))

    def _update(self, change: Change) -> Update:
        new: Update = {}
        if change.turns is not None:
            new |= {self.turns: change.turns, self.chat: chat_messages(change.turns)}
        if change.panel is not None:
            new[self.evidence] = change.panel
        if change.answering is not None:
            new |= {self.ask: gr.update(visible=not change.answering), self.stop: gr.update(visible=change.answering)}
        if change.hint is not None:
            new[self.hint] = change.hint
        if change.welcome is not None:
            new |= {self.question: "", self.example_box: gr.update(visible=change.welcome)}
        return new or UNCHANGED


def serve(desk: Assistant, options: ListenOptions) -> None:
    """Serve the page until the process is told to stop, and print its address once it can be opened."""
    page = Page(desk).blocks
    address = _launch(page, options)
    wait_until_stopped(address, browser=options.browser)
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
    theme = gr.themes.Base(primary_hue="blue", neutral_hue="slate", font=list(SANS), font_mono=list(MONO))
    return theme.set(**BUTTON_COLOURS)


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``parley ui`` and return its exit code: 0 stopped by the user, 2 wrong use, 3 could not run."""
    return run(argv, serve=serve)


if __name__ == "__main__":
    sys.exit(main())
