"""What the head of a web page says about it: Open Graph, schema.org, Dublin Core, <time>."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import Tag

from ingest.blocks import DocumentFields
from ingest.metadata import language_tag, parse_date

_DATES = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "citation_publication_date",
    "publish-date",
    "pubdate",
    "date",
)
_PUBLISHERS = ("og:site_name", "dc.publisher", "dcterms.publisher", "citation_publisher", "publisher")
_TITLES = ("og:title", "dc.title", "twitter:title")
_LINKED_DATA_CHARACTERS = 200_000


def page_fields(page: BeautifulSoup, content: Tag) -> DocumentFields:
    """Return the fields of a page; ``content`` is the element that holds the article."""
    said = _meta(page)
    linked = _linked_data(page)
    root = page.html
    title = _first(said, *_TITLES) or linked.title or _heading(content) or _title_tag(page)
    return DocumentFields(
        title=title,
        publisher=_first(said, *_PUBLISHERS) or linked.publisher,
        published_on=_date(said) or linked.published_on or _time(content),
        language=language_tag(_text(root.get("lang")) if root else None)
        or linked.language
        or language_tag(said.get("content-language")),
    )


def _meta(page: BeautifulSoup) -> dict[str, str]:
    said: dict[str, str] = {}
    for tag in page.find_all("meta", limit=300):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or tag.get("http-equiv")
        content = _text(tag.get("content"))
        if name and content:
            said.setdefault(str(name).lower(), content)
    return said


def _linked_data(page: BeautifulSoup) -> DocumentFields:
    fields = DocumentFields()
    for script in page.find_all("script", type="application/ld+json", limit=10):
        text = script.get_text()
        if len(text) > _LINKED_DATA_CHARACTERS:
            continue
        try:
            content = json.loads(text)
        except (ValueError, RecursionError):
            continue
        for thing in _things(content):
            fields = fields.or_else(_thing_fields(thing))
    return fields


def _things(content: Any) -> Iterator[dict[str, Any]]:
    items = content if isinstance(content, list) else [content]
    for item in items[:50]:
        if isinstance(item, dict):
            graph = item.get("@graph")
            yield from (part for part in (graph[:50] if isinstance(graph, list) else [item]) if isinstance(part, dict))


def _thing_fields(thing: dict[str, Any]) -> DocumentFields:
    if not thing.get("datePublished") and not thing.get("headline"):
        return DocumentFields()  # the site or the author, not the article
    publisher = thing.get("publisher")
    if isinstance(publisher, list):
        publisher = publisher[0] if publisher else None
    name = publisher.get("name") if isinstance(publisher, dict) else publisher
    return DocumentFields(
        title=_text(thing.get("headline")),
        publisher=_name(_text(name)),
        published_on=parse_date(_text(thing.get("datePublished")) or ""),
        language=language_tag(_text(thing.get("inLanguage"))),
    )


def _time(content: Tag) -> date | None:
    times = content.find_all("time", limit=20)
    marked = [tag for tag in times if tag.has_attr("pubdate") or tag.get("itemprop") == "datePublished"]
    for tag in [*marked, *times][:1]:
        return parse_date(_text(tag.get("datetime")) or tag.get_text(" ", strip=True))
    return None


def _date(said: dict[str, str]) -> date | None:
    return next((day for name in _DATES if (day := parse_date(said.get(name, "")))), None)


def _first(said: dict[str, str], *names: str) -> str | None:
    return next((text for name in names if (text := _name(said.get(name)))), None)


def _name(text: str | None) -> str | None:
    # Some pages give an address where the name belongs.
    return None if text is None or "://" in text else text


def _heading(content: Tag) -> str | None:
    headings = content.find_all("h1", limit=2)
    return _text(headings[0].get_text(" ")) if len(headings) == 1 else None


def _title_tag(page: BeautifulSoup) -> str | None:
    return _text(page.title.get_text()) if page.title else None


def _text(value: object) -> str | None:
    return " ".join(value.split())[:300] or None if isinstance(value, str) else None
