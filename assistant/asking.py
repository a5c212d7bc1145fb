"""What is refused before anything is looked for: an empty question, one as long as a book, a search in nothing."""

from __future__ import annotations

from assistant.errors import QuestionError
from vectorstore import Filters, StoreMissing, VectorStore


def checked_question(question: str, *, longest: int) -> str:
    """Return the question on one line; ``longest`` is the most characters that it may have.

    Raises:
        QuestionError: if there is nothing in it, or too much.
    """
    asked = " ".join(question.split())
    if not any(character.isalnum() for character in asked):
        raise QuestionError("The question is empty: type what you want to know.")
    if len(asked) > longest:
        raise QuestionError(
            f"The question has {len(asked):,} characters, more than the {longest:,} that are read: shorten it,"
            " or ingest the text as a document and ask about it."
        )
    return asked


def check_searchable(store: VectorStore, filters: Filters) -> None:
    """Refuse to search nothing: an empty store or filters that fit no document are no "I don't know".

    Raises:
        StoreMissing: if the store is empty.
        QuestionError: if no document fits ``filters``.
    """
    if store.receipt(filters).documents:
        return
    if not store.receipt().documents:
        raise StoreMissing(f"The store in {store.path} is empty: fill it with `parley ingest PATH...`.")
    raise QuestionError("No document fits the outlet and dates asked for: widen them, or see `parley status`.")
