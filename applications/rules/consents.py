"""What a consent says in full (同意): read and given one by one, never in a bundle."""

from __future__ import annotations

from typing import Final

CONSENT_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "antisocial": (
        "わたしたちの団体は、暴力団などの反社会的勢力ではありません。役員にも、反社会的勢力とかかわりのある人はいません。"
        "これからもかかわりをもちません。",
        "Our group is no organised crime group, no officer has to do with one, and this will stay so.",
    ),
    "tax": (
        "わたしたちの団体と代表者には、納める期限をすぎた市税がありません。必要なときは、事務局が市に確かめることに同意します。",
        "Neither our group nor its representative is in arrears with city tax. The office may ask the city.",
    ),
    "personal_data": (
        "申請に書いた氏名・住所・連絡先を、審査、連絡、助成金の支払いのために使うことに同意します。それ以外には使われません。",
        "The names, addresses and contacts in this application may be used for the review, for contact "
        "and for the payment of the grant, and for nothing else.",
    ),
    "publication": (
        "採択されたときに、下の「公開される項目」が公開されることに同意します。活動の報告も、事務局が確かめたあとで公開されます。",
        "If the grant is awarded, the items listed below are published; so is our report, once the "
        "office has looked at it.",
    ),
}
"""Japanese and English, by kind; the round's standing rules say which are asked, and number the wording."""

PUBLIC_ITEMS: Final = (
    ("団体名", "Name of the group"),
    ("事業名", "Title"),
    ("概要", "Summary"),
    ("テーマ", "Themes"),
    ("助成した金額", "Amount of the grant"),
    ("活動の報告と写真(同意のあるもの)", "The report, and photos with consent"),
    ("使った金額と返した金額", "What was spent and what came back"),
)
"""What becomes public of an application that is awarded; nothing of one that is not."""


def consent_wording(kind: str) -> str:
    """What a paper shows of a consent beside its name; empty for a kind of the fund's own."""
    text = CONSENT_TEXTS.get(kind, ("", ""))[0]
    if kind != "publication":
        return text
    return f"{text}\n公開される項目: {'、'.join(ja for ja, _ in PUBLIC_ITEMS)}"
