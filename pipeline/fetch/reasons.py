"""What went wrong on the wire, in one line for people."""

from __future__ import annotations

from typing import Any


def reason_of(error: Any) -> str:
    """One line for a failure of Scrapy or Twisted (an exception, or a Failure that holds one)."""
    from scrapy import exceptions

    error = getattr(error, "value", error)
    said = getattr(error, "reason", None)
    if isinstance(said, str):
        return said
    names = {type(e).__name__ for e in _chain(error)}
    words = " ".join(str(e) for e in _chain(error))
    if "本机或内网" in words:
        return next(str(e) for e in _chain(error) if "本机或内网" in str(e)).removeprefix("DNS lookup failed: ").rstrip(".")
    if isinstance(error, exceptions.CannotResolveHostError) or "DNSLookupError" in names:
        return "找不到主机 (host not found)"
    if isinstance(error, exceptions.DownloadTimeoutError) or "TimeoutError" in names:
        return "超时 (timed out)"
    if isinstance(error, exceptions.DownloadConnectionRefusedError):
        return "连接被拒绝 (connection refused)"
    if isinstance(error, exceptions.DownloadCancelledError) or "MAXSIZE" in words or "maxsize" in words or "max size" in words or "larger than" in words:
        return "内容超过大小上限 (larger than the limit)"
    if isinstance(error, exceptions.ResponseDataLossError):
        return "内容不完整 (answer cut short)"
    if "max redirections" in words or "redirections" in words:
        return "重定向次数过多 (too many redirects)"
    if "certificate" in words.lower() or "SSL" in words:
        return "证书或加密连接有误 (TLS certificate or handshake failed)"
    return f"下载失败：{type(error).__name__} (download failed)"


def _chain(error: Any) -> list[Any]:
    found: list[Any] = []
    while error is not None and len(found) < 8:
        found.append(error)
        inner = getattr(error, "reasons", None)
        found += [getattr(r, "value", r) for r in inner][:4] if inner else []
        error = error.__cause__ or error.__context__ if isinstance(error, BaseException) else None
    return found
