"""What a person is shown: any result of an action as a card, for every front end alike."""

from typing import assert_never

from knowledge_base.search_playbooks import Passages
from tools.actions.ask_user import Clarification
from tools.actions.compare_segments import Comparison
from tools.actions.expand_lookalike import Expansion
from tools.actions.export_segment import Receipt
from tools.actions.find_tags import TagMatches
from tools.actions.list_segments import SegmentList
from tools.actions.offer_export import ExportOffer
from tools.actions.preview_segment import Preview
from tools.actions.profile_segment import Profile
from tools.actions.save_segment import SavedSegment
from tools.errors import MusterError, Problem
from tools.language import Lang
from ui.view.answers import clarification_card, passages_card, problem_card, tags_card
from ui.view.card import Action, Bar, Button, Card, CardKind, Entry, Fact, Line, Weight
from ui.view.insight import comparison_card, profile_card
from ui.view.segment import (
    expansion_card,
    list_card,
    offer_card,
    preview_card,
    receipt_card,
    saved_card,
)

__all__ = ["Action", "Bar", "Button", "Card", "CardKind", "Entry", "Fact", "Line", "Viewable", "Weight", "card_of"]

Viewable = (
    Preview
    | Expansion
    | Clarification
    | SavedSegment
    | SegmentList
    | Profile
    | Comparison
    | ExportOffer
    | Receipt
    | TagMatches
    | Passages
    | Problem
    | MusterError
)


def card_of(result: Viewable, lang: Lang) -> Card:
    """The card of any result, in words of `lang`."""
    match result:
        case Preview():
            return preview_card(result, lang)
        case Expansion():
            return expansion_card(result, lang)
        case Clarification():
            return clarification_card(result, lang)
        case SavedSegment():
            return saved_card(result, lang)
        case SegmentList():
            return list_card(result, lang)
        case Profile():
            return profile_card(result, lang)
        case Comparison():
            return comparison_card(result, lang)
        case ExportOffer():
            return offer_card(result, lang)
        case Receipt():
            return receipt_card(result, lang)
        case TagMatches():
            return tags_card(result, lang)
        case Passages():
            return passages_card(result, lang)
        case Problem() | MusterError():
            return problem_card(result, lang)
        case _:
            assert_never(result)
