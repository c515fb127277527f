"""What the page of one review shows, and what a figure of it opens."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Prefetch, QuerySet, Window

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.numbers import identifier
from phoihop.lib.text import clean, sort_key
from phoihop.organisations.models import Organisation, Role
from phoihop.programmes import rules as programmes
from phoihop.programmes.models import Instrument, Party, ProvisionVersion
from phoihop.programmes.outline import clauses
from phoihop.programmes.queries import current_versions
from phoihop.programmes.states import SIGNED_TEXT_STATES
from phoihop.reviews.charts import Bar, bars
from phoihop.reviews.closing import Before, Closing, ItemRow
from phoihop.reviews.figures import Comparison, Figures, compare
from phoihop.reviews.findings import Finding, findings
from phoihop.reviews.models import Review
from phoihop.reviews.queries.before import year_before
from phoihop.reviews.queries.items import filtered, items_of_period, reach
from phoihop.reviews.queries.next_year import programme_after
from phoihop.reviews.queries.pictures import closing_of, item_rows, live_figures

FILTERS = ("outcome", "field", "body", "unit", "moved")
PAGE = 100
MOST_ITEMS = 1_000_000  # of one programme; an address may name any place


@dataclass(frozen=True)
class ReviewPage:
    """One review as one person may see it: closed figures if their side's text has them, else those of today."""

    review: Review
    who: programmes.Standing
    versions: list[ProvisionVersion]
    closing: Closing | None

    @property
    def instrument(self) -> Instrument:
        return self.review.instrument

    @property
    def acts(self) -> frozenset[programmes.Act]:
        return programmes.allowed(self.who, self.instrument)

    @property
    def is_officer(self) -> bool:
        """Whether the person acts as officer of one of the parties."""
        return any(self.who.holds(body, frozenset({Role.OFFICER})) for body in self.who.roles)

    @property
    def is_frozen(self) -> bool:
        return self.instrument.state in SIGNED_TEXT_STATES

    @property
    def narrative(self) -> list[tuple[str, ProvisionVersion]]:
        return clauses(self.versions)

    @property
    def body_names(self) -> Mapping[int, str]:
        """What the bodies of the table by body are called, as far as no further query is needed."""
        if self.closing:
            return self.closing.bodies
        parties = self.instrument.partnership.parties.all()
        return {party.organisation_id: str(party.organisation) for party in parties}

    @cached_property
    def live(self) -> Figures:
        return live_figures(
            self.review.programme,
            start=self.instrument.period_start,
            end=self.instrument.period_end,
            today=clock.today(),
        )

    @cached_property
    def figures(self) -> Figures:
        return self.closing.figures if self.closing else self.live

    @cached_property
    def has_moved_on(self) -> bool:
        """Whether what was closed, and can still be closed anew, is no longer what the items say."""
        return self.closing is not None and not self.is_frozen and self.figures != self.live

    @cached_property
    def before(self) -> Before | None:
        if self.closing:
            return self.closing.before
        return year_before(
            self.review.programme,
            start=self.instrument.period_start,
            end=self.instrument.period_end,
            today=clock.today(),
        )

    @cached_property
    def comparison(self) -> Comparison | None:
        return compare(self.before.figures, self.figures, sort=sort_key) if self.before else None

    @cached_property
    def next_programme(self) -> Instrument | None:
        """The programme that followed; asked for only once the review is signed."""
        return self._following if self.is_frozen else None

    @cached_property
    def findings(self) -> list[Finding]:
        """What it says for the next year to heed."""
        return findings(self.versions, parties_of(self.review))

    @property
    def can_propose(self) -> bool:
        """Whether the person may take its findings up: into a text to begin, or into the one under way."""
        if not self.is_officer or not self.findings:
            return False
        return self._following is None or programmes.Act.EDIT in programmes.allowed(self.who, self._following)

    @cached_property
    def _following(self) -> Instrument | None:
        following = programme_after(self.review.programme, self.who.side(self.instrument))
        if following is not None:
            following.partnership = self.instrument.partnership
        return following

    @property
    def field_bars(self) -> list[Bar]:
        return bars(self.figures.by_field)

    @property
    def body_bars(self) -> list[Bar]:
        return bars(self.figures.by_body)


@dataclass(frozen=True)
class FigureItems:
    """The items behind one figure; `count` is that figure."""

    query: dict[str, str]
    count: int
    items: list[ItemRow]
    next_key: str


def reviews_for(user: User) -> QuerySet[Review]:
    """The reviews that this person may read, with what a page needs."""
    return (
        Review.objects.visible_to(user)
        .select_related("instrument__partnership", "instrument__turn", "programme")
        .prefetch_related(Prefetch("instrument__partnership__parties", Party.objects.select_related("organisation")))
    )


def parties_of(review: Review) -> list[Organisation]:
    """The bodies that review together, of a review that came from `reviews_for`."""
    return [party.organisation for party in review.instrument.partnership.parties.all()]


def review_page(review: Review, user: User) -> ReviewPage:
    """The review as this person's side sees it."""
    review.programme.partnership = review.instrument.partnership
    who = programmes.standing(user, review.instrument.partnership)
    versions = current_versions(review.instrument, organisation=who.side(review.instrument))
    return ReviewPage(review=review, who=who, versions=versions, closing=closing_of(versions))


def figure_items(shown: ReviewPage, given: Mapping[str, str]) -> FigureItems:
    """A part of the list that a figure opens: the closed items, or those of today."""
    query = {name: clean(given[name]) for name in FILTERS if given.get(name) or (name == "field" and name in given)}
    after = min(identifier(given.get("after", "")) or 0, MOST_ITEMS)
    if shown.closing:
        found = shown.closing.opened_by(query)
        count, rows = len(found), found[after : after + PAGE]
    else:
        start, end = shown.instrument.period_start, shown.instrument.period_end
        items = items_of_period(shown.review.programme, start=start, end=end, today=clock.today())
        counted = filtered(items, query).annotate(count=Window(Count("pk")))
        part = list(counted.select_related("version__provision")[after : after + PAGE])
        count = part[0].count if part else 0
        rows = item_rows(part, reach(shown.review.programme, start, end))
    following = str(after + PAGE) if after + PAGE < count else ""
    return FigureItems(query, count, rows, following)
