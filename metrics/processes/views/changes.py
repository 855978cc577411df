"""Changing: processes, their logs, the names of their steps."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from metrics.processes import faults, selectors, services
from metrics.processes.choices import LogStatus
from metrics.processes.csv_reader import csv_preview
from metrics.processes.forms import ColumnsForm, NewProcessForm, ProcessForm, ReasonForm, StepNamesForm, UploadForm
from metrics.processes.log_source import LogError
from metrics.processes.models import EventLog, Process
from metrics.processes.views.common import NAV, find_log, load
from pmo import files
from pmo.access import policy
from pmo.records import DomainError
from pmo.web.pages import done, render
from projects.portfolio.models import Project


def new(request: HttpRequest) -> HttpResponse:
    """A process and its first log in one step."""
    project = Project.objects.visible_to(request.user).filter(key=request.GET.get("project", "")).first()
    form = NewProcessForm(
        request.POST or None,
        request.FILES or None,
        user=request.user,
        initial={"project": project.pk if project else None},
    )
    if request.method == "POST" and form.is_valid():
        values = form.values()
        file = values.pop("file", None)
        try:
            if file:
                made = services.begin_process(
                    by=request.user, upload=file, ask_columns=True, now=timezone.now(), **values
                )
                return _uploaded(request, made)
            process = services.create_process(by=request.user, now=timezone.now(), **values)
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Process added"), process.url)
    context = {"form": form, "nav": NAV, "project": project}
    return render(request, "metrics/processes/new.html", context, status=422 if form.errors else 200)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    process = load(request, pk, "change")
    form = ProcessForm(request.POST or None, user=request.user, instance=process)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_process(
                by=request.user, process=process, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), process.url)
    context = {"form": form, "process": process, "nav": NAV, "may_delete": policy.may(request.user, "delete", process)}
    return render(request, "metrics/processes/edit.html", context, status=422 if form.errors else 200)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    process = load(request, pk, "delete")
    try:
        services.delete_process(by=request.user, process=process, now=timezone.now())
    except DomainError as error:
        form = ProcessForm(user=request.user, instance=process)
        context = {"form": form, "process": process, "nav": NAV, "may_delete": True, "refused": error.message}
        return render(request, "metrics/processes/edit.html", context, status=error.status)
    return done(request, _("Process deleted"), reverse("processes:list"))


def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """A further log of a process."""
    process = load(request, pk, "import")
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        try:
            made = services.upload_log(
                by=request.user, process=process, upload=form.cleaned_data["file"], ask_columns=True, now=timezone.now()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return _uploaded(request, made)
    newest = process.logs.order_by("-number").first()
    context = {"form": form, "process": process, "nav": NAV, "newest": newest}
    return render(request, "metrics/processes/upload.html", context, status=422 if form.errors else 200)


def _uploaded(request: HttpRequest, made: services.Upload) -> HttpResponse:
    log = made.log
    if log.status == LogStatus.MAPPING:
        return redirect("processes:columns", log.process_id, log.number)
    if made.known:
        return done(request, _("This file is log %(n)s already") % {"n": log.number}, log.url)
    return done(request, _("Log %(n)s uploaded; its analysis has begun") % {"n": log.number}, log.url)


def columns(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Which column of the table is the case, the step, the time."""
    process = load(request, pk, "import")
    log = find_log(process, number)
    if not log.is_table:
        return redirect(log.url)
    try:
        with files.open_file(log.attachment) as stream:
            preview = csv_preview(stream)
    except LogError as error:
        return done(request, faults.text(faults.to_json(error)), reverse("processes:logs", args=[process.pk]))
    form = ColumnsForm(request.POST or None, headers=preview.headers, initial=log.mapping or preview.guess)
    if request.method == "POST" and form.is_valid():
        try:
            services.analyse_again(by=request.user, log=log, mapping=form.cleaned_data, now=timezone.now())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("The analysis of log %(n)s has begun") % {"n": log.number}, log.url)
    chosen = {header: name for name, header in (log.mapping or preview.guess).items()}
    context = {
        "form": form,
        "process": process,
        "log": log,
        "nav": NAV,
        "preview": preview,
        "heads": [{"name": name, "use": faults.FIELDS.get(chosen.get(name, ""), "")} for name in preview.headers],
        "may_delete": policy.may(request.user, "delete", process),
    }
    return render(request, "metrics/processes/columns.html", context, status=422 if form.errors else 200)


@require_POST
def again(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    process = load(request, pk, "import")
    log = find_log(process, number)
    try:
        services.analyse_again(by=request.user, log=log, now=timezone.now())
    except DomainError as error:
        return _refused(request, process, log, error)
    return done(request, _("The analysis of log %(n)s has begun") % {"n": log.number}, log.url)


def withdraw(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take a wrong log back, with the reason."""
    process = load(request, pk, "delete")
    log = find_log(process, number)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_log(by=request.user, log=log, now=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            form.apply(error)
        else:
            return done(
                request, _("Log %(n)s withdrawn") % {"n": log.number}, reverse("processes:logs", args=[process.pk])
            )
    context = {"form": form, "process": process, "log": log, "nav": NAV, "kpis": selectors.followers(process)}
    return render(request, "metrics/processes/withdraw.html", context, status=422 if form.errors else 200)


@require_POST
def discard(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    process = load(request, pk, "delete")
    log = find_log(process, number)
    try:
        services.discard_log(by=request.user, log=log, now=timezone.now())
    except DomainError as error:
        return _refused(request, process, log, error)
    return done(request, _("Log %(n)s discarded") % {"n": number}, reverse("processes:logs", args=[process.pk]))


def _refused(request: HttpRequest, process: Process, log: EventLog, error: DomainError) -> HttpResponse:
    context = {"process": process, "log": log, "nav": NAV, "refused": error.message}
    return render(request, "metrics/processes/refused.html", context, status=error.status)


def steps(request: HttpRequest, pk: int) -> HttpResponse:
    """What the steps are called on the pages, in both languages."""
    process = load(request, pk, "change")
    log = selectors.latest_ready(process)
    analysis = selectors.analysis_of(log) if log else None
    if analysis is None:
        return done(request, _("The steps can be named when a log has been analysed."), process.url)
    form = StepNamesForm(
        request.POST or None,
        steps=analysis.result["steps"],
        own=process.step_names,
        initial={"version": process.version},
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.name_steps(
                by=request.user,
                process=process,
                names=form.names(),
                expected=form.cleaned_data["version"] or None,
                now=timezone.now(),
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Names of the steps saved"), process.url)
    context = {"form": form, "process": process, "nav": NAV}
    return render(request, "metrics/processes/steps.html", context, status=422 if form.errors else 200)
