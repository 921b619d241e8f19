"""Older and other office files (doc, wps, rtf, odt; xls, et, xlsb, ods): converted by LibreOffice, then read as docx or xlsx.

LibreOffice runs without a window, in a profile and a folder of its own that are deleted afterwards, with macros, linked
content and the network off, and is ended with all it started when its time is up."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from corpus.model import Reading, UnreadableDocument
from pipeline.read import kind as kinds

SECONDS = 120
"""How long one conversion may take; a plan of 100 pages takes about five seconds."""
MAX_BYTES = 4 * 1024 * 1024 * 1024
"""Address space of the converter (it maps about 1.5 GB on starting)."""
MAX_OUTPUT = 64 * 1024 * 1024
TO_SHEET = frozenset({kinds.OLD_SHEET, kinds.OPEN_SHEET, kinds.BINARY_SHEET})
ENDINGS = {kinds.OLD_WORD: "doc", kinds.RTF: "rtf", kinds.OPEN_TEXT: "odt", kinds.OLD_SHEET: "xls", kinds.OPEN_SHEET: "ods",
           kinds.BINARY_SHEET: "xlsb"}
PLACES = ("/usr/bin", "/usr/local/bin", "/snap/bin", "/opt/libreoffice/program", "/Applications/LibreOffice.app/Contents/MacOS",
          r"C:\Program Files\LibreOffice\program", r"C:\Program Files (x86)\LibreOffice\program")
INSTALL = ("读取 {kind} 文件需要 LibreOffice：Debian/Ubuntu 用 apt-get install libreoffice-writer-nogui libreoffice-calc-nogui，其他系统见 "
           "libreoffice.org；或另存为 docx/xlsx 后再加入 (install LibreOffice, or save as docx/xlsx)")
# No macros, no linked or remote content, no first-start wizard (officecfg/registry/schema/org/openoffice).
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""


def find_office() -> str | None:
    """The LibreOffice program, None where it is not installed. `TIAOKUAN_SOFFICE` names another place."""
    named = os.environ.get("TIAOKUAN_SOFFICE")
    if named is not None:
        return named if named and os.access(named, os.X_OK) else None
    for program in ("soffice", "libreoffice"):
        if found := shutil.which(program):
            return found
    ends = (".exe", ".com") if os.name == "nt" else ("",)
    return next((str(Path(place, "soffice" + end)) for place in PLACES for end in ends if os.access(Path(place, "soffice" + end), os.X_OK)),
                None)


def read_office(data: bytes, name: str) -> Reading:
    """The blocks of a doc, wps, rtf, odt, xls, et, xlsb or ods file. Raises UnreadableDocument where it cannot be converted,
    and, with what to install, where LibreOffice is not there."""
    kind = kinds.media_type(data, name)
    target = "xlsx" if kind in TO_SHEET else "docx"
    if kind == kinds.RTF:
        data = _closed(data)
    converted = convert(data, name, ENDINGS.get(kind, "doc"), target)
    if target == "xlsx":
        from pipeline.read.xlsx import read_xlsx

        return read_xlsx(converted, name)
    from pipeline.read.docx import read_docx

    return read_docx(converted, name)


def _closed(rtf: bytes) -> bytes:
    """The file with an empty paragraph at its end: LibreOffice loses the list level of the last one."""
    end = rtf.rfind(b"}")
    return rtf if end < 0 else rtf[:end] + b"\\pard\\plain\\par" + rtf[end:]


def convert(data: bytes, name: str, ending: str, target: str, seconds: float = SECONDS) -> bytes:
    """The bytes of a file as LibreOffice writes them in another format (`target`: docx, xlsx, pdf, html …).

    `ending` says what the bytes are. Raises UnreadableDocument."""
    program = find_office()
    if program is None:
        raise UnreadableDocument(f"{name}：{INSTALL.format(kind=ending)}")
    with tempfile.TemporaryDirectory(prefix="tiaokuan-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        (place / "profile" / "user").mkdir(parents=True)
        (place / "profile" / "user" / "registrymodifications.xcu").write_text(SETTINGS, "utf-8")
        (place / "out").mkdir()
        source = place / f"document.{ending}"  # a name of our own: the file's may be anything
        source.write_bytes(data)
        said = _run([program, f"-env:UserInstallation={(place / 'profile').as_uri()}", "--headless", "--invisible", "--norestore",
                     "--nologo", "--nolockcheck", "--nodefault", "--nofirststartwizard", "--convert-to", target, "--outdir",
                     str(place / "out"), str(source)], place, name, seconds)
        made = place / "out" / f"document.{target}"
        if not made.is_file() or not made.stat().st_size:
            why = "已加密或已损坏" if "could not be loaded" in said or not said else said.strip().splitlines()[-1][:100]
            raise UnreadableDocument(f"{name}：LibreOffice 未能转换，{why}；请另存为 docx 后再加入 (not converted; save as docx)")
        if made.stat().st_size > MAX_OUTPUT:
            raise UnreadableDocument(f"{name}：转换后过大 (too large after conversion)")
        return made.read_bytes()


def _run(command: list[str], place: Path, name: str, seconds: float) -> str:
    """Runs the converter in a group of processes of its own and gives what it said; ends the whole group when time is up."""
    environment = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "PROGRAMFILES", "LD_LIBRARY_PATH")}
    environment |= {"HOME": str(place), "TMPDIR": str(place), "TEMP": str(place), "TMP": str(place), "SAL_USE_VCLPLUGIN": "svp",
                    "http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    try:
        process = subprocess.Popen(
            _limited(command), cwd=place, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True)
    except OSError as error:
        raise UnreadableDocument(f"{name}：LibreOffice 无法启动：{error.strerror} (cannot be started)") from error
    try:
        said, _ = process.communicate(timeout=seconds)
        return said.decode("utf-8", "replace")
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocument(f"{name}：LibreOffice 转换超过 {seconds:g} 秒 (conversion took too long)") from error
    finally:
        _end(process)


def _limited(command: list[str]) -> list[str]:
    """The command under a limit of memory, where a shell can set one."""
    if sys.platform != "linux" or not os.access("/bin/sh", os.X_OK):
        return command
    return ["/bin/sh", "-c", f'ulimit -v {MAX_BYTES // 1024} 2>/dev/null; exec "$@"', "sh", *command]


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the converter and whatever it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.communicate(timeout=10)
