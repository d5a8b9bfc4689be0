"""How much a first visit loads."""

from tests.browser.visit import Visit

MOST_BYTES = 60_000


def test_all_that_a_visit_loads_is_small_and_comes_from_here(visit_at_desk: Visit) -> None:
    page, urls = visit_at_desk.page, set()
    page.on("request", lambda request: urls.add(request.url))
    page.reload(wait_until="networkidle")
    sizes = {url: len(page.request.get(url).body()) for url in urls}
    ends = ("/", "style.css", "icon.svg", "upload.js", "batch.js", "progress.js")
    assert all(any(url.endswith(end) for url in sizes) for end in ends)
    assert sum(sizes.values()) < MOST_BYTES, sizes
