"""What a fetched file is called: the readers take a name's ending as a hint."""

from __future__ import annotations

import mimetypes
import re
from urllib.parse import parse_qs, unquote, urlsplit

ENDINGS = {"text/html": ".html", "application/pdf": ".pdf", "application/msword": ".doc", "text/plain": ".txt",
           "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx"}
MAGIC = ((b"%PDF", ".pdf"), (b"\xd0\xcf\x11\xe0", ".doc"))
KNOWN = re.compile(r"\.(?:s?html?|jhtml|pdf|docx?|xlsx?|wps|et|ofd|rtf|txt|zip|rar|jpe?g|png)$", re.I)


def name_of(url: str, media_type: str, title: str = "", disposition: str = "", head: bytes = b"") -> str:
    """A file name, with an ending that fits: what the site says (Content-Disposition, `filename=`), else the address, else
    the link's own words. Path separators and control characters are taken out."""
    parts = urlsplit(url)
    said = re.search(r"filename\*=(?:UTF-8'')?([^;]+)", disposition, re.I)
    plain = re.search(r'filename="?([^";]+)', disposition, re.I)
    given = [unquote(said.group(1)) if said else "", _latin(plain.group(1)) if plain else "",
             (parse_qs(parts.query).get("filename") or [""])[0], unquote(parts.path.rsplit("/", 1)[-1]), title]
    given = [clean(g) for g in given]
    name = next((g for g in given if KNOWN.search(g)), "") or next((g for g in given if g), "page")
    ending = next((e for magic, e in MAGIC if head.startswith(magic)), "") or ENDINGS.get(media_type) or (
        mimetypes.guess_extension(media_type) or "" if media_type and media_type != "application/octet-stream" else "")
    if media_type == "text/html" and re.search(r"\.s?html?$", name, re.I):
        return name
    known = KNOWN.search(name)
    if known and media_type != "text/html":
        return name
    return name + (ending or ".html")


def clean(name: str) -> str:
    """A name without path separators, control characters and leading dots, 120 characters at most."""
    return re.sub(r'[\x00-\x1f/\\:*?"<>|]+', " ", name).strip(" .")[-120:]


def _latin(name: str) -> str:
    """Servers send the bytes of a Chinese name as they are; HTTP reads them as Latin-1."""
    try:
        raw = name.encode("latin-1")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return unquote(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    return name
