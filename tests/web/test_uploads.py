"""What is uploaded: names are labels, bytes go to disk as they come, and too much or no form at all is refused."""

from __future__ import annotations

import http.client
import io
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from forms import BOUNDARY, ask, multipart, over, plan, token, upload
from room import reading_room

from web import uploads
from web.guard import MAX_BODY, MAX_UPLOAD
from web.uploads import label

KIND = f"multipart/form-data; boundary={BOUNDARY}"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the server keeps what is uploaded in."""
    return tmp_path_factory.mktemp("uploads")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory, kept: Path) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(kept))
        with reading_room(tmp_path_factory.mktemp("corpus") / "c.db") as base:
            yield base


@pytest.mark.parametrize(("sent", "shown"), [
    ("方案.docx", "方案.docx"), ("省/市/方案.docx", "省/市/方案.docx"), ("../../etc/passwd", "etc/passwd"), ("/etc/passwd", "etc/passwd"),
    ("C:\\文件\\方案.doc", "C：/文件/方案.doc"), ("a/./b//c/../d.txt", "a/b/c/d.txt"), ("a\0b.txt", "ab.txt"),
    ("a\u202excod.txt", "axcod.txt"), ("a\nb\x1b[31m.txt", "ab[31m.txt"), ("javascript:alert(1)", "javascript：alert(1)"),
    ("http://site.example/a.html", "http：/site.example/a.html"), ("plans.zip!x.txt", "plans.zip！x.txt"), ("...", ""), ("", ""),
    (" . / .. ", ""), ("方案\u200b.txt", "方案.txt"), ("e\u0301.txt", "\u00e9.txt"), ("x\u2028y.txt", "xy.txt")])
def test_names_are_labels(sent: str, shown: str) -> None:
    assert label(sent) == shown


@pytest.mark.parametrize("sent", ["长" * 5000 + ".docx", "/".join(["层"] * 5000) + "/方案.docx", "a." + "b" * 5000])
def test_names_that_never_end_are_cut_before_their_ending(sent: str) -> None:
    name = label(sent)
    assert len(name) < 300 and all(unicodedata.category(c)[0] != "C" for c in name)
    assert not sent.endswith(".docx") or name.endswith(".docx")


def test_files_of_a_folder_keep_their_place_and_stay_in_ours(room: str, kept: Path) -> None:
    job = over(room, upload(room, ("云岭/../../../../工作/一号.txt", plan(1)), ("一号.txt", plan(2)), ("一号.txt", plan(3)),
                            ("云岭/.DS_Store", b"x"), ("云岭/~$一号.docx", b"x"))["id"])
    assert [(row["source"], row["status"]) for row in job["rows"]] == [
        ("云岭/工作/一号.txt", "added"), ("一号.txt", "added"), ("一号 (2).txt", "added")]
    assert list(kept.iterdir()) == []


def test_what_cannot_be_read_is_a_row_with_its_reason(room: str) -> None:
    job = over(room, upload(room, ("run.exe", b"MZ\x90\0" + bytes(200)), ("空.txt", b""), ("好.txt", plan(4)))["id"])
    assert [row["status"] for row in job["rows"]] == ["failed", "failed", "added"] and job["state"] == "done"
    assert all(row["reason"] for row in job["rows"][:2]) and job["failed"] == 2


def test_an_archive_is_each_of_its_files(room: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("方案/五号.txt", plan(5))
        archive.writestr("../六号.txt", plan(6))
    job = over(room, upload(room, ("年/全部.zip", packed.getvalue()))["id"])
    assert [(row["source"], row["status"]) for row in sorted(job["rows"], key=lambda r: r["status"])] == [
        ("年/全部.zip!方案/五号.txt", "added"), ("年/全部.zip!../六号.txt", "failed")]


def test_a_file_that_is_too_large_fails_and_the_others_come_in(room: str, kept: Path) -> None:
    job = over(room, upload(room, ("大.txt", b"x" * (uploads.MAX_FILE + 1)), ("七号.txt", plan(7)))["id"])
    rows = {row["source"]: row for row in job["rows"]}
    assert "64 MB" in rows["大.txt"]["reason"] and rows["七号.txt"]["status"] == "added"
    assert list(kept.iterdir()) == []


def test_the_token_comes_before_the_files(room: str, kept: Path) -> None:
    good = token(room)
    files = [("八号.txt", plan(8))]
    assert ask(room, "POST", "/api/add/files", multipart(files), KIND)[0] == 403
    assert ask(room, "POST", "/api/add/files", multipart(files), KIND, X_Token="x" * 500)[0] == 403
    assert ask(room, "POST", "/api/add/files", multipart(files, [("token", "wrong")]), KIND)[0] == 403
    late = multipart(files)[:-len(f"--{BOUNDARY}--\r\n")] + multipart([], [("token", good)])
    assert ask(room, "POST", "/api/add/files", late, KIND)[0] == 403
    assert ask(room, "POST", "/api/add/files", multipart(files), KIND, X_Token=good, Origin="http://evil.example")[0] == 403
    assert list(kept.iterdir()) == []
    assert ask(room, "POST", "/add/files", multipart(files, [("token", good)]), KIND)[0] == 303
    status, job = ask(room, "POST", "/api/add/files", multipart(files, [("token", good)]), KIND)
    assert status == 200 and over(room, job["id"])["rows"][0]["status"] == "unchanged"


@pytest.mark.parametrize(("status", "body"), [
    (413, multipart([(f"{n}.txt", b"x") for n in range(uploads.MAX_FILES + 1)])),
    (413, multipart([], [(f"k{n}", "v") for n in range(uploads.MAX_FIELDS + 1)])),
    (413, multipart([("", b"")] * (uploads.MAX_FIELDS + 1))),
    (413, multipart([], [("k", "v" * (uploads.MAX_FIELD + 1))])),
    (400, f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="{"n" * 100_000}"\r\n\r\nx\r\n--{BOUNDARY}--\r\n'.encode()),
    (400, (f"--{BOUNDARY}\r\n" + "".join(f"X-{n}: y\r\n" for n in range(5000)) + "\r\nx\r\n").encode()),
    (400, multipart([("x.txt", b"x" * 100)])[:-30]), (400, b"no form at all"), (400, b""), (400, multipart([])),
    (400, multipart([("", b"")])), (400, multipart([(".hidden", b"x")]))])
def test_too_much_or_no_form_is_refused(room: str, kept: Path, status: int, body: bytes) -> None:
    found, said = ask(room, "POST", "/api/add/files", body, KIND, X_Token=token(room))
    assert found == status and said["error"]
    assert list(kept.iterdir()) == []


def test_other_kinds_of_bodies_are_refused(room: str) -> None:
    for kind in ("application/json", "multipart/form-data", "multipart/form-data; boundary=" + "x" * 5000, "text/plain"):
        assert ask(room, "POST", "/api/add/files", b"{}", kind, X_Token=token(room))[0] in (400, 415)


def test_bodies_are_bounded_before_they_are_sent(room: str) -> None:
    for path, limit in (("/api/add/files", MAX_UPLOAD), ("/api/add/address", MAX_BODY), ("/settings", MAX_BODY)):
        for length in (str(limit + 1), "9" * 30):
            connection = http.client.HTTPConnection(urlsplit(room).netloc, timeout=20)
            connection.putrequest("POST", path)
            connection.putheader("Content-Length", length)
            connection.endheaders()
            assert connection.getresponse().status == (413 if len(length) < 20 else 400)
            connection.close()


def test_a_body_without_a_length_is_counted_as_it_comes(room: str) -> None:
    status, said = ask(room, "POST", "/api/add/address", iter([b"target=" + b"x" * 65536] * 40), "application/x-www-form-urlencoded",  # type: ignore[arg-type]
                       X_Token=token(room))
    assert status == 413 and said["error"]


def test_an_upload_that_is_broken_off_leaves_nothing(room: str, kept: Path) -> None:
    import time

    body = multipart([("九号.txt", b"x" * 5_000_000)])
    connection = http.client.HTTPConnection(urlsplit(room).netloc, timeout=20)
    connection.putrequest("POST", "/api/add/files")
    for name, value in (("Content-Length", str(len(body))), ("Content-Type", KIND), ("X-Token", token(room))):
        connection.putheader(name, value)
    connection.endheaders()
    connection.send(body[:3_000_000])
    end = time.monotonic() + 10
    while not list(kept.iterdir()) and time.monotonic() < end:
        time.sleep(0.05)
    assert list(kept.iterdir())
    connection.close()
    while list(kept.iterdir()) and time.monotonic() < end:
        time.sleep(0.05)
    assert list(kept.iterdir()) == []


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1000})())
    before = set(Path(tempfile.gettempdir()).glob("tiaokuan-upload-*"))
    with pytest.raises(uploads.Refused) as refused:
        uploads._folder(10)
    assert refused.value.status_code == 507
    assert set(Path(tempfile.gettempdir()).glob("tiaokuan-upload-*")) <= before
