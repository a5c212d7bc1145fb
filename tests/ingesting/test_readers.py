"""Readers, on real files written here and on the samples that come with the package."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import docx
import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

import ingest
from ingest.blocks import DocumentFields, RawDocument
from ingest.errors import UnreadableDocument
from ingest.metadata import parse_date, sidecar_fields, stated_fields
from ingest.readers import SUFFIXES, read
from ingest.readers.markdown import read_markdown

SAMPLES = Path(ingest.__file__).parent / "samples"


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def shape(document: RawDocument) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in document.blocks]


def pdf(pages: Sequence[Sequence[tuple[float, float, str]]]) -> bytes:
    """A PDF of lines, each with its height on the page, type size and text."""
    writer = PdfWriter()
    for lines in pages:
        page = writer.add_blank_page(width=600, height=800)
        content = "".join(f"BT /F1 {size} Tf 70 {y} Td ({text}) Tj ET\n" for y, size, text in lines)
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        stream = DecodedStreamObject()
        stream.set_data(content.encode("latin-1"))
        page[NameObject("/Contents")] = writer._add_object(stream)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


# --- text


def test_text_parts_title_paragraphs_and_headings(tmp_path: Path) -> None:
    text = "Talks: a first round\n\nThe delegations met\nfor four hours.\n\nOpen points\n\nThe price.\nA term.\n"
    assert shape(read(written(tmp_path, "a.txt", text))) == [
        ("heading", "Talks: a first round"),
        ("paragraph", "The delegations met for four hours."),
        ("heading", "Open points"),
        ("paragraph", "The price. A term."),
    ]


def test_text_gives_each_turn_its_own_paragraph(tmp_path: Path) -> None:
    text = "CHAIR: Welcome.\nMINISTER ROE: Thank you, and\nlet me begin.\nQUESTION (The Mail): Will you pay?\n"
    assert [text for _, text in shape(read(written(tmp_path, "a.txt", text)))] == [
        "CHAIR: Welcome.",
        "MINISTER ROE: Thank you, and let me begin.",
        "QUESTION (The Mail): Will you pay?",
    ]


def test_a_label_with_an_affiliation_opens_a_paragraph_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "ANN MOEN: The bridge is open.\nOSCAR VIDAL, RIVER COUNCIL: It is not.\nPress room, Lund: empty.\n"
    )
    assert [block.text.split(":")[0] for block in read(tmp_path / "a.txt").blocks][:2] == [
        "ANN MOEN",
        "OSCAR VIDAL, RIVER COUNCIL",
    ]


def test_text_takes_the_lines_at_its_head_as_fields(tmp_path: Path) -> None:
    text = "Publisher: The Mail\nPublished: 3 March 2026\nTitle: First round\n\nThe delegations met.\n"
    document = read(written(tmp_path, "a.txt", text))
    assert document.fields == DocumentFields(title="First round", publisher="The Mail", published_on=date(2026, 3, 3))
    assert shape(document) == [("paragraph", "The delegations met.")]


def test_text_keeps_a_date_line_that_cannot_be_used(tmp_path: Path) -> None:
    document = read(written(tmp_path, "a.txt", "Date: Monday\n\nThe delegations met.\n"))
    assert document.fields.published_on is None
    assert "Monday" in document.blocks[0].text


def test_text_lists_are_list_items(tmp_path: Path) -> None:
    text = "The offer is this, in short.\n\n- first the water,\n  all of it\n- then the bridge\n"
    kinds = shape(read(written(tmp_path, "a.txt", text)))
    assert kinds[1:] == [("list_item", "first the water, all of it"), ("list_item", "then the bridge")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_text_of_every_encoding_is_the_same(tmp_path: Path, encoding: str) -> None:
    text = "The minister said “no” in the café on Tuesday, and naïve hopes ended there. " * 5
    document = read(written(tmp_path, "a.txt", text.encode(encoding)))
    assert document.blocks[0].text == text.strip()
    assert bool(document.warnings) == (encoding in ("utf-16-le", "utf-16-be", "cp1252"))


@pytest.mark.parametrize(
    ("sentence", "encoding"),
    [
        ("Premier powiedział, że rząd przyjmie warunki, jeśli zostaną spełnione żądania. ", "cp1250"),
        ("Ministr řekl, že vláda nepřijme žádné podmínky, dokud nebude most otevřen. ", "cp1250"),
        ("Le ministre a déclaré que l’été serait très sec et qu’il ne céderait pas. ", "cp1252"),
        ("El señor ministro dijo que mañana habría una reunión según la decisión. ", "cp1252"),
        ("Президент сказал, что вопрос о станции остаётся открытым до встречи. ", "cp1251"),
    ],
)
def test_letters_of_older_encodings_are_guessed_right(tmp_path: Path, sentence: str, encoding: str) -> None:
    path = written(tmp_path, "a.txt", (sentence * 5).encode(encoding))
    assert read(path).blocks[0].text == (sentence * 5).strip()


def test_damaged_utf8_is_read_with_a_note(tmp_path: Path) -> None:
    document = read(written(tmp_path, "a.txt", "naïve talks, a café".encode() + b"\xe2\x80"))
    assert document.blocks[0].text.startswith("naïve talks, a café")
    assert document.warnings


# --- dates, datelines, sidecars


@pytest.mark.parametrize(
    "text",
    [
        "2025-12-29",
        "2025-12-29T08:00:00+01:00",
        "2025-12-29 08:00",
        "December 29, 2025",
        "Dec. 29, 2025",
        "29 December 2025",
        "29th of December 2025",
        "Monday, 29 December 2025, 18:30",
        "Mon, 29 Dec 2025 10:00:00 GMT",
    ],
)
def test_dates_without_doubt_are_read(text: str) -> None:
    assert parse_date(text) == date(2025, 12, 29)


@pytest.mark.parametrize("text", ["", "03/04/2026", "Dec. 29", "2025", "31 February 2025", "2025-13-01", "soon"])
def test_other_dates_are_not_guessed(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("line", "publisher", "published_on"),
    [
        ("KYIV, 29 December 2025 (Sample desk) — Two questions are open.", "Sample desk", date(2025, 12, 29)),
        ("KYIV, Dec. 29 (Agency) — Two questions are open.", "Agency", None),
        ("PORT CALLIS, March 2 (QPA) - The talks began on Monday.", "QPA", None),
        ("NATO (the alliance) is not a place, and this is a sentence.", None, None),
        ("Old customs house, Port Callis, 10 March 2026", None, date(2026, 3, 10)),
        ("The talks of 10 March 2026 failed.", None, None),
    ],
)
def test_datelines_give_date_and_agency(line: str, publisher: str | None, published_on: date | None) -> None:
    fields = stated_fields([line])
    assert (fields.publisher, fields.published_on) == (publisher, published_on)


def test_a_newspaper_between_a_byline_and_a_day_is_the_publisher(tmp_path: Path) -> None:
    text = "Ferrymen leave\n\nBy Ann Holm\nThe Lund Courier\nMarch 4, 2026\n\nLUND — Some 80 ferrymen left.\n"
    fields = read(written(tmp_path, "a.txt", text)).fields
    assert (fields.publisher, fields.published_on) == ("The Lund Courier", date(2026, 3, 4))


@pytest.mark.parametrize(
    "lines",
    [
        ["By Ann Holm", "Port Callis", "March 4, 2026"],
        ["By Ann Holm", "Science Editor", "March 4, 2026"],
        ["By Ann Holm", "The Lund Courier", "It rained all day."],
        ["Ann Holm", "The Lund Courier", "March 4, 2026"],
    ],
)
def test_what_is_no_newspaper_or_stands_elsewhere_is_no_publisher(lines: list[str]) -> None:
    assert stated_fields(lines).publisher is None


def test_sidecar_fields_go_before_those_of_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, "a.md", "---\ntitle: Own\nlanguage: no\n---\nText.\n")
    written(tmp_path, "a.md.meta.yaml", "title: Given\ndate: 2026-03-14\n")
    fields = sidecar_fields(path).or_else(read(path).fields)
    assert fields == DocumentFields(title="Given", published_on=date(2026, 3, 14), language="no")


@pytest.mark.parametrize(
    "content", ["- a\n- b\n", "date: soon\n", "title: [\n", "language: 'English, mostly'\n", "x" * 20_000]
)
def test_broken_sidecar_is_refused_with_its_name(tmp_path: Path, content: str) -> None:
    path = written(tmp_path, "a.txt", "Text.")
    written(tmp_path, "a.txt.meta.yaml", content)
    with pytest.raises(UnreadableDocument, match=r"a\.txt\.meta\.yaml"):
        sidecar_fields(path)


# --- markdown


def test_markdown_loses_its_markup(tmp_path: Path) -> None:
    text = """---
