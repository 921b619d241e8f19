"""Zip archives: every document in one becomes a document of its own; what is unsafe is refused, file by file."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

import tiaokuan
from corpus.model import UnreadableDocument, file_of
from pipeline.read import archive as module
from pipeline.read.archive import Archive, is_archive
from tests.ooxml import p, packed, word
from tests.writing import PLAN, REVISED


def reasons(data: bytes) -> dict[str, str | None]:
    with Archive(io.BytesIO(data), "a.zip") as archive:
        return {m.name: m.reason and m.reason.split(" (")[0] for m in archive.members}


def as_windows_writes(name: str, data: bytes) -> bytes:
    """A zip whose name is in GBK without a flag, as packing programs on Chinese Windows write it."""
    raw = name.encode("gbk")
    return packed({"x" * len(raw): data}).replace(b"x" * len(raw), raw)


def test_every_member_becomes_a_document(tmp_path: Path) -> None:
    inner = packed({"方案/修订稿.txt": REVISED.encode()})
    file = tmp_path / "文件汇编.zip"
    file.write_bytes(packed({"通知.txt": PLAN.encode(), "再附.zip": inner, "公文.docx": word("".join(p(x) for x in PLAN.splitlines())),
                             "照片.jpg": b"\xff\xd8\xff\xe0", "__MACOSX/._a": b"x", ".DS_Store": b"x", "空.txt": b""}))
    with tiaokuan.open(tmp_path / "c.db") as corpus:
        report = corpus.add(tmp_path)
        assert {r.uri.split("文件汇编.zip!")[1]: r.status for r in report if "!" in r.uri} == {
            "公文.docx": "added", "再附.zip!方案/修订稿.txt": "added", "照片.jpg": "failed", "空.txt": "failed", "通知.txt": "added"}
        assert corpus.document("通知").id == "通知" and corpus.document("修订稿").source.uri.endswith("文件汇编.zip!再附.zip!方案/修订稿.txt")
        again = corpus.add(file, workers=2)
        assert again.count("unchanged") == 3 and again.count("failed") == 2


def test_an_archive_given_as_bytes(tmp_path: Path) -> None:
    with tiaokuan.open(tmp_path / "c.db") as corpus:
        report = corpus.add_bytes(packed({"a.txt": PLAN.encode(), "b.txt": REVISED.encode()}), "stdin.txt", "stdin")
        assert [(r.uri, r.status) for r in report] == [("stdin!a.txt", "added"), ("stdin!b.txt", "added")]


def test_a_damaged_and_an_empty_archive_stop_nothing(tmp_path: Path) -> None:
    (tmp_path / "坏.zip").write_bytes(packed({"a.txt": PLAN.encode()})[:-40])
    (tmp_path / "空.zip").write_bytes(packed({}))
    (tmp_path / "好.txt").write_text(PLAN, "utf-8")
    with tiaokuan.open(tmp_path / "c.db") as corpus:
        report = corpus.add(tmp_path)
    said = {Path(r.uri).name: r.reason or r.status for r in report}
    assert "不完整" in said["坏.zip"] and "没有文件" in said["空.zip"] and said["好.txt"] == "added"


def test_a_member_damaged_inside_stops_nothing(tmp_path: Path) -> None:
    data = bytearray(packed({"a.txt": PLAN.encode(), "b.txt": REVISED.encode()}))
    data[60] ^= 0xFF
    (tmp_path / "a.zip").write_bytes(bytes(data))
    with tiaokuan.open(tmp_path / "c.db") as corpus:
        report = corpus.add(tmp_path / "a.zip")
    assert [r.status for r in report] == ["failed", "added"] and "已损坏" in str(report.failed[0].reason)


@pytest.mark.parametrize("data", [as_windows_writes("工作方案.txt", b"a"), packed({"工作方案.txt": b"a"}),
                                  packed({"x" * 16: b"a"}).replace(b"x" * 16, "工作方案.txt".encode())])
def test_names_in_gbk_and_utf8(data: bytes) -> None:
    assert list(reasons(data)) == ["工作方案.txt"]


def test_a_name_in_the_unicode_path_field() -> None:
    info = zipfile.ZipInfo("plan.txt")
    raw = "方案.txt".encode()
    info.extra = struct.pack("<HHBL", 0x7075, 5 + len(raw), 1, zlib.crc32(b"plan.txt")) + raw
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        pack.writestr(info, b"a")
    assert list(reasons(out.getvalue())) == ["方案.txt"]


def test_what_leads_outside_is_refused() -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    out = io.BytesIO(packed({"../上级.txt": b"a", "/etc/plan.txt": b"a", "C:\\计划.txt": b"a", "好\x1b[31m.txt": b"a", "a/../../b.txt": b"a"}))
    with zipfile.ZipFile(out, "a") as pack:
        pack.writestr(link, b"/etc/passwd")
    assert reasons(out.getvalue()) == {
        "../上级.txt": "文件名指向压缩包以外，拒绝读取", "/etc/plan.txt": "文件名指向压缩包以外，拒绝读取", "C:/计划.txt": "文件名指向压缩包以外，拒绝读取",
        "a/../../b.txt": "文件名指向压缩包以外，拒绝读取", "link.txt": "是链接或设备，不是文件", "好\ufffd[31m.txt": None}


def test_bombs_doubles_and_deep_nests_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    deep = packed({"2.zip": packed({"3.zip": packed({"a.txt": b"a"})})})
    bomb = packed({"bomb.txt": bytes(30 << 20), "1.zip": deep, "2.zip": packed({}), "3.zip": b"PK\3\4 no"})
    said = reasons(bomb)
    assert said["bomb.txt"] == "解压后过大，疑为压缩炸弹" and said["1.zip!2.zip"] == "压缩包里套了多层压缩包，请先解压"
    assert said["2.zip"] == "压缩包里没有文件" and "不完整" in str(said["3.zip"])
    with pytest.warns(UserWarning):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as pack:
            pack.writestr("a.txt", "1")
            pack.writestr("a.txt", "2")
    with Archive(io.BytesIO(out.getvalue()), "a.zip") as archive:
        assert [archive.read(m) if m.reason is None else m.reason for m in archive.members] == [b"1", "压缩包里有同名文件，只读第一个 (same name twice)"]
    monkeypatch.setattr(module, "MAX_MEMBERS", 3)
    with pytest.raises(UnreadableDocument, match="4 个文件"):
        reasons(bomb)
    monkeypatch.setattr(module, "MAX_MEMBERS", 9)
    monkeypatch.setattr(module, "MAX_UNPACKED", 1 << 20)
    with pytest.raises(UnreadableDocument, match="压缩炸弹"):
        reasons(bomb)


def test_members_that_overlap_are_refused() -> None:
    data = bytearray(packed({"a.txt": b"a" * 400, "b.txt": b"b" * 400}))
    second = data.rindex(b"PK\1\2")
    data[second + 42:second + 46] = struct.pack("<L", 4)  # the second member begins inside the first
    with pytest.raises(UnreadableDocument, match="重叠"):
        reasons(bytes(data))


def test_an_encrypted_member_is_refused() -> None:
    data = bytearray(packed({"a.txt": b"a"}))
    data[data.index(b"PK\1\2") + 8] |= 1
    assert reasons(bytes(data)) == {"a.txt": "已加密，请解密后再加入"}


def test_a_document_that_is_a_package_is_no_archive() -> None:
    assert not is_archive(io.BytesIO(word(p("甲"))), "a.docx") and not is_archive(io.BytesIO(word(p("甲"))[:-60]), "a.docx")
    assert is_archive(io.BytesIO(packed({"a.docx": word(p("甲"))})), "a.zip") and not is_archive(io.BytesIO(b"PK is a name"), "a.docx")
    assert str(file_of("/x/汇编.ZIP!2021/plan.docx")) == "2021/plan.docx" and file_of("重要!.txt").stem == "重要!"
