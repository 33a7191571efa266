"""Pages by cursor, for what grows and is mirrored."""

import re
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

from circpro.paging import AskedPageSize

SEARCH_LIMIT = 2000  # hits a program may page through; whoever wants more wants the whole list


class Cursors(AskedPageSize, CursorPagination):
    """Pages by cursor: what comes in between while one reads on neither repeats nor hides a row."""

    cursor_query_description = "Where to go on: taken from `next` or `previous`, never made up."
    position = re.compile(r"[A-Z]{3}-[0-9]{1,8}")  # what a cursor of ours can hold

    def decode_cursor(self, request: Request) -> Cursor | None:
        try:
            cursor = super().decode_cursor(request)
        except NotFound:
            cursor = Cursor(0, False, "")
        if cursor and cursor.position is not None and not self.position.fullmatch(cursor.position):
            raise ValidationError({self.cursor_query_param: [_("This cursor is not one this list gave out.")]})
        return cursor


class CriterionCursors(Cursors):
    """By the criterion's number; the versions of one criterion side by side."""

    ordering = ("criterion_number", "number")


class VersionCursors(Cursors):
    """The versions of one criterion, newest first."""

    ordering = ("-number",)
    position = re.compile(r"[0-9]{1,9}")


class HitCursors(Cursors):
    """Hits of a search in their own order, best first.

    The cursor holds the last row shown and its place: reading goes on behind the row, or at the place where the row is
    no hit any more.
    """

    position = re.compile(r"[0-9]{1,18}")
    offset_cutoff = SEARCH_LIMIT

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.base_url = request.build_absolute_uri()
        size = self.get_page_size(request)
        hits = list(queryset.values_list("pk", flat=True)[:SEARCH_LIMIT])
        start = self._start(hits, self.decode_cursor(request))
        shown = hits[start : start + size]
        rows = {row.pk: row for row in queryset.model.objects.with_stamps().filter(pk__in=shown)}
        self.page = [rows[pk] for pk in shown if pk in rows]
        self.next_cursor = Cursor(start + size, False, str(shown[-1])) if len(hits) > start + size else None
        before = max(start - size, 0)
        self.previous_cursor = Cursor(before, False, str(hits[before - 1]) if before else None) if start else None
        return self.page

    def _start(self, hits: list[int], cursor: Cursor | None) -> int:
        if cursor is None:
            return 0
        if cursor.position is not None and int(cursor.position) in hits:
            return hits.index(int(cursor.position)) + 1
        return cursor.offset

    def get_next_link(self) -> str | None:
        return self.encode_cursor(self.next_cursor) if self.next_cursor else None

    def get_previous_link(self) -> str | None:
        return self.encode_cursor(self.previous_cursor) if self.previous_cursor else None
