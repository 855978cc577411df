from django.urls import path

from projects.benefits.views import acts, benefits, bookings, case, company, lists

app_name = "benefits"
PROJECT = "projects/<str:key>/benefits/"
urlpatterns = [
    path(PROJECT, lists.Benefits.view, name="benefits"),
    path(f"{PROJECT}case/", case.value_case, name="case"),
    path(f"{PROJECT}booked/", lists.Booked.view, name="booked"),
    path(f"{PROJECT}new/", benefits.new, name="new"),
    path("benefits/", company.company, name="company"),
    path("benefits/rates/", company.rates, name="rates"),
    path("benefits/rates/<int:pk>/remove/", company.rate_remove, name="rate_remove"),
    path("benefits/<int:pk>/", benefits.benefit, name="benefit"),
    path("benefits/<int:pk>/edit/", benefits.edit, name="edit"),
    path("benefits/<int:pk>/delete/", benefits.delete, name="delete"),
    path("benefits/<int:pk>/propose/", acts.propose, name="propose"),
    path("benefits/<int:pk>/answer/", acts.answer, name="answer"),
    path("benefits/<int:pk>/reopen/", acts.reopen, name="reopen"),
    path("benefits/<int:pk>/close/", acts.close, name="close"),
    path("benefits/<int:pk>/book/", bookings.book, name="book"),
    path("booked/<int:pk>/edit/", bookings.edit, name="booking_edit"),
    path("booked/<int:pk>/withdraw/", bookings.withdraw, name="booking_withdraw"),
    path("booked/<int:pk>/decide/", bookings.decide, name="booking_decide"),
]
