from pmo.access.routes import RoutePolicy, Rule

POINTS, GIFT, REDEMPTION, THANKS = (Rule(kind, "view") for kind in ("points", "gift", "redemption", "recognition"))
ASK, THANK = Rule("redemption", "add"), Rule("recognition", "add")
DECIDE, HAND = Rule("redemption", "decide"), Rule("redemption", "hand")
MANAGE = Rule("recognition", "manage")
LEDGER = Rule("point_budget", "export")
GIFT_NEW, GIFT_CHANGE = Rule("gift", "add"), Rule("gift", "change")
RULE, RULE_NEW, RULE_CHANGE = (Rule("point_rule", verb) for verb in ("view", "add", "change"))
BUDGET, BUDGET_NEW, BUDGET_CHANGE = (Rule("point_budget", verb) for verb in ("view", "add", "change"))

ROUTES: RoutePolicy = {
    "incentives:mine": {"GET": POINTS},
    "incentives:show_me": {"POST": POINTS},
    "incentives:gifts": {"GET": GIFT},
    "incentives:gift_list": {"GET": GIFT_CHANGE},
    "incentives:gift_new": {"GET": GIFT_NEW, "POST": GIFT_NEW},
    "incentives:gift": {"GET": GIFT},
    "incentives:gift_edit": {"GET": GIFT_CHANGE, "POST": GIFT_CHANGE},
    "incentives:gift_stock": {"POST": GIFT_CHANGE},
    "incentives:picture_remove": {"POST": GIFT_CHANGE},
    "incentives:picture": {"GET": GIFT},
    "incentives:redeem": {"POST": ASK},
    "incentives:redemptions": {"GET": REDEMPTION},
    "incentives:redemption_list": {"GET": DECIDE},
    "incentives:redemption": {"GET": REDEMPTION},
    "incentives:approve": {"POST": DECIDE},
    "incentives:refuse": {"POST": DECIDE},
    "incentives:hand_over": {"POST": HAND},
    "incentives:cancel": {"POST": ASK},
    "incentives:received": {"POST": ASK},
    "incentives:not_received": {"POST": ASK},
    "incentives:wall": {"GET": THANKS},
    "incentives:thank": {"GET": THANK, "POST": THANK},
    "incentives:recognition": {"GET": THANKS},
    "incentives:report": {"POST": THANK},
    "incentives:keep": {"POST": MANAGE},
    "incentives:withdraw": {"POST": MANAGE},
    "incentives:ranking": {"GET": POINTS},
    "incentives:share": {"POST": POINTS},
    "incentives:rules": {"GET": RULE},
    "incentives:rule_new": {"GET": RULE_NEW, "POST": RULE_NEW},
    "incentives:rule": {"GET": RULE_CHANGE, "POST": RULE_CHANGE},
    "incentives:budgets": {"GET": BUDGET},
    "incentives:budget_new": {"GET": BUDGET_NEW, "POST": BUDGET_NEW},
    "incentives:budget": {"GET": BUDGET_CHANGE, "POST": BUDGET_CHANGE},
    "incentives:lasting": {"GET": BUDGET_CHANGE, "POST": BUDGET_CHANGE},
    "incentives:ledger": {"GET": LEDGER},
    "incentives:statement": {"GET": POINTS},
    "incentives:statement_export": {"GET": POINTS},
    "incentives:project": {"GET": BUDGET},
    "incentives:project_rule_new": {"GET": RULE_NEW, "POST": RULE_NEW},
    "api:point-list": {"GET": POINTS},
    "api:point-detail": {"GET": POINTS},
    "api:point-balance": {"GET": POINTS},
    "api:reward-list": {"GET": GIFT},
    "api:reward-detail": {"GET": GIFT},
    "api:reward-redeem": {"POST": ASK},
    "api:redemption-list": {"GET": REDEMPTION},
    "api:redemption-detail": {"GET": REDEMPTION},
    "api:redemption-approve": {"POST": DECIDE},
    "api:redemption-refuse": {"POST": DECIDE},
    "api:redemption-hand-over": {"POST": HAND},
    "api:redemption-cancel": {"POST": ASK},
    "api:redemption-receive": {"POST": ASK},
}
