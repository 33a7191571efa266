"""Render jobs: made once, taken up again, failing with a cause; and a renderer that fetches only our own files."""

import io
import re
import unicodedata
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerUnreachable
from pypdf import PdfReader

from circpro.documents import rendering, services
from circpro.documents.models import Document, RenderJob
from circpro.documents.rendering import RenderError, local_file

pytestmark = pytest.mark.django_db

CONTEXT: dict[str, Any] = {
    "subject": "Καρέκλες и столове", "authority": "Elverum", "place": "NO02", "date": "today", "revision": 1,
    "sha256": "0" * 64, "chapters": [], "annexes": {"evidence": [], "files": []},
}  # fmt: skip


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> list[uuid.UUID]:
    """Messages to the queue, instead of a broker."""
    messages: list[uuid.UUID] = []
    monkeypatch.setattr(services, "_send", messages.append)
    return messages


@pytest.fixture
def ask(authority: Any, django_capture_on_commit_callbacks: Any) -> Any:
    def request(**changes: Any) -> RenderJob:
        context = {**CONTEXT, **changes.pop("context", {})}
        values = {
            "owner": authority,
            "template": "pdf/tender.html",
            "language": "en",
            "title": "T",
            "filename": "t.pdf",
        }
        with django_capture_on_commit_callbacks(execute=True):
            return services.request_render(context=context, **{**values, **changes})

    return request


def test_a_job_ends_with_a_tagged_pdf_in_its_language(ask: Any, sent: Any) -> None:
    job = ask(language="el")
    assert sent == [job.pk]
    services.run_job(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.progress, job.attempts, job.error) == ("done", 100, 1, "")
    reader = PdfReader(io.BytesIO(job.document.file.read()))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "el"
    assert reader.metadata.title == "T"
    fonts = {
        f["/BaseFont"] for page in reader.pages for f in (x.get_object() for x in page["/Resources"]["/Font"].values())
    }
    assert fonts
    assert all("Inter" in font for font in fonts)


def test_the_same_content_is_made_once_whoever_asks(ask: Any, other_authority: Any, sent: Any) -> None:
    first = ask()
    services.run_job(job_id=first.pk)
    second = ask(owner=other_authority)
    assert second.state == "done"
    assert sent == [first.pk]
    assert Document.objects.count() == 1


def test_asking_twice_while_it_is_made_is_one_job(ask: Any) -> None:
    assert ask() == ask()
    assert ask(context={"subject": "Other"}) != ask()


def test_a_file_that_vanished_is_made_again(ask: Any) -> None:
    first = ask()
    services.run_job(job_id=first.pk)
    first.refresh_from_db()
    Path(first.document.file.path).unlink()
    second = ask()
    assert second.state == "queued"
    services.run_job(job_id=second.pk)
    second.refresh_from_db()
    assert Path(second.document.file.path).is_file()
    assert Document.objects.count() == 1


def test_running_a_finished_job_again_does_nothing(ask: Any) -> None:
    job = ask()
    services.run_job(job_id=job.pk)
    services.run_job(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 1)


def hold(job: RenderJob, *, lapsed: bool, attempts: int = 1) -> None:
    """As a worker that has the job, alive or silent."""
    until = timezone.now() + timedelta(seconds=-1 if lapsed else 60)
    RenderJob.objects.filter(pk=job.pk).update(
        state="rendering", lease_token=uuid.uuid4(), lease_until=until, attempts=attempts
    )


def test_a_job_another_worker_holds_is_left_to_it(ask: Any) -> None:
    job = ask()
    hold(job, lapsed=False)
    services.run_job(job_id=job.pk)
    services.sweep()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("rendering", 1)


def test_the_sweep_takes_up_what_a_dead_worker_left(ask: Any, sent: Any) -> None:
    job = ask()
    hold(job, lapsed=True)
    services.sweep()
    job.refresh_from_db()
    assert job.state == "queued"
    assert sent == [job.pk, job.pk]
    services.run_job(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)


def test_a_job_that_kills_its_workers_fails_with_the_cause(ask: Any, settings: Any) -> None:
    job = ask()
    hold(job, lapsed=True, attempts=settings.RENDER_MAX_ATTEMPTS)
    services.sweep()
    job.refresh_from_db()
    assert job.state == "failed"
    assert "stopped 3 times" in job.error


def test_a_message_that_got_lost_is_sent_again(ask: Any, sent: Any, settings: Any) -> None:
    job = ask()
    assert services.sweep() == 0
    later = timezone.now() + timedelta(seconds=settings.RENDER_LEASE_SECONDS + 1)
    assert services.sweep(now=later) == 1
    assert sent == [job.pk, job.pk]


