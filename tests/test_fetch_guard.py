"""What a page or a user names never leads to this machine or a private network, and nothing that a site sends is unbounded."""

from __future__ import annotations

import gzip
import socket
import subprocess
import sys
import time
import zlib
from pathlib import Path
from typing import Any

import pytest
from website import HTML, Asked, Website, article, profile, website

import tiaokuan
from pipeline.fetch.addresses import Allowed, Refused, check_resolved, check_url, is_public
from pipeline.fetch.names import name_of

NONE = Allowed()
MB = 1024 * 1024


def fetch(site: Website, corpus: tiaokuan.Corpus, target: str, **options: Any) -> Any:
    return corpus.fetch(target, **{"allow_hosts": [site.host], "delay": 0.0, **options})


# -- addresses


@pytest.mark.parametrize("address", [
    "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::7f00:1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1", "nonsense", ""])
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "219.141.1.1", "2400:da00::1", "64:ff9b::101:101"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("url", [
    "file:///etc/passwd", "ftp://www.gov.cn/x", "data:text/html,x", "gopher://x", "http:///x", "http://127.0.0.1/", "http://[::1]/",
    "http://10.1.2.3/", "http://www.gov.cn:22/", "http://www.gov.cn:6379/", "https://u:p@www.gov.cn/", "http://[::ffff:127.0.0.1]/",
    "http://www.gov.cn:99999/", "http://[zz]/", "http://169.254.169.254/latest/meta-data/"])
def test_urls_that_are_refused(url: str) -> None:
    with pytest.raises(Refused):
        check_url(url, NONE)


def test_urls_that_are_not_refused() -> None:
    for url in ("https://www.gov.cn/x", "http://www.gov.cn:80/", "https://[2400:da00::1]/"):
        check_url(url, NONE)
    check_url("http://127.0.0.1:8123/x", Allowed.of(["127.0.0.1:8123"]))
    check_url("http://localhost/x", Allowed.of(["localhost"]))
    with pytest.raises(Refused):
        check_url("http://127.0.0.1:8124/x", Allowed.of(["127.0.0.1:8123"]))
    assert check_resolved("www.gov.cn", "1.1.1.1", NONE) == "1.1.1.1"
    with pytest.raises(Refused):
        check_resolved("www.gov.cn", "127.0.0.1", NONE)


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}/x", "http://localhost/x", "http://2130706433/x", "http://0x7f.1/x",
                                 "http://127.1/x", "http://0/x", "http://[::1]:{port}/x", "http://10.0.0.1/x"])
def test_a_local_address_given_by_the_user_is_not_asked(site: Website, corpus: tiaokuan.Corpus, url: str) -> None:
    report = corpus.fetch(url.format(port=site.port), timeout=5)
    assert [r.status for r in report] in (["refused"], ["robots"], ["failed"]) and site.asked == []
    assert report[0].reason and len(report[0].reason) < 200


def test_what_is_no_web_address(corpus: tiaokuan.Corpus) -> None:
    for url in ("file:///etc/passwd", "javascript:alert(1)", "ftp://example.com/x", "http://[", "http://"):
        with pytest.raises(tiaokuan.TiaokuanError, match="不是网址"):
            corpus.fetch(url)
    with pytest.raises(tiaokuan.TiaokuanError, match="没有站点"):
        corpus.fetch("不存在的站")
    with pytest.raises(tiaokuan.TiaokuanError, match="allow-host"):
        corpus.fetch("ndrc", allow_hosts=["http://x/y"])


def test_a_redirect_to_a_local_address_is_not_followed(site: Website, corpus: tiaokuan.Corpus) -> None:
    with website() as inner:
        inner.page("/secret.html", article("内部通知"))
        for n, target in enumerate((f"http://127.0.0.1:{inner.port}/secret.html", "http://localhost/x", "http://169.254.169.254/x",
                                    "file:///etc/passwd", f"http://2130706433:{inner.port}/secret.html")):
            site.page(f"/{n}.html", "", 302, Location=target)
            site.page(f"/m{n}.html", f'<html><head><meta http-equiv="refresh" content="0;url={target}"></head><body></body></html>')
            for kind in ("", "m"):
                report = fetch(site, corpus, f"{site.url}/{kind}{n}.html", timeout=5)
                assert "added" not in {r.status for r in report}, target
        assert inner.asked == [] and len(corpus.list()) == 0


