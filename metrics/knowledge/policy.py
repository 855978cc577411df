from pmo.access.routes import RoutePolicy, Rule, SignedIn

READ = SignedIn("everybody finds what is published for them")
ADD, CHANGE, PUBLISH = (Rule("article", verb) for verb in ("add", "change", "publish"))
KEEP = Rule("knowledge", "change")

ROUTES: RoutePolicy = {
    "knowledge:home": {"GET": READ},
    "knowledge:search": {"GET": READ},
    "knowledge:list": {"GET": READ},
    "knowledge:new": {"GET": ADD, "POST": ADD},
    "knowledge:article": {"GET": READ},
    "knowledge:edit": {"GET": CHANGE, "POST": CHANGE},
    "knowledge:submit": {"POST": CHANGE},
    "knowledge:publish": {"POST": PUBLISH},
    "knowledge:send_back": {"POST": PUBLISH},
    "knowledge:confirm": {"POST": CHANGE},
    "knowledge:archive": {"POST": PUBLISH},
    "knowledge:revive": {"POST": PUBLISH},
    "knowledge:delete": {"POST": CHANGE},
    "knowledge:versions": {"GET": READ},
    "knowledge:restore": {"POST": CHANGE},
    "knowledge:add_file": {"POST": CHANGE},
    "knowledge:remove_file": {"POST": CHANGE},
    "knowledge:vote": {"POST": READ},
    "knowledge:ask": {"POST": READ},
    "knowledge:question_answer": {"POST": CHANGE},
    "knowledge:question_faq": {"POST": CHANGE},
    "knowledge:question_remove": {"POST": CHANGE},
    "knowledge:from_review": {"POST": ADD},
    "knowledge:from_feedback": {"POST": ADD},
    "knowledge:from_pain_point": {"POST": ADD},
    "knowledge:desk": {"GET": PUBLISH},
    "knowledge:settle": {"POST": KEEP},
    "knowledge:shelves": {"GET": KEEP},
    "knowledge:tag": {"GET": KEEP, "POST": KEEP},
    "knowledge:tag_merge": {"POST": KEEP},
    "knowledge:category_new": {"GET": KEEP, "POST": KEEP},
    "knowledge:category": {"GET": KEEP, "POST": KEEP},
    "knowledge:category_delete": {"POST": KEEP},
    "api:article-list": {"GET": READ},
    "api:article-detail": {"GET": READ},
    "api:article-search": {"GET": READ},
}
