"""What a browser sends with a form: fields and files, and the questions that tests ask a running server with them."""

from __future__ import annotations

import http.client
import json
import re
import time
import urllib.request
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

BOUNDARY = "----form-of-the-tests"


def multipart(files: Sequence[tuple[str, bytes]], fields: Sequence[tuple[str, str]] = ()) -> bytes:
    """A form in the order in which it stands: fields, then files under the name `files`."""
    parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields]
    for name, data in files:
        escaped = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        parts.append(f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="{escaped}"\r\n'
                     "Content-Type: application/octet-stream\r\n\r\n".encode() + data + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def ask(base: str, method: str, path: str, body: bytes | None = None, kind: str = "", **headers: str) -> tuple[int, Any]:
    """One request: the status and the answer, JSON read."""
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=60)
    try:
        connection.request(method, path, body, {**({"Content-Type": kind} if kind else {}),
                                                **{k.replace("_", "-"): v for k, v in headers.items()}})
        answer = connection.getresponse()
        data = answer.read()
        return answer.status, json.loads(data) if "json" in answer.headers.get("content-type", "") else data.decode()
    finally:
        connection.close()


def token(base: str) -> str:
    """The token of this run of the server, as its pages hold it."""
    found = re.search(r'name="token" content="([^"]+)"', urllib.request.urlopen(f"{base}/add").read().decode())
    assert found
    return found[1]


def upload(base: str, *files: tuple[str, bytes]) -> dict[str, Any]:
    """Uploads files; gives the job."""
    status, job = ask(base, "POST", "/api/add/files", multipart(files), f"multipart/form-data; boundary={BOUNDARY}", X_Token=token(base))
    assert status == 200, job
    return dict(job)


def post(base: str, path: str, *fields: tuple[str, str], held: str | None = None) -> tuple[int, Any]:
    """Sends a plain form with the token, or with `held` in its place."""
    return ask(base, "POST", path, urlencode(fields).encode(), "application/x-www-form-urlencoded",
               X_Token=token(base) if held is None else held)


def over(base: str, job_id: int, seconds: float = 90) -> dict[str, Any]:
    """The job when it is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        _, job = ask(base, "GET", f"/api/jobs/{job_id}")
        if job["state"] in ("done", "failed", "stopped"):
            return dict(job)
        time.sleep(0.1)
    raise AssertionError(job)


def plan(n: int, clauses: int = 12) -> bytes:
    """An invented plan that differs from every other."""
    lines = [f"云岭省第{n}号工业节能实施方案", "一、总体要求"]
    lines += [f"{i}. 到2030年完成第{n}批节能改造项目{i + n}个，单位产值能耗下降{i}%。（省工业和信息化厅牵头，省财政厅、省能源局配合）"
              for i in range(1, clauses + 1)]
    return "\n".join(lines).encode()
