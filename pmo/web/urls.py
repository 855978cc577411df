from django.urls import path

from pmo.web import gallery, views

app_name = "web"
urlpatterns = [
    path("views/<slug:key>/save/", views.save_view, name="save_view"),
    path("views/<int:pk>/drop/", views.drop_view, name="drop_view"),
    path("gallery/", gallery.gallery, name="gallery"),
]
