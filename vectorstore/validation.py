"""What a document's parts have to fulfil before they are stored."""

from __future__ import annotations

from collections.abc import Sequence

from vectorstore.records import Chunk, Entity, SourceDocument, Statement


def checked_document(
    document: SourceDocument,
    *,
    chunks: Sequence[Chunk],
    statements: Sequence[Statement],
    entities: Sequence[Entity],
) -> None:
    """Raise ``ValueError`` for the first part that does not belong to ``document`` or does not fit its text.

    Every quotation in an answer is cut by these offsets, so a wrong one must never be stored.
    """
    if not document.document_id:
        raise ValueError("A document needs a document_id.")
    seen: set[str] = set()
    for chunk in chunks:
        _check_place(document, chunk, chunk.text, f"chunk {chunk.chunk_id!r}")
        if chunk.chunk_id in seen:
            raise ValueError(f"Two chunks of {document.document_id!r} have the id {chunk.chunk_id!r}.")
        seen.add(chunk.chunk_id)
        for start, end in chunk.sentences:
            if not chunk.start <= start < end <= chunk.end:
                raise ValueError(f"A sentence ({start}, {end}) lies outside its chunk {chunk.chunk_id!r}.")
    for statement in statements:
        _check_place(document, statement, statement.content, f"statement {statement.statement_id!r}")
    for entity in entities:
        _check_place(document, entity, entity.text, f"entity {entity.text!r}")


def _check_place(document: SourceDocument, part: Chunk | Statement | Entity, text: str, name: str) -> None:
    if part.document_id != document.document_id:
        raise ValueError(f"The {name} belongs to {part.document_id!r}, not to {document.document_id!r}.")
    if not 0 <= part.start <= part.end or document.text[part.start : part.end] != text:
        raise ValueError(f"The {name} does not stand at {part.start}:{part.end} of {document.document_id!r}.")