def test_the_result_of_a_worker_that_lost_its_lease_is_dropped(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    job = ask()
    made = rendering.render_pdf

    def taken_over(**values: Any) -> Any:
        result = made(**values)
        hold(job, lapsed=False)
        return result

    monkeypatch.setattr(rendering, "render_pdf", taken_over)
    services.run_job(job_id=job.pk)
    job.refresh_from_db()
    assert job.state == "rendering"
    assert not Document.objects.exists()


def test_trouble_of_the_machine_puts_the_job_back(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_values: Any) -> Any:
        raise OSError("No space left on device")

    monkeypatch.setattr(rendering, "render_pdf", full)
    job = ask()
    services.run_job(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("queued", 1)
    assert "No space left" in job.error


def test_an_unreachable_broker_loses_nothing(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()

    def away(*_args: Any, **_kwargs: Any) -> None:
        raise BrokerUnreachable("away")

    monkeypatch.setattr("circpro.documents.tasks.render.delay", away)
    assert ask().state == "queued"


def test_what_cannot_be_laid_out_fails_with_a_cause_and_can_be_tried_again(ask: Any, buyer: Any, rf: Any) -> None:
    job = ask(
        context={"chapters": [{"number": 1, "title": "T", "body": '<img src="https://example.org/x.png" alt="">'}]}
    )
    services.run_job(job_id=job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "outside the portal" in job.error
    again = services.retry(job=job)
    assert (again.state, again.attempts, again.error) == ("queued", 0, "")
    with pytest.raises(services.NotFailed):
        services.retry(job=again)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a.png",
        "http://127.0.0.1/a.png",
        "file:///etc/passwd",
        "ftp://example.org/a",
        "https://document.invalid/static/../../etc/passwd",
        "https://document.invalid/static/%2e%2e/%2e%2e/manage.py",
        "https://document.invalid/static/css/missing.css",
        "https://document.invalid/media/attachments/secret.pdf",
        "https://document.invalid/etc/passwd",
    ],
)
def test_nothing_but_our_own_files_is_fetched(url: str) -> None:
    with pytest.raises(RenderError):
        local_file(url)


def test_our_style_sheets_and_pictures_are_found(settings: Any) -> None:
    assert local_file("https://document.invalid/static/css/pdf.css").name == "pdf.css"
    picture = Path(settings.MEDIA_ROOT) / "logo.png"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"png")
    assert local_file("https://document.invalid/media/logo.png") == picture.resolve()
    (picture.parent / "link.png").symlink_to("/etc/passwd")
    with pytest.raises(RenderError):
        local_file("https://document.invalid/media/link.png")


def test_the_page_of_a_job_refreshes_itself_until_it_is_done(tender: Any, buyer_client: Client) -> None:
    from procurement.models import Revision

    revision = Revision.objects.create(tender=tender, number=1, snapshot={}, sha256="x")
    job = services.request_render(
        owner=revision,
        template="pdf/tender.html",
        context=CONTEXT,
        language="en",
        title="T",
        filename="t.pdf",
    )
    address = reverse("documents:job_status", args=[job.pk])
    part = buyer_client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 1s"' in part
    assert "<html" not in part
    RenderJob.objects.filter(pk=job.pk).update(state="failed", error="The printer is on fire.")
    part = buyer_client.get(address).content.decode()
    assert "The printer is on fire." in part
    assert "hx-trigger" not in part
    assert buyer_client.get(reverse("documents:download", args=[job.pk])).status_code == 404
    buyer_client.post(reverse("documents:job_retry", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == "queued"


def test_each_script_is_printed_from_its_own_font(ask: Any) -> None:
    """WeasyPrint embeds one file for each family, weight and style: under one name Greek came out as Latin glyphs."""
    job = ask(language="el", context={"subject": "Καρέκλες, столове, kėdės, chairs"})
    services.run_job(job_id=job.pk)
    job.refresh_from_db()
    reader = PdfReader(io.BytesIO(job.document.file.read()))
    letters: dict[str, str] = {}
    for page in reader.pages:
        for reference in page["/Resources"]["/Font"].values():
            font = reference.get_object()
            pairs = re.findall(rb"<[0-9a-fA-F]+> <([0-9a-fA-F]+)>", font["/ToUnicode"].get_data())
            said = "".join(bytes.fromhex(code.decode()).decode("utf-16-be", "ignore") for code in pairs)
            letters[font["/BaseFont"]] = letters.get(font["/BaseFont"], "") + said

    def scripts(text: str) -> set[str]:
        return {unicodedata.name(letter, "?").split()[0] for letter in text if letter.isalpha()}

    by_font = {name: scripts(text) for name, text in letters.items()}
    assert {"GREEK"} in by_font.values()
    assert {"CYRILLIC"} in by_font.values()
    assert all(len(found) <= 1 for found in by_font.values()), by_font
