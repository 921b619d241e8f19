"""Removing a document: asked first, by its exact id, with the token of this run."""

from __future__ import annotations

from collections.abc import Callable

from forms import ask, post, token
from playwright.sync_api import expect
from room import Reader, every_way

Visit = Callable[..., Reader]


@every_way
def test_the_page_asks_before_it_removes(visit: Visit, served: str, size: str, language: str) -> None:
    it = visit(served, "/documents/qingshi-2022/remove", size, language)
    it.look("remove")
    it.tab.locator("main form a").click()
    assert it.tab.url.endswith("/documents/qingshi-2022")
    it.excused = ("404",)


def test_a_document_is_removed(visit: Visit, fresh: str) -> None:
    it = visit(fresh, "/documents/qingshi-2022")
    it.tab.locator(".about a[href$='/remove']").click()
    it.tab.wait_for_url("**/qingshi-2022/remove")
    it.tab.locator("main form button").focus()
    it.tab.keyboard.press("Enter")
    it.tab.wait_for_url("**/documents")
    expect(it.tab.locator("#register tbody tr")).to_have_count(5)
    good = token(fresh)
    for path in ("yunling-20", "yunling-2016", "%E4%BA%91%E5%B2%AD"):
        assert ask(fresh, "DELETE", f"/api/documents/{path}")[0] == 403
        assert ask(fresh, "DELETE", f"/api/documents/{path}", X_Token="x" * 300)[0] in (403, 422)
    assert ask(fresh, "DELETE", "/api/documents/yunling-201", X_Token=good)[0] in (400, 404)
    assert ask(fresh, "DELETE", "/api/documents/yunling-2016", X_Token=good, Origin="http://evil.example")[0] == 403
    assert len(ask(fresh, "GET", "/api/documents")[1]) == 5
    assert ask(fresh, "DELETE", "/api/documents/yunling-2016", X_Token=good) == (200, {"removed": "yunling-2016"})
    assert ask(fresh, "DELETE", "/api/documents/yunling-2016", X_Token=good)[0] == 404
    assert post(fresh, "/documents/nothing/remove")[0] == 404 and ask(fresh, "GET", "/documents/nothing/remove")[0] == 404
    assert post(fresh, "/documents/yunling-2021/remove", held="wrong")[0] == 403
    assert len(ask(fresh, "GET", "/api/documents")[1]) == 4