title: 'A: b'
outlet: The Mail
date: 2026-03-14
---
# A *first* round

See [the paper](http://x.example/y) and ![chart](c.png)**both** `gates`.

* one
* two

| Side | Offer |
|---|---|
| North | 300 |

<script>steal()</script>

<!-- note -->
"""
    document = read(written(tmp_path, "a.md", text))
    assert shape(document) == [
        ("heading", "A first round"),
        ("paragraph", "See the paper and both gates."),
        ("list_item", "one"),
        ("list_item", "two"),
        ("table_row", "Side | Offer"),
        ("table_row", "North | 300"),
    ]
    assert document.fields == DocumentFields(title="A: b", publisher="The Mail", published_on=date(2026, 3, 14))


def test_markdown_runs_no_code_from_front_matter(tmp_path: Path) -> None:
    target = tmp_path / "made"
    text = f"---\ntitle: !!python/object/apply:os.mkdir ['{target}']\n---\nText.\n"
    document = read(written(tmp_path, "a.md", text))
    assert document.fields.title is None
    assert not target.exists()


@pytest.mark.parametrize("text", ["[" * 20_000 + " end", "*a_" * 20_000, ">" * 5_000 + " end"])
def test_markdown_made_to_choke_the_parser_is_read_as_text(tmp_path: Path, text: str) -> None:
    document = read(written(tmp_path, "a.md", text))
    assert document.blocks[-1].text == text
    assert document.warnings


# --- html


def test_html_gives_the_article_and_its_fields(tmp_path: Path) -> None:
    page = """<!DOCTYPE html><html lang="en-GB"><head><title>First round | The Mail</title>
      <script type="application/ld+json">{"@type": "NewsArticle", "headline": "First round",
        "datePublished": "2026-03-13T16:05:00+01:00", "publisher": {"name": "The Mail"}}</script></head><body>
      <header><nav><a href="/">Home</a></nav></header><main><article><h1>First round</h1>
      <p>The delegations <b>met</b><br>for four hours.</p><ul><li>water</li></ul>
      <table><tr><th>Side</th><th>Offer</th></tr><tr><td>North</td><td>300</td></tr></table>
      <aside>Read more</aside><form>Subscribe</form></article></main><footer>Imprint</footer></body></html>"""
    document = read(written(tmp_path, "a.html", page))
    assert shape(document) == [
        ("heading", "First round"),
        ("paragraph", "The delegations met for four hours."),
        ("list_item", "water"),
        ("table_row", "Side | Offer"),
        ("table_row", "North | 300"),
    ]
    assert document.fields == DocumentFields(
        title="First round", publisher="The Mail", published_on=date(2026, 3, 13), language="en"
    )


@pytest.mark.parametrize(
    "attributes",
    [
        "hidden",
        'aria-hidden="true"',
        'style="display: none"',
        'style="visibility:hidden"',
        'style="font-size:0px"',
        'style="opacity:0"',
        'style="position:absolute;left:-9999px"',
        'style="color:#fff;background:#FFF"',
        'class="gone"',
    ],
)
def test_html_leaves_out_what_a_reader_of_the_page_does_not_see(tmp_path: Path, attributes: str) -> None:
    page = f"<style>.gone {{ display: none }}</style><p>Seen.</p><p {attributes}>Unseen.</p>"
    document = read(written(tmp_path, "a.html", page))
    assert shape(document) == [("paragraph", "Seen.")]
    assert document.warnings


def test_html_small_letters_are_not_hidden(tmp_path: Path) -> None:
    page = '<p style="font-size:0.8em">Seen.</p><p style="opacity:0.9">Seen too.</p>'
    assert len(read(written(tmp_path, "a.html", page)).blocks) == 2


def test_html_nested_beyond_the_stack_is_read(tmp_path: Path) -> None:
    page = "<div>" * 5_000 + "Deep." + "</div>" * 5_000
    assert "Deep." in read(written(tmp_path, "a.html", page)).blocks[0].text


def test_html_without_words_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument):
        read(written(tmp_path, "a.html", "<html><body><div id=app></div><script>render()</script></body></html>"))


# --- docx


def test_docx_keeps_order_kinds_and_title(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "First round"
    document.core_properties.author = "A person"
    document.add_heading("First round", 0)
    document.add_paragraph("The delegations met.")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "North", "300"
    document.add_heading("Open", 2)
    document.add_paragraph("the price", style="List Bullet")
    document.add_paragraph("secret").runs[0].font.hidden = True
    document.save(str(tmp_path / "a.docx"))
    read_back = read(tmp_path / "a.docx")
    assert shape(read_back) == [
        ("heading", "First round"),
        ("paragraph", "The delegations met."),
        ("table_row", "North | 300"),
        ("heading", "Open"),
        ("list_item", "the price"),
    ]
    assert read_back.fields == DocumentFields(title="First round")
    assert [block.level for block in read_back.blocks if block.kind == "heading"] == [1, 2]
    assert read_back.warnings


def with_body(data: bytes, body: bytes) -> bytes:
    """The Word file with another body."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, body if entry.filename == "word/document.xml" else old.read(entry))
    return target.getvalue()


@pytest.mark.parametrize(
    "body", [b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]><d>&a;</d>', b"<d>", b" " * 60_000_000]
)
def test_docx_with_a_hostile_body_is_refused(tmp_path: Path, body: bytes) -> None:
    plain = io.BytesIO()
    docx.Document().save(plain)
    with pytest.raises(UnreadableDocument):
        read(written(tmp_path, "a.docx", with_body(plain.getvalue(), body)))


# --- pdf


def test_pdf_joins_lines_and_drops_what_its_pages_repeat(tmp_path: Path) -> None:
    first = [
        (780, 8, "The Mail | Issue 4"),
        (740, 18, "First round"),
        (700, 11, "The delegations met for four hours in the old cus-"),
        (686, 11, "toms house and agreed on nothing at all, it was"),
        (672, 11, "said."),
        (646, 11, "The second paragraph has one line only."),
        (40, 8, "Page 1 of 2"),
    ]
    second = [
        (780, 8, "The Mail | Issue 4"),
        (740, 14, "What is open"),
        (700, 11, "The price, the term and"),
        (686, 11, "the bridge."),
        (40, 8, "Page 2 of 2"),
    ]
    document = read(written(tmp_path, "a.pdf", pdf([first, second])))
    assert shape(document) == [
        ("heading", "First round"),
        (
            "paragraph",
            "The delegations met for four hours in the old customs house and agreed on nothing at all, it was said.",
        ),
        ("paragraph", "The second paragraph has one line only."),
        ("heading", "What is open"),
        ("paragraph", "The price, the term and the bridge."),
    ]
    assert document.fields.title == "First round"


def test_pdf_with_a_password_and_pdf_without_text_are_refused(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(width=100, height=100)
    writer.write(tmp_path / "scan.pdf")
    with pytest.raises(UnreadableDocument):
        read(tmp_path / "scan.pdf")
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "locked.pdf")
    with pytest.raises(UnreadableDocument, match="password"):
        read(tmp_path / "locked.pdf")


# --- what is no document, and the samples

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", b""),
        ("a.txt", b" \n\t\n"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(100)),
        ("a.txt", b"\x7fELF" + bytes(100)),
        ("a.txt", b"%PDF-1.4\n"),
        ("a.txt", bytes(range(256)) * 20),
        ("a.md", b"PK\x03\x04" + bytes(100)),
        ("a.html", b"GIF89a" + bytes(100)),
        ("a.pdf", b"<html><p>Text.</p></html>"),
        ("a.pdf", b"%PDF-"),
        ("a.docx", b"Text."),
        ("a.docx", OLE),
        ("a.docx", b"PK\x03\x04" + bytes(100)),
        ("a.xyz", b"Text."),
    ],
)
def test_what_is_no_document_of_its_kind_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read(written(tmp_path, name, content))
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument):
        read(tmp_path / "gone.txt")


