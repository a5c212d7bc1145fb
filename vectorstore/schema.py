"""The tables of the library, made of the fields of the records."""

from __future__ import annotations

from vectorstore.records import Chunk, Entity, SourceDocument, Statement
from vectorstore.rows import column_list

# Raised with each change that an older Parley cannot read.
FORMAT = 1

# Every column that a receipt reads: without it SQLite walks through the texts to reach the columns behind them.
# It also comes into stores that were made before there was one; an older Parley reads on beside it.
DOCUMENT_INDEX = """
CREATE INDEX IF NOT EXISTS document_receipts ON documents (publisher, published_on, document_id)
"""

# Under which text's vector each statement is in the index; also added to stores that were made before there was one.
SPOKEN_TABLE = """
CREATE TABLE IF NOT EXISTS spoken (
    spoken_key TEXT PRIMARY KEY, document_id TEXT NOT NULL, text_hash TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS spoken_documents ON spoken (document_id);
CREATE INDEX IF NOT EXISTS spoken_hashes ON spoken (text_hash);
"""

# What found the statements of a document, for the text that it had then: an older Parley writes past this table.
EXTRACTED_TABLE = """
CREATE TABLE IF NOT EXISTS extracted (
    document_id TEXT PRIMARY KEY, content_hash TEXT NOT NULL, method TEXT NOT NULL
) WITHOUT ROWID
"""

SCHEMA = f"""
CREATE TABLE manifest (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents ({column_list(SourceDocument)}, PRIMARY KEY (document_id));
{DOCUMENT_INDEX};
{SPOKEN_TABLE}
{EXTRACTED_TABLE};
CREATE TABLE chunks (number INTEGER PRIMARY KEY, {column_list(Chunk)}, text_hash TEXT NOT NULL);
CREATE UNIQUE INDEX chunk_ids ON chunks (chunk_id);
CREATE INDEX chunk_documents ON chunks (document_id, number);
CREATE INDEX chunk_hashes ON chunks (text_hash);
CREATE TABLE statements (number INTEGER PRIMARY KEY, {column_list(Statement)});
CREATE INDEX statement_documents ON statements (document_id, number);
CREATE TABLE entities (number INTEGER PRIMARY KEY, {column_list(Entity)});
CREATE INDEX entity_documents ON entities (document_id, number);
CREATE TABLE duplicates (document_id TEXT PRIMARY KEY, repeats TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE pending (document_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE vectors (model TEXT, text_hash TEXT, vector BLOB NOT NULL, PRIMARY KEY (model, text_hash))
WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (
    text, heading, title, content='chunks', content_rowid='number',
    tokenize='porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER chunk_added AFTER INSERT ON chunks BEGIN
    INSERT INTO words (rowid, text, heading, title) VALUES (new.number, new.text, new.heading, new.title);
END;
CREATE TRIGGER chunk_removed AFTER DELETE ON chunks BEGIN
    INSERT INTO words (words, rowid, text, heading, title)
    VALUES ('delete', old.number, old.text, old.heading, old.title);
END;
"""
