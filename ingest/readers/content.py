"""What the bytes of a file are: its kind by the first bytes, its characters by the encoding."""

from __future__ import annotations

from typing import Final

import charset_normalizer

from ingest.errors import UnreadableDocument

# First bytes, what they mean, and the suffix under which such a file is read ("" for never).
_SIGNATURES: Final[tuple[tuple[bytes, str, str], ...]] = (
    (b"%PDF-", "a PDF", ".pdf"),
    (b"PK\x03\x04", "a zip archive or an Office file", ".docx"),
    (b"PK\x05\x06", "an empty zip archive", ""),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (.doc) or one with a password", ""),
    (b"\x89PNG\r\n\x1a\n", "a PNG image", ""),
    (b"\xff\xd8\xff", "a JPEG image", ""),
    (b"GIF8", "a GIF image", ""),
    (b"II*\x00", "a TIFF image", ""),
    (b"MM\x00*", "a TIFF image", ""),
    (b"\x7fELF", "a program", ""),
    (b"MZ\x90\x00", "a program", ""),
    (b"\x1f\x8b\x08", "a gzip archive", ""),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", ""),
    (b"Rar!\x1a\x07", "a rar archive", ""),
    (b"SQLite format 3\x00", "a database", ""),
    (b"{\\rtf", "a rich text (RTF) file", ""),
    (b"OggS", "a sound file", ""),
    (b"ID3", "a sound file", ""),
    (b"\x80\x04\x95", "a Python pickle", ""),
)
_MARKS: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_TEXT_CONTROLS: Final = frozenset(b"\t\n\r\x0b\x0c\x1b\x08\x85")
_LATIN_TABLES: Final = frozenset(
    {"cp1250", "cp1252", "cp1257", "latin_1", "iso8859_2", "iso8859_15", "iso8859_16", "mac_latin2"}
)
_CENTRAL_LANGUAGES: Final = frozenset({"Polish", "Czech", "Slovak", "Hungarian", "Slovene", "Croatian", "Romanian"})
_SAMPLE: Final = 65_536


def check_content(data: bytes, *, suffix: str) -> None:
    """Check that the bytes can be a file of the kind that ``suffix`` says.

    Raises:
        UnreadableDocument: empty, or another kind of file.
    """
    if not data.strip(b" \t\r\n\x0b\x0c"):
        raise UnreadableDocument("there is no text in it: the file is empty; leave it out")
    for signature, meaning, right_suffix in _SIGNATURES:
        if not data.startswith(signature) or suffix == right_suffix:
            continue
        if right_suffix:
            raise UnreadableDocument(f"it is named {suffix} but is {meaning}; name it {right_suffix}, or leave it out")
        if suffix == ".docx" and meaning.startswith("an old"):
            raise UnreadableDocument(_legacy_office(data))
        if suffix in (".pdf", ".docx"):
            raise UnreadableDocument(
                f"it is named {suffix} but is {meaning}; leave it out, or export it again as {suffix}"
            )
        raise UnreadableDocument(f"it is not text but {meaning}; leave it out, or save its text as .txt")
    if suffix == ".docx" and not data.startswith(b"PK"):
        raise UnreadableDocument("it is named .docx but is no Word file; save it again in Word as .docx, or as .txt")
    # Readers of PDF allow junk before the header, and many old files have it.
    if suffix == ".pdf" and b"%PDF-" not in data[:_SAMPLE]:
        raise UnreadableDocument("it is named .pdf but is no PDF; export it again as PDF, or give it its right name")


def _legacy_office(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "it is protected with a password; save it without the password"
    return "it is protected with a password or is an old Word file (.doc); save it as .docx without a password"


def decode(data: bytes, *, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Return the text of ``data`` and notes for the user, where the encoding had to be guessed.

    The order is: byte order mark, UTF-16 by its zero bytes, strict UTF-8, the declared encoding, a guess.

    Raises:
        UnreadableDocument: the bytes are not text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(data.decode(encoding, "replace"))
    wide = _utf16(data)
    if wide is not None:
        text, _ = _checked(data.decode(wide, "replace"))
        return text, (f"guessed encoding: {wide}",)
    if _is_binary(data):
        raise UnreadableDocument("it is not text but binary data; leave it out, or save its text as .txt")
    try:
        return _checked(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    if declared:
        try:
            return _checked(data.decode(declared))
        except (LookupError, ValueError):
            pass  # the declaration is wrong: go by the bytes
    return _guessed(data)


def _guessed(data: bytes) -> tuple[str, tuple[str, ...]]:
    repaired = data.decode("utf-8", "replace")
    broken = repaired.count("\ufffd")
    whole = sum(character > "\x7f" for character in repaired) - broken
    # The guess goes by the language's letters; a sample is enough and keeps large files quick.
    wide = ["utf_16", "utf_32", "utf_7"]
    encoding = _likeliest(charset_normalizer.from_bytes(data[:_SAMPLE], cp_exclusion=wide))
    if whole >= broken or (whole and encoding is None):
        text, _ = _checked(repaired)
        return text, (f"{broken} broken characters: the file is damaged UTF-8",)
    encoding = encoding or "cp1252"
    text, _ = _checked(data.decode(encoding, "replace"))
    return text, (f"guessed encoding: {encoding}",)


def _likeliest(matches: charset_normalizer.CharsetMatches) -> str | None:
    best = matches.best()
    if best is None or best.encoding not in _LATIN_TABLES:
        return best.encoding if best is not None else None
    # The tables for Latin letters share most places, so a short text fits several of them equally well. Its
    # language is recognised through a wrong table too, and says which one it was written with.
    close = [match for match in matches if match.chaos <= best.chaos + 0.05]
    western = next((match for match in close if "cp1252" in match.could_be_from_charset), None)
    central = next((match for match in close if "cp1250" in match.could_be_from_charset), None)
    if central and (western is None or western.language in _CENTRAL_LANGUAGES):
        return "cp1250"
    return "cp1252" if western else best.encoding


def _checked(text: str) -> tuple[str, tuple[str, ...]]:
    notes = ("zero bytes were left out",) if "\x00" in text else ()
    return text.replace("\x00", ""), notes


def _utf16(data: bytes) -> str | None:
    sample = data[: _SAMPLE - _SAMPLE % 2]
    half = len(sample) // 2
    if half < 4:
        return None
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.3 and even < 0.05:
        return "utf-16-le"
    if even > 0.3 and odd < 0.05:
        return "utf-16-be"
    return None


def _is_binary(data: bytes) -> bool:
    sample = data[:_SAMPLE]
    controls = sum(byte < 32 and byte not in _TEXT_CONTROLS for byte in sample)
    return controls > 0.3 * len(sample) or (controls >= 16 and controls > 0.05 * len(sample))