def test_a_list_that_names_local_addresses(site: Website, corpus: tiaokuan.Corpus) -> None:
    with website() as inner:
        inner.page("/a.html", article("内部通知"))
        rows = "".join(f'<li><a href="{u}">关于节能的通知第{n}号</a><span>2026-01-0{n + 1}</span></li>' for n, u in enumerate(
            (f"{inner.url}/a.html", "http://10.0.0.1/a.html", "file:///etc/passwd", "javascript:x()", "http://[bad/a.html")))
        site.page("/zc/", f'<html><body><ul class="u-list">{rows}</ul></body></html>')
        own = corpus.path.parent / "s.toml"
        own.write_text(profile(site, lists=f'["{site.url}/zc/"]', hosts=f'["{site.host}", "{inner.host}", "10.0.0.1"]'), "utf-8")
        report = fetch(site, corpus, "test", own=own, delay=2.0)
        assert [r.status for r in report] == ["refused", "refused"] and inner.asked == []


def test_a_name_that_changes_its_answer_is_resolved_once(site: Website) -> None:
    """DNS rebinding: the name is public when it is checked and local afterwards; the connection goes to what was checked."""
    script = f"""
import socket, sys
answers = iter(["127.0.0.1", "127.0.0.1"])
socket.gethostbyname = lambda name: next(answers)
from pipeline.fetch.addresses import Allowed
from pipeline.fetch.guard import CheckedResolver
from twisted.internet import reactor
resolver = CheckedResolver(reactor, 100, 5, Allowed())
resolver.install_on_reactor()
from twisted.web.client import Agent
def done(result):
    print(type(getattr(result, "value", result)).__name__)
    reactor.stop()
Agent(reactor).request(b"GET", b"http://rebind.example.com:{site.port}/").addBoth(done)
reactor.run()
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, cwd=Path(__file__).parent.parent,
                         check=False)
    assert run.stdout.strip() == "DNSLookupError", run.stderr[-2000:]
    assert site.asked == []


# -- bounds


def test_answers_that_are_too_large(site: Website, corpus: tiaokuan.Corpus) -> None:
    def endless(_: Asked, handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for _ in range(400):
            handler.wfile.write(b"10000\r\n" + b"a" * 65536 + b"\r\n")

    site.page("/declared.html", b"<html>" + b"a" * (3 * MB))
    site.pages["/endless.html"] = endless
    for path in ("/declared.html", "/endless.html"):
        report = fetch(site, corpus, site.url + path, max_bytes=2 * MB)
        assert [r.status for r in report] == ["failed"] and "大小上限" in report[0].reason


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "gzip, gzip"])
def test_bombs_are_not_unpacked(site: Website, corpus: tiaokuan.Corpus, encoding: str) -> None:
    bomb = b"<html>" + b"a" * (300 * MB)
    packed = zlib.compress(bomb) if encoding == "deflate" else gzip.compress(bomb)
    for _ in encoding.split(", ")[1:]:
        packed = gzip.compress(packed)
    site.pages["/bomb.html"] = (200, {**HTML, "Content-Encoding": encoding}, packed)
    report = fetch(site, corpus, f"{site.url}/bomb.html", max_bytes=4 * MB)
    assert [r.status for r in report] == ["failed"] and "大小上限" in report[0].reason


def test_answers_that_drip(site: Website, corpus: tiaokuan.Corpus) -> None:
    def drip(_: Asked, handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000000")
        handler.end_headers()
        for _ in range(60):
            handler.wfile.write(b"a")
            handler.wfile.flush()
            time.sleep(0.2)

    site.pages["/drip.html"] = drip
    began = time.monotonic()
    report = fetch(site, corpus, f"{site.url}/drip.html", timeout=1)
    assert [r.status for r in report] == ["failed"] and "超时" in report[0].reason and time.monotonic() - began < 25


def test_broken_answers(site: Website, corpus: tiaokuan.Corpus) -> None:
    def short(_: Asked, handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "5000")
        handler.end_headers()
        handler.wfile.write(b"<html>")
        handler.connection.shutdown(socket.SHUT_RDWR)

    def garbage(_: Asked, handler: Any) -> None:
        handler.wfile.write(b"\x00\x01 not http at all\r\n\r\n")

    site.pages["/short.html"], site.pages["/garbage.html"] = short, garbage
    site.page("/loop.html", "", 302, Location="/loop.html")
    site.page("/badgzip.html", b"not gzip", Content_Encoding="gzip")
    site.page("/empty.html", b"")
    site.page("/deep.html", "<html><body>" + "<div>" * 50_000 + "x")
    for path in ("/short.html", "/garbage.html", "/loop.html", "/badgzip.html", "/empty.html", "/missing.html", "/deep.html"):
        report = fetch(site, corpus, site.url + path)
        assert [r.status for r in report] == ["failed"], path
        assert report[0].reason and "\n" not in report[0].reason and "Traceback" not in report[0].reason, path
    assert site.paths().count("/loop.html") <= 8


def test_a_run_ends_when_its_time_is_up_and_goes_on(site: Website, corpus: tiaokuan.Corpus) -> None:
    def slow(_: Asked, __: Any) -> Any:
        time.sleep(0.5)
        return 200, HTML, article("关于节能的通知").encode()

    rows = "".join(f'<li><a href="t202601{n:02}_{n}.html">关于节能的通知第{n}号</a><span>2026-01-{n:02}</span></li>' for n in range(1, 21))
    site.page("/zc/", f'<html><body><ul class="u-list">{rows}</ul></body></html>')
    for n in range(1, 21):
        site.pages[f"/zc/t202601{n:02}_{n}.html"] = slow
    own = corpus.path.parent / "s.toml"
    own.write_text(profile(site, lists=f'["{site.url}/zc/"]', paging='"none"'), "utf-8")
    said: list[str] = []
    first = fetch(site, corpus, "test", own=own, minutes=0.05, progress=lambda at: said.append(at.said))
    assert 0 < len(first) < 20 and any("时间上限" in s for s in said)
    assert len(fetch(site, corpus, "test", own=own)) == 20 - len(first)


def test_a_certificate_that_nobody_signed(corpus: tiaokuan.Corpus, tmp_path: Path) -> None:
    import datetime
    import ssl
    import threading
    from http.server import BaseHTTPRequestHandler, HTTPServer

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    signed = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
              .not_valid_before(now - datetime.timedelta(1)).not_valid_after(now + datetime.timedelta(1)).sign(key, hashes.SHA256()))
    pem = tmp_path / "own.pem"
    pem.write_bytes(signed.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host = f"localhost:{server.server_address[1]}"
    report = corpus.fetch(f"https://{host}/a.html", allow_hosts=[host], delay=0.0, timeout=5)
    server.shutdown()
    server.server_close()
    assert [r.status for r in report] == ["failed"] and "证书" in report[0].reason


def test_paging_that_never_ends_is_bounded(site: Website, corpus: tiaokuan.Corpus) -> None:
    def page(asked: Asked, _: Any) -> Any:
        n = int((asked.path.split("p=") + ["1"])[1])
        row = f'<li><a href="/zc/t20260101_{n}.html">关于林业的通知第{n}号</a><span>2026-01-01</span></li>'
        return 200, HTML, f'<html><body><ul class="u-list">{row}</ul><a href="/zc/?p={n + 1}">下一页</a></body></html>'.encode()

    site.pages["/zc/"] = page
    own = corpus.path.parent / "s.toml"
    own.write_text(profile(site, "general", lists=f'["{site.url}/zc/"]', items='["ul.u-list > li"]'), "utf-8")
    fetch(site, corpus, "test", own=own, query="没有的词", pages=4)
    assert len(site.paths()) == 4


def test_the_folder_a_user_stands_in_is_not_taken_for_ours(site: Website, corpus: tiaokuan.Corpus, tmp_path: Path,
                                                           monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pipeline").mkdir()
    (tmp_path / "pipeline" / "__init__.py").write_text("raise SystemExit('taken')")
    (tmp_path / "scrapy.py").write_text("raise SystemExit('taken')")
    monkeypatch.chdir(tmp_path)
    site.page("/a.html", article("关于节能的通知"))
    assert [r.status for r in fetch(site, corpus, f"{site.url}/a.html")] == ["added"]


@pytest.mark.parametrize(("said", "name"), [
    (("http://h/a/b.pdf", "application/pdf"), "b.pdf"), (("http://h/x.shtml", "text/html"), "x.shtml"),
    (("http://h/downfile.jsp?classid=0&filename=%E9%99%84%E4%BB%B6.doc", "application/octet-stream"), "附件.doc"),
    (("http://h/get?id=1", "application/pdf", "附件1：清单"), "get.pdf"), (("http://h/", "text/html"), "page.html"),
    (("http://h/d", "application/octet-stream", "", 'attachment; filename="../../etc/passwd.docx"'), "etc passwd.docx"),
    (("http://h/d", "application/octet-stream", "", "attachment; filename*=UTF-8''%E6%B8%85%E5%8D%95.xlsx"), "清单.xlsx"),
    (("http://h/d", "application/octet-stream", "", 'attachment; filename="' + "清单.docx".encode().decode("latin-1") + '"'), "清单.docx"),
    (("http://h/download.jsp?x=1", "text/html"), "download.jsp.html"), (("http://h/file", "", "清单.docx", "", b"PK\x03\x04"), "清单.docx"),
])
def test_names_of_files(said: tuple[Any, ...], name: str) -> None:
    assert name_of(*said) == name
