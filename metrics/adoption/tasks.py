from celery import shared_task
from django.utils import timezone

from metrics.adoption import services
from metrics.usage.models import UsageSystem


@shared_task(name="metrics.adoption_refresh")
def adoption_refresh(system_id: int) -> int:
    system = UsageSystem.objects.filter(pk=system_id).first()
    return services.refresh(system, now=timezone.now()) if system else 0


@shared_task(name="metrics.adoption_sweep")
def adoption_sweep() -> int:
    return services.refresh_all(now=timezone.now())
