"""Search of the knowledge base at full size, on SQLite in memory: CPU of one search as an employee.

    python -m bench.knowledge [--articles 5000]

Limit: 50 ms CPU for each query, the median of five.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from datetime import UTC, datetime

LIMIT_MS = 50
_ZH = (
    "报工 采购 结账 月末 审批 扫码 工单 车间 班长 发票 报销 合同 供应商 经销商 商机 考勤 权限 密码"
    " 培训 推广 盘点 入库 出库 质量 停线 设备 计划 成本 预算 流程"
)
_EN = "report order closing approve scanner invoice supplier dealer training rights password quality stock cost plan"
ZH, EN = _ZH.split(), _EN.split()
QUERIES = (
    "报工",
    "月末结账",
    "供应商",
    "报",
    "reporting",
    "reprot",
    "invoice approval",
    "车间 质量",
    "电子签章",
    "plan",
)


def fill(count: int) -> object:
    """`count` published articles of some 300 characters and 60 words; the person who searches."""
    from metrics.knowledge.models import Article, ArticleTerm, ArticleVersion, KnowledgeWord
    from metrics.knowledge.services.indexing import weights
    from pmo.accounts.models import User

    rng, now = random.Random(7), datetime(2026, 11, 23, tzinfo=UTC)
    user = User.objects.create_user("bench")
    rare = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]
    terms: list[ArticleTerm] = []
    words: set[str] = set()
    for n in range(count):
        text = "".join(rng.choice(ZH) if rng.random() < 0.3 else rng.choice(rare) for _ in range(200))
        english = " ".join(rng.choice(EN) if rng.random() < 0.3 else f"w{rng.randrange(4000)}x" for _ in range(60))
        said = {
            "title": "".join(rng.sample(ZH, 3)),
            "title_en": " ".join(rng.sample(EN, 3)),
            "body": text,
            "body_en": english,
        }
        article = Article.objects.create(owner=user, state="published", created_at=now, updated_at=now, **said)
        version = ArticleVersion.objects.create(article=article, number=1, published_by=user, published_at=now, **said)
        article.current = version
        article.save(update_fields=["current"])
        found = weights(article)
        terms += [ArticleTerm(article=article, term=term, weight=weight) for term, weight in found.items()]
        words |= {term for term in found if term.isascii() and term.isalpha()}
        if len(terms) > 50_000 or n == count - 1:
            ArticleTerm.objects.bulk_create(terms, batch_size=300)
            terms = []
    KnowledgeWord.objects.bulk_create([KnowledgeWord(word=word) for word in words], ignore_conflicts=True)
    return user


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=5000)
    count = parser.parse_args().articles
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmo.settings")
    import django

    django.setup()
    from django.db import connection

    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    from metrics.knowledge.models import ArticleTerm
    from metrics.knowledge.selectors.search import search

    user = fill(count)
    print(f"{count} articles, {ArticleTerm.objects.count()} terms")
    for query in QUERIES:
        spent, total = [], 0
        for _ in range(5):
            begun = time.process_time()
            total = search(user, query, today=datetime(2026, 11, 23, tzinfo=UTC).date()).total
            spent.append(time.process_time() - begun)
        middle = statistics.median(spent)
        print(f"{query:20} {total:5} found  {1000 * middle:6.1f} ms  {1000 * middle / LIMIT_MS:5.2f} of the limit")


if __name__ == "__main__":
    main()
