"""Fetching from government sites: sites are data (`sites/*.toml`), the crawl is Scrapy's, in a process of its own.

What is fetched is handed to the corpus by its caller and kept, byte for byte, beside it. Nothing here is imported by any other
command; Scrapy is imported in the child process alone."""

from __future__ import annotations

from pipeline.fetch.face import fetch, health, meant, served, sites
from pipeline.fetch.health import Health
from pipeline.fetch.report import FetchReport, HealthReport, SiteTable
from pipeline.fetch.run import Fetched, Progress

__all__ = ["FetchReport", "Fetched", "Health", "HealthReport", "Progress", "SiteTable", "fetch", "health", "meant", "served",
           "sites"]
