"""Accessibility, by axe-core (WCAG 2.2 A and AA)."""

import importlib.resources

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def violations(page):
    """Return what axe-core finds on a page: {rule: [html of each place]}."""
    source = importlib.resources.files("axe_playwright_python") / "axe.min.js"
    page.evaluate(source.read_text())
    result = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS
    )
    return {
        rule["id"]: [node["html"] for node in rule["nodes"]]
        for rule in result["violations"]
    }
