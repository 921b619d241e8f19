"""What every request must pass: host, origin, token, size, access; and what every answer forbids."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import forms
import httpx
import pytest
from click.testing import CliRunner
from inside import TestClient
from room import Reader, every_way, filled, reading_room

import tiaokuan
from cli import main
from web.app import make_app

Visit = Callable[..., Reader]


@pytest.fixture
def client(served: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served) as asked:
        yield asked


@pytest.fixture
def token(served: str) -> str:
    return forms.token(served)


def test_answers_forbid_inline_script_framing_and_guessing(client: httpx.Client) -> None:
    for path in ("/", "/documents", "/api/documents", "/static/base.js", "/openapi.json", "/nowhere", "/api/nowhere"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "script-src 'self';" in policy and "unsafe" not in policy, path
        assert "frame-ancestors 'none'" in policy and headers["x-content-type-options"] == "nosniff", path


def test_another_name_for_this_machine_is_refused(client: httpx.Client) -> None:
    port = urlsplit(str(client.base_url)).port
    for host in ("evil.example", f"evil.example:{port}", f"127.0.0.1.evil.example:{port}", "", "[::2]"):
        assert client.get("/documents", headers={"Host": host}).status_code in (400, 421), host
    for host in (f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}", "LOCALHOST"):
        assert client.get("/documents", headers={"Host": host}).status_code == 200, host


def test_a_change_needs_the_token_and_our_own_origin(client: httpx.Client, token: str) -> None:
    def change(data: dict[str, str], **headers: str) -> int:
        return client.post("/settings", data={"lang": "en", **data}, headers={k.replace("_", "-"): v for k, v in headers.items()}).status_code

    assert change({}) == 403 and change({"token": "wrong"}) == 403 and change({"token": "口令"}) == 403
    assert change({"token": token}) == 303 and change({}, X_Token=token) == 303 and change({}, Authorization=f"Bearer {token}") == 303
    own = str(client.base_url).rstrip("/")
    assert change({"token": token}, Origin=own) == 303
    for origin in ("http://evil.example", "null", own.replace("127.0.0.1", "localhost"), f"{own}0", "https://evil.example@127.0.0.1", "http://[", "", f"{own}/"):
        assert change({"token": token}, Origin=origin) == 403, origin
    assert change({"token": token}, Sec_Fetch_Site="cross-site") == 403 and change({"token": token}, Sec_Fetch_Site="same-site") == 403


def test_settings_lead_back_to_a_page_of_ours_alone(client: httpx.Client, token: str) -> None:
    for back in ("//evil.example", "https://evil.example", "\\\\evil.example", "/\\evil.example", "/\t/evil.example"):
        told = client.post("/settings", data={"token": token, "back": back, "lang": "en"}).headers["location"]
        assert told.startswith("/") and not re.match(r"/[\s\\/]", told), back
    cookie = client.post("/settings", data={"token": token, "lang": "<script>", "theme": "dark"}).headers["set-cookie"]
    assert "theme=dark" in cookie and "script" not in cookie and "HttpOnly" in cookie


def test_bodies_are_bounded_however_they_are_sent(client: httpx.Client, token: str) -> None:
    big = b"lang=" + b"x" * (2 << 20)
    form = {"Content-Type": "application/x-www-form-urlencoded", "X-Token": token}
    assert client.post("/settings", content=big, headers=form).status_code == 413

    def in_pieces() -> Iterator[bytes]:
        for at in range(0, len(big), 65536):
            yield big[at:at + 65536]

    assert client.post("/settings", content=in_pieces(), headers=form).status_code == 413
    with socket.create_connection((urlsplit(str(client.base_url)).hostname, urlsplit(str(client.base_url)).port)) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: " + b"y" * (1 << 20) + b"\r\n\r\n")
        raw.settimeout(10)
        assert b" 400 " in raw.recv(100)
    assert client.get("/documents").status_code == 200


def test_a_fault_in_what_is_asked_is_told_and_never_a_traceback(client: httpx.Client) -> None:
    page, twin = client.get("/documents?format=docx"), client.get("/api/nowhere")
    assert page.status_code == 400 and "docx" in page.text and "Traceback" not in page.text
    assert twin.status_code == 404 and twin.json() == {"error": "没有这个页面 (no such page)"}
    assert client.get("/documents?format=exe").status_code == 422
    assert client.get("/documents?q=" + "a" * 1000).status_code == 422
    assert client.get("/static/../app.py").status_code == 404 and client.get("/static/%2e%2e/app.py").status_code == 404


@pytest.mark.parametrize("path", ["/documents", "/api/documents"])
def test_a_fault_of_the_program_tells_nothing_of_it(place: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    def broken(self: tiaokuan.Corpus) -> None:
        raise RuntimeError(f"secret of {self.path}")

    monkeypatch.setattr(tiaokuan.Corpus, "list", broken)
    with TestClient(make_app(place), base_url="http://127.0.0.1", raise_server_exceptions=False) as asked:
        told = asked.get(path)
    assert told.status_code == 500 and "程序出错" in told.text and "secret" not in told.text
    assert "default-src 'none'" in told.headers["content-security-policy"]
    assert path.startswith("/api") == (told.headers["content-type"] == "application/json")


def test_another_address_needs_the_access_token(tmp_path: Path) -> None:
    said = CliRunner().invoke(main, ["--corpus", str(tmp_path / "c.db"), "serve", "--host", "0.0.0.0", "--no-browser"])
    assert said.exit_code == 1 and "--token" in said.output
    said = CliRunner().invoke(main, ["--corpus", str(tmp_path / "c.db"), "serve", "--host", "0.0.0.0", "--token", "short", "--no-browser"])
    assert said.exit_code == 1 and "8" in said.output
    with reading_room(filled(tmp_path / "c.db"), "--token", "a-long-token") as address:
        base = address.split("/?")[0]
        assert address == f"{base}/?access=a-long-token"
        with httpx.Client(base_url=base) as client:
            assert client.get("/documents").status_code == 401 and client.get("/static/base.css").status_code == 401
            assert client.get("/documents?access=wrong").status_code == 401
            assert client.get("/documents", headers={"Cookie": "access=\"; a=b"}).status_code == 401
            assert client.get("/api/documents", headers={"Authorization": "Bearer a-long-token"}).status_code == 200
            moved = client.get("/documents?access=a-long-token&q=%E9%9D%92")
            assert moved.status_code == 303 and moved.headers["location"] == "/documents?q=%E9%9D%92"
            assert "HttpOnly" in moved.headers["set-cookie"] and "SameSite=strict" in moved.headers["set-cookie"]
            assert client.get("/documents").status_code == 200  # the cookie is kept


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = CliRunner().invoke(main, ["--corpus", str(tmp_path / "c.db"), "serve", "--no-browser", "--port", str(taken.getsockname()[1])])
        assert said.exit_code == 1 and "--port" in said.output


def test_a_file_that_is_no_corpus_is_told(tmp_path: Path) -> None:
    (tmp_path / "c.db").write_bytes(b"not a corpus, but some text that is long enough to be looked at" * 20)
    said = CliRunner().invoke(main, ["--corpus", str(tmp_path / "c.db"), "serve", "--no-browser"])
    assert said.exit_code == 1 and "c.db" in said.output


@every_way
def test_the_api_page_tries_the_api_with_nothing_from_elsewhere(visit: Visit, served: str, size: str, language: str) -> None:
    from playwright.sync_api import expect

    it = visit(served, "/api", size, language)
    operation = it.tab.locator("#documents_json_api_documents_get")
    operation.locator("summary").click()
    operation.locator("input[name=q]").fill("青石")
    operation.get_by_role("button").click()
    expect(operation.locator(".answer pre")).to_contain_text("qingshi-2022")
    it.look("api")


def test_the_server_ends_at_ctrl_c_while_a_reader_stays_connected(tmp_path: Path) -> None:
    began = time.monotonic()
    with reading_room(filled(tmp_path / "c.db")) as base, httpx.Client(base_url=base) as client:
        assert client.get("/documents").status_code == 200
        began = time.monotonic()
    assert time.monotonic() - began < 10
