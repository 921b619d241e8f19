"""Word files built part by part, for what no library writes: numbering, revisions, boxes, notes, damage."""

from __future__ import annotations

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (f'xmlns:w="{W}" xmlns:r="{RELATIONS}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
              'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" '
              'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
              'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"')
PARTS = {"numbering": "numbering", "styles": "styles", "footnotes": "footnotes", "endnotes": "endnotes", "settings": "settings",
         "comments": "comments", "header1": "header", "footer1": "footer", "hdr": "hdr", "ftr": "ftr"}
ROOTS = {"header1": "hdr", "footer1": "ftr"}


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip file of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def word(body: str, extra: dict[str, bytes] | None = None, relations: str = "", strict: bool = False, **parts: str) -> bytes:
    """A docx with this body; each further part by its name, given as the XML inside its root element."""
    files: dict[str, str] = {"word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"}
    links = relations
    for number, (name, xml) in enumerate(parts.items(), 1):
        root = ROOTS.get(name, name)
        files[f"word/{name}.xml"] = f"<w:{root} {NAMESPACES}>{xml}</w:{root}>"
        links += f'<Relationship Id="rId{number}" Type="{RELATIONS}/{PARTS[name]}" Target="{name}.xml"/>'
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    files["word/_rels/document.xml.rels"] = f'<Relationships xmlns="{package}">{links}</Relationships>'
    files["_rels/.rels"] = (f'<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{RELATIONS}/officeDocument" '
                            'Target="word/document.xml"/></Relationships>')
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    files["[Content_Types].xml"] = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{kind}.document.main+xml"/>'
        + "".join(f'<Override PartName="/word/{name}.xml" ContentType="{kind}.{PARTS[name]}+xml"/>' for name in parts) + "</Types>")
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    data = {name: (head + (xml.replace(W, STRICT) if strict else xml)).encode() for name, xml in files.items()}
    return packed({**data, **(extra or {})})


def p(text: str = "", properties: str = "", raw: str = "") -> str:
    """A paragraph with this text, these properties (XML inside pPr) and this XML after the text."""
    run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{run}{raw}</w:p>"


def numbered(text: str, num: int, level: int = 0) -> str:
    """A paragraph with automatic numbering."""
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


def level(at: int, form: str, text: str, start: int = 1, more: str = "") -> str:
    """One level of a list."""
    return (f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>')


def lists(*levels: str, more: str = "") -> str:
    """A numbering part with one list (numId 1) of these levels, and whatever follows."""
    return (f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
            f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{more}')


def table(*rows: str) -> str:
    """A table of these rows."""
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def row(*cells: str | tuple[str, str], properties: str = "") -> str:
    """A row; a cell is its text, or its text and its properties (XML inside tcPr), or XML that begins with <."""
    said = []
    for cell in cells:
        text, own = cell if isinstance(cell, tuple) else (cell, "")
        said.append(f"<w:tc><w:tcPr>{own}</w:tcPr>{text if text.startswith('<') else p(text)}</w:tc>")
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(said)}</w:tr>"
