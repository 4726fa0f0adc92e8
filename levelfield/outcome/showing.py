"""The outcome in a terminal: short, in words that a lead would use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from rich.console import Console

from levelfield.outcome.reading import Outcome, Told, latest_report

_WIDTH = 40
"""Characters for all that were in the room."""

_LIVED = ("service_user", "carer")


def show_in_short(outcome: Outcome, console: Console) -> None:
    """Prints who was in the room, who made what is learned, and whether there is a report."""
    lines = [
        *_representation(outcome.measure("representation")),
        *_modules(outcome.modules),
        *_report(outcome.reports),
    ]
    _print(lines, console)


def show(outcome: Outcome, console: Console) -> None:
    """Prints all of it."""
    lines = [
        *_representation(outcome.measure("representation")),
        "",
        *_found(outcome),
        "",
        *_modules(outcome.modules),
        *_balance(outcome.balance),
        *_influence(outcome.influence),
        *_report(outcome.reports),
        *_celebrations(outcome.celebrations),
        *_messages(outcome.messages),
    ]
    _print(lines, console)


def _print(lines: Sequence[str], console: Console) -> None:
    for line in lines:
        console.print(f"   {line}".rstrip(), markup=False)


def _representation(measure: Told) -> list[str]:
    aim = next((one["target"] for one in measure["aims"]), None)
    lines = ["Who was in the room: people with lived experience, of all"]
    for one in measure["series"][0]["figures"]:
        if one["value"] is None:
            continue
        filled = round(one["value"] * _WIDTH)
        bar = "█" * filled + "·" * (_WIDTH - filled)
        if aim is not None and filled <= (mark := round(aim * _WIDTH)) < _WIDTH:
            bar = f"{bar[:mark]}|{bar[mark + 1 :]}"
        lines.append(f"{one['label']:>17}  {bar}  {one['value']:>4.0%}  {one['count']} of {one['of']}")
    if aim is not None:
        lines.append(f"{'':>17}  The line is the aim: {aim:.0%}.")
    return lines


def _found(outcome: Outcome) -> list[str]:
    told = [(one["title"], one["found"]) for one in outcome.measures if one["found"]]
    return ["What the charts say", *(f"- {title}: {found}" for title, found in told)]


def _modules(modules: Sequence[Told]) -> list[str]:
    lines = ["Modules, and who made them"]
    for module in modules:
        version = module["versions"][-1]
        makers = Counter(
            "with lived experience" if one["role"] in _LIVED else "professional"
            for one in {told["participant_id"]: told for told in version["contributors"]}.values()
        )
        made_by = ", ".join(f"{count} {side}" for side, count in sorted(makers.items(), reverse=True))
        lines.append(f"- {module['code']}, {version['title']}: {version['state']}; {made_by or 'nobody yet'}")
    return lines


def _balance(balance: Told) -> list[str]:
    total = balance["total"]
    counted: list[str] = []
    for whom in ("learners", "facilitators"):
        lived = sum(total[whom][role] for role in _LIVED)
        others = total[whom]["professional"]
        counted.append(f"- {whom}: {lived} with lived experience, {others} professionals")
    both = f"{total['sessions_paired']} of {total['sessions_held']}"
    return ["Who teaches whom", *counted, f"- {both} sessions were given by both sides together"]


def _influence(influence: Sequence[Told]) -> list[str]:
    answered = Counter(one["answer"]["outcome"] if one["answer"] else "waiting" for one in influence)
    counted = ", ".join(f"{count} {outcome}" for outcome, count in sorted(answered.items()))
    lines = [f"You said, we did: {counted or 'nothing yet'}"]
    done = [one for one in influence if one["answer"] and one["answer"]["changed"]]
    return [*lines, *(f"- {one['hoped']}: {one['answer']['changed']}" for one in done[:2])]


def _report(reports: Sequence[Told]) -> list[str]:
    latest = latest_report(reports)
    if latest is None:
        return ["There is no impact report yet."]
    return [f'Impact report "{latest["title"]}": {latest["state"].replace("_", " ")}']


def _celebrations(celebrations: Sequence[Told]) -> list[str]:
    states = Counter(one["state"] for one in celebrations)
    counted = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    shown = [one["title"] for one in celebrations if one["state"] in ("proposed", "published")]
    return [f"To celebrate: {counted or 'nothing yet'}", *(f"- {title}" for title in shown)]


def _messages(messages: Mapping[str, int]) -> list[str]:
    counted = ", ".join(f"{count} {state}" for state, count in sorted(messages.items()))
    return [f"Messages to people: {counted or 'none yet'}"]
