from django.urls import path

from pmo.audit.views import History

app_name = "audit"
urlpatterns = [path("", History.view, name="list")]
