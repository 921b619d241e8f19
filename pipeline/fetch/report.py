"""What fetching gives back, as tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.table import Column, Table
from pipeline.fetch.health import Health
from pipeline.fetch.profiles import Site
from pipeline.fetch.run import Fetched
from pipeline.fetch.state import Served

STATUSES = {"added": "加入", "unchanged": "未变", "replaced": "更新", "skipped": "略过", "failed": "失败", "declined": "网站谢绝",
            "robots": "robots 不许", "refused": "不访问"}
STATES = {"ok": "正常", "fewer": "偏少", "empty": "空列表", "changed": "结构已变", "no_body": "无正文", "declined": "网站谢绝",
          "robots": "robots 不许", "refused": "不访问", "failed": "失败", "none": "无列表"}
LEVELS = {"central": "中央", "ministry": "部委", "province": "省级", "city": "市县", "service": "其他"}


class FetchReport(Table[Fetched]):
    """What a fetch did, one row an address."""

    @classmethod
    def of(cls, rows: Iterable[Fetched]) -> FetchReport:
        """The report of these rows."""
        return cls("抓取结果", FETCH_COLUMNS, tuple(rows))

    def tally(self, *statuses: str) -> int:
        """How many addresses have one of these statuses."""
        return sum(row.status in statuses for row in self.rows)

    @property
    def failed(self) -> tuple[Fetched, ...]:
        """What did not come in, and why (failed, declined, robots, refused)."""
        return tuple(row for row in self.rows if row.status in ("failed", "declined", "robots", "refused"))


FETCH_COLUMNS: tuple[Column[Fetched], ...] = (
    Column("source", "网址", lambda r: r.uri, 40), Column("status", "结果", lambda r: r.status, 8, titles=STATUSES),
    Column("title", "标题", lambda r: r.title or None, 30), Column("date", "日期", lambda r: r.date, 10),
    Column("document", "文档", lambda r: r.doc_id, 20), Column("clauses", "条款数", lambda r: r.clauses or None, 6),
    Column("notice", "所附通知", lambda r: r.notice, 16), Column("reason", "原因", lambda r: r.reason, 40))


class HealthReport(Table[Health]):
    """The health of sites, one row a list."""

    @classmethod
    def of(cls, rows: Iterable[Health]) -> HealthReport:
        """The report of these rows."""
        return cls("站点状况", HEALTH_COLUMNS, tuple(rows))

    @property
    def ill(self) -> tuple[Health, ...]:
        """The lists that are not well."""
        return tuple(row for row in self.rows if row.state != "ok")


HEALTH_COLUMNS: tuple[Column[Health], ...] = (
    Column("site", "站点", lambda r: r.site, 12), Column("title", "列表", lambda r: r.title or None, 12),
    Column("list", "网址", lambda r: r.list, 36), Column("state", "状况", lambda r: r.state, 8, titles=STATES),
    Column("items", "条数", lambda r: r.items, 5), Column("expected", "应有", lambda r: r.expected, 5),
    Column("newest", "最新", lambda r: r.newest, 10), Column("sampled", "抽查", lambda r: r.sampled or None, 5),
    Column("bodies", "正文字数", lambda r: r.bodies, 7), Column("reason", "原因", lambda r: r.reason, 40))


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site in the list of sites, with when it was last fetched, and how it was at its last check, when that was and why."""

    site: Site
    last: str | None = None
    outcome: str | None = None
    health: str | None = None
    checked: str | None = None
    reason: str | None = None


class SiteTable(Table[SiteRow]):
    """The sites that are known."""

    @classmethod
    def of(cls, rows: Iterable[SiteRow]) -> SiteTable:
        """The table of these rows."""
        return cls("站点", SITE_COLUMNS, tuple(rows))


SITE_COLUMNS: tuple[Column[SiteRow], ...] = (
    Column("id", "代号", lambda r: r.site.id, 12), Column("name", "名称", lambda r: r.site.name, 20),
    Column("level", "层级", lambda r: r.site.level, 5, titles=LEVELS), Column("region", "地区", lambda r: r.site.region or None, 10),
    Column("family", "系统", lambda r: r.site.family or None, 9), Column("lists", "列表", lambda r: len(r.site.lists), 4),
    Column("search", "检索", lambda r: "yes" if r.site.search else None, 4, titles={"yes": "有"}),
    Column("state", "核对", lambda r: r.site.state, 16), Column("health", "状况", lambda r: r.health, 8, titles=STATES),
    Column("checked", "上次检查", lambda r: r.checked, 18), Column("reason", "原因", lambda r: r.reason, 24),
    Column("last", "上次抓取", lambda r: r.last, 18), Column("outcome", "结果", lambda r: r.outcome, 6),
    Column("home", "网址", lambda r: r.site.home, 28), Column("verified", "据", lambda r: "；".join(r.site.verified.values()) or None, 20),
    Column("note", "说明", lambda r: "；".join(x for x in (r.site.declines, r.site.note) if x) or None, 30),
    Column("source", "出处", lambda r: r.site.source, 24))

SERVED_COLUMNS: tuple[Column[Served], ...] = (
    Column("fetched", "何时", lambda r: r.fetched, 20), Column("uri", "网址", lambda r: r.uri, 40),
    Column("final", "答自", lambda r: r.final if r.final != r.uri else None, 30), Column("status", "状态码", lambda r: r.status, 6),
    Column("bytes", "字节", lambda r: r.bytes, 8), Column("sha256", "SHA-256", lambda r: r.sha256, 20),
    Column("etag", "ETag", lambda r: r.etag, 12), Column("modified", "Last-Modified", lambda r: r.modified, 20),
    Column("published", "发布日期", lambda r: r.published, 10))
