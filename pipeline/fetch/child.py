"""The crawl's own process: Twisted's reactor cannot be started twice, and a notebook fetches more than once.

The job comes as one line of JSON on standard input, what happens goes out as lines of JSON on standard output; when standard
input ends (the parent stopped, or died) the crawl ends too."""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any

from pipeline.fetch.job import Job

HERE = "pipeline.fetch"


def settings_of(job: Job) -> dict[str, Any]:
    """Scrapy's settings for a job: all that is not needed is off (no other schemes, no proxies, no cookies, no consoles)."""
    contact = f"; {job.contact}" if job.contact else ""
    return {
        "USER_AGENT": f"Tiaokuan/0.1 (policy research; obeys robots.txt{contact})",
        "DOWNLOAD_HANDLERS": {"data": None, "file": None, "ftp": None, "s3": None},
        "TWISTED_DNS_RESOLVER": f"{HERE}.guard.CheckedResolver", "DNS_TIMEOUT": 20,
        "DOWNLOADER_MIDDLEWARES": {
            f"{HERE}.guard.GuardMiddleware": 10, f"{HERE}.robots.RobotsMiddleware": 100,
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
            "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
            "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
            "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
            f"{HERE}.pace.UnchangedMiddleware": 540, f"{HERE}.pace.PaceMiddleware": 550,
            f"{HERE}.stop.StopMiddleware": 620, f"{HERE}.warc.WarcMiddleware": 900,
        },
        "SPIDER_MIDDLEWARES": {"scrapy.spidermiddlewares.referer.RefererMiddleware": None},
        "EXTENSIONS": {"scrapy.extensions.telnet.TelnetConsole": None, "scrapy.extensions.remote_control.RemoteControl": None,
                       "scrapy.extensions.feedexport.FeedExporter": None, "scrapy.extensions.logstats.LogStats": None},
        "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False, "COOKIES_ENABLED": False, "HTTPPROXY_ENABLED": False,
        "DOWNLOAD_DELAY": job.delay, "DOWNLOAD_DELAY_JITTER": 0, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "CONCURRENT_REQUESTS": 1,
        "DOWNLOAD_TIMEOUT": job.timeout, "DOWNLOAD_MAXSIZE": job.max_bytes, "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True, "REDIRECT_MAX_TIMES": 5, "HTTPERROR_ALLOW_ALL": True, "METAREFRESH_MAXDELAY": 10,
        "DEPTH_LIMIT": job.pages + 4, "URLLENGTH_LIMIT": 2083, "CLOSESPIDER_TIMEOUT": job.minutes * 60,
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",  # the spider knows what it asked; none is to vanish unsaid
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",  # documents in the order of their list
        "LOG_LEVEL": "ERROR", "STATS_DUMP": False,
        "FETCH_ALLOW_HOSTS": list(job.allow_hosts), "FETCH_STATE": job.state, "FETCH_WARC": job.warc,
    }


def main() -> None:
    """Runs the job on standard input."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8", newline="\n")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever prints goes to the log, not between the lines

    def tell(event: str, **fields: Any) -> None:
        out.write(json.dumps({"event": event, **fields}, ensure_ascii=False) + "\n")
        out.flush()

    job = Job.from_json(sys.stdin.readline())
    if not os.environ.get("SSL_CERT_FILE"):
        import ssl

        if not ssl.create_default_context().cert_store_stats()["x509_ca"]:  # systems whose store OpenSSL does not find
            import certifi

            os.environ["SSL_CERT_FILE"] = certifi.where()

    from scrapy import signals
    from scrapy.crawler import CrawlerProcess

    from pipeline.fetch.spider import SiteSpider

    process = CrawlerProcess(settings_of(job), install_root_handler=True)
    crawler = process.create_crawler(SiteSpider)
    crawler.signals.connect(lambda spider, reason: tell("end", reason=reason), signal=signals.spider_closed, weak=False)
    process.crawl(crawler, job=job, tell=tell)
    threading.Thread(target=_wait_for_parent, args=(process,), daemon=True).start()
    process.start(install_signal_handlers=False)


def _wait_for_parent(process: Any) -> None:
    while sys.stdin.readline():
        pass
    from twisted.internet import reactor

    reactor.callFromThread(process.stop)  # type: ignore[attr-defined]
    threading.Timer(5, os._exit, [0]).start()
