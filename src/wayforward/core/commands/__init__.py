"""What a person, or the clock, may ask of an escalation, by what it is about."""

from wayforward.core.commands.command import Actor, Command, Rebase, ReportNotice, Subject, Tick
from wayforward.core.commands.course import AdoptVersion, ComeIn, DeclareConflict, Escalate, Join, Raise, ReferOn
from wayforward.core.commands.owed import Acknowledge, AskForTime, Chase, Discharge, Extend, GiveTime, SetDeadline
from wayforward.core.commands.said import (
    AnswerOffer,
    OfferTime,
    RecordAttempt,
    RecordDiscussion,
    RecordEvent,
    RecordFacts,
    RecordUrgentAction,
    Respond,
    StatePosition,
)
from wayforward.core.commands.settled import Answer, Close, ConvenePanel, Decide, Propose, Reopen

__all__ = [
    "Acknowledge",
    "Actor",
    "AdoptVersion",
    "Answer",
    "AnswerOffer",
    "AskForTime",
    "Chase",
    "Close",
    "ComeIn",
    "Command",
    "ConvenePanel",
    "Decide",
    "DeclareConflict",
    "Discharge",
    "Escalate",
    "Extend",
    "GiveTime",
    "Join",
    "OfferTime",
    "Propose",
    "Raise",
    "Rebase",
    "RecordAttempt",
    "RecordDiscussion",
    "RecordEvent",
    "RecordFacts",
    "RecordUrgentAction",
    "ReferOn",
    "Reopen",
    "ReportNotice",
    "Respond",
    "SetDeadline",
    "StatePosition",
    "Subject",
    "Tick",
]
