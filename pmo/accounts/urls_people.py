from pmo.accounts.urls import people

app_name = "people"

urlpatterns = people
