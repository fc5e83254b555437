"""Lists as people put them together: random filters, days, orders and pages.

What can be asked for is read from the program's own description of its API, and the values from
rows of the company; the same company and seed give the same questions.
"""
import random
import time
from urllib.parse import quote

# What the pages sort by.
ORDERS = {
    "/customers": ["sort_key", "next_touch_at", "order_total", "order_count", "last_order_on",
                   "last_contact_at", "id"],
    "/tickets": ["next_due_at", "submitted_at", "resolved_at", "id"],
    "/follow-ups": ["planned_at", "done_at", "next_action_due_at", "id"],
}
DAY = 86400
FEW = 20  # values of a field that people choose among


def parameters(openapi, path):
    """The fields that a list is filtered by, and those of them that are times."""
    fields, times = [], []
    known = openapi["components"]["parameters"]
    for p in openapi["paths"][path]["get"]["parameters"]:
        p = known[p["$ref"].rsplit("/", 1)[1]] if "$ref" in p else {"name": "["}
        if "[" not in p["name"]:
            fields.append(p["name"])
        elif p["name"][:-5] in ORDERS[path] and "format" in p.get("schema", ()):
            times.append((p["name"][:-5], p["schema"]["format"] == "date"))
    return fields, times


def values(get, path, names):
    """Those of rows that stand at either end of each order, if they are few or name a record."""
    rows = [r for order in ORDERS[path] for down in ("", "-")
            for r in get("%s?limit=100&sort=%s%s" % (path, down, order))["items"]]
    seen = {n: sorted({str(r[n]).lower() if isinstance(r[n], bool) else str(r[n])
                       for r in rows if r.get(n) is not None}) for n in names}
    return {n: v for n, v in seen.items() if 0 < len(v) <= FEW or v and n.endswith("_id")}


def of_days(rng, name, is_date, now):
    begin = now + rng.uniform(-80, 30) * DAY
    form = "%Y-%m-%d" if is_date else "%Y-%m-%dT%H:%M:%SZ"
    ends = [time.strftime(form, time.gmtime(t)) for t in (begin, begin + rng.choice((1, 7, 31)) * DAY)]
    return ["%s[gte]=%s" % (name, ends[0]), "%s[lt]=%s" % (name, ends[1])]


def questions(openapi, get, n, seed, now):
    """So many paths of lists; get(path) answers one."""
    rng = random.Random(seed)
    lists = {}
    for path in ORDERS:
        fields, times = parameters(openapi, path)
        lists[path] = values(get, path, fields), times
    for _ in range(n):
        path = rng.choice(list(lists))
        seen, times = lists[path]
        parts = []
        for name in rng.sample(sorted(seen), min(len(seen), rng.choice((0, 1, 1, 2, 2, 3)))):
            some = rng.sample(seen[name], min(len(seen[name]), rng.choice((1, 1, 2))))
            parts.append("%s%s=%s" % (name, "[in]" if len(some) > 1 else "", quote(",".join(some))))
        if rng.random() < 0.3:
            parts += of_days(rng, *rng.choice(times), now)
        parts.append("sort=%s%s" % (rng.choice(("", "-")), rng.choice(ORDERS[path])))
        if rng.random() < 0.2:
            parts.append("page=%d" % rng.choice((2, 20, 200, 2000)))
        yield path + "?" + "&".join(parts)
