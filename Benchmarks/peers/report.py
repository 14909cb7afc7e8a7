"""Prints the rows: medians, spread, ratios, peak memory, goals met or missed."""

from rounds import Figures, own_peak_bytes, pairwise
from rows import Goal, Row


def lines(row: Row, figures: dict[str, Figures]) -> list[str]:
    """A row's table, a line for each command, then a line for each goal."""
    text = [f"{row.number}. {row.title}"]
    for name, each in figures.items():
        if each.fault:
            text.append(f"   {name:<22} {each.fault if len(each.fault) <= 90 else each.fault[:89] + '…'}")
            continue
        low, high = min(each.seconds), max(each.seconds)
        bound = "≤" if each.peak_bytes <= own_peak_bytes() else " "
        text.append(
            f"   {name:<22} {each.median:7.3f} s ({low:.3f}–{high:.3f})   CPU {each.cpu_median:6.2f} s   "
            f"peak {bound}{each.peak_bytes / 1e6:5.0f} MB"
        )
    return text + [f"   goal: {verdict(goal, figures)}" for goal in row.goals]


def verdict(goal: Goal, figures: dict[str, Figures]) -> str:
    """A goal in words, the ratio of medians, the median of the rounds' ratios, met or missed."""
    subject = figures[goal.subject]
    others = [figures[name] for name in goal.others if not figures[name].fault]
    aim = {
        "faster": f"{goal.subject} ≥ {goal.bound:g} × as fast as {fastest_name(goal, figures)}",
        "dearer": f"{goal.subject} ≤ {goal.bound:g} × the time of {', '.join(goal.others)}",
        "within": f"{goal.subject} within {goal.bound:g} s",
    }[goal.kind]
    if subject.fault:
        # The reason is in the row's table; here its first words, such as `fails: exit 1`.
        return f"{aim}: MISSED, {': '.join(subject.fault.split(': ')[:2])}"
    if goal.kind == "within":
        return f"{aim}: {subject.median:.3f} s: {judged(subject.median <= goal.bound)}"
    if not others:
        return f"{aim}: nothing to compare with"
    other = min(others, key=lambda each: each.median)
    over, under = (other, subject) if goal.kind == "faster" else (subject, other)
    ratio, paired = over.median / under.median, pairwise(over, under)
    cpu = f", of CPU {over.cpu_median / under.cpu_median:.2f}" if goal.counts_cpu else ""
    # Both must reach it: one alone may be luck.
    met = min(ratio, paired) >= goal.bound if goal.kind == "faster" else max(ratio, paired) <= goal.bound
    return f"{aim}: {ratio:.2f} (median of pairs {paired:.2f}{cpu}): {judged(met)}"


def judged(met: bool) -> str:
    return "met" if met else "MISSED"


def fastest_name(goal: Goal, figures: dict[str, Figures]) -> str:
    """The fastest of the others, by name where there are several."""
    running = [name for name in goal.others if not figures[name].fault]
    if not running:
        return "the others"
    return min(running, key=lambda name: figures[name].median)