@pytest.mark.parametrize(
    "path", sorted(path for path in SAMPLES.rglob("*") if path.suffix in SUFFIXES), ids=lambda path: path.name
)
def test_every_sample_says_its_title_publisher_and_date(path: Path) -> None:
    document = read(path)
    fields = sidecar_fields(path).or_else(document.fields)
    assert fields.title
    assert fields.publisher
    assert fields.published_on
    assert document.warnings == ()
    # The names of the files carry the day of publication.
    if path.name[:4].isdigit():
        assert path.name.startswith(fields.published_on.isoformat())


def test_front_matter_as_people_write_it_is_read() -> None:
    fields = b"title: Strike at Norvair: what we know\npublisher: Morning Ledger\ndate: 2026-11-05\n"
    data = b"---\n" + fields + b"---\nFlights stop.\n"
    read = read_markdown(data)
    assert read.fields.title == "Strike at Norvair: what we know"
    assert (read.fields.publisher, str(read.fields.published_on)) == ("Morning Ledger", "2026-11-05")
    assert read.warnings == ()


@pytest.mark.parametrize("bad", ["title: [open: x: y", "title: a: b\n  nested: c", 'title: "a: b\npublisher: c'])
def test_front_matter_that_is_neither_yaml_nor_plain_lines_is_told(bad: str) -> None:
    read = read_markdown(f"---\n{bad}\n---\nFlights stop.\n".encode())
    assert read.fields.title is None
    assert len(read.warnings) == 1
