"""Every text of the pages in Swedish, English and Danish, and which of them a reader gets.

A text whose key ends in `.one` is used instead of its plain key where the count is one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from services.review.formatting import Language

Texts = Mapping[str, tuple[str, str, str]]
"""Key to the text in Swedish, English and Danish."""

FRAME: Texts = {
    "skip": ("Hoppa till innehållet", "Skip to the content", "Gå til indholdet"),
    "language": ("Språk", "Language", "Sprog"),
    "language.name": ("Svenska", "English", "Dansk"),
    "nav": ("Huvudmeny", "Main menu", "Hovedmenu"),
    "nav.queue": ("Att granska", "To review", "Til gennemsyn"),
    "user": ("Inloggad som {name}", "Signed in as {name}", "Logget ind som {name}"),
    "back": ("Till kön", "Back to the queue", "Tilbage til køen"),
}

QUEUE: Texts = {
    "queue.title": ("Fakturor att granska", "Invoices to review", "Fakturaer til gennemsyn"),
    "queue.waiting": ("{n} fakturor väntar", "{n} invoices wait", "{n} fakturaer venter"),
    "queue.waiting.one": ("1 faktura väntar", "1 invoice waits", "1 faktura venter"),
    "queue.uncertain": ("{n} osäkra rader", "{n} uncertain lines", "{n} usikre linjer"),
    "queue.uncertain.one": ("1 osäker rad", "1 uncertain line", "1 usikker linje"),
    "queue.shown": ("Visar {first}–{last} av {n}", "{first}–{last} of {n}", "Viser {first}–{last} af {n}"),
    "queue.filter": ("Urval", "Filter", "Filter"),
    "queue.supplier": ("Leverantör", "Supplier", "Leverandør"),
    "queue.supplier.all": ("Alla leverantörer", "All suppliers", "Alle leverandører"),
    "queue.reason": ("Orsak", "Reason", "Årsag"),
    "queue.reason.all": ("Alla orsaker", "All reasons", "Alle årsager"),
    "queue.order": ("Ordning", "Order", "Rækkefølge"),
    "queue.order.gain": ("Mest nytta först", "Most useful first", "Størst nytte først"),
    "queue.order.due": ("Förfaller först", "Due first", "Forfalder først"),
    "queue.order.age": ("Väntat längst", "Waited longest", "Ventet længst"),
    "queue.order.why": (
        "Dubbletter och avvikelser kommer först. Sedan de leverantörer där ett beslut lär mest.",
        "Duplicates and deviations come first. Then the suppliers where one decision teaches most.",
        "Dubletter og afvigelser kommer først. Derefter de leverandører, hvor en afgørelse lærer mest.",
    ),
    "queue.show": ("Visa", "Show", "Vis"),
    "queue.clear": ("Visa alla", "Show all", "Vis alle"),
    "queue.invoice": ("Faktura", "Invoice", "Faktura"),
    "queue.due": ("Förfaller", "Due", "Forfalder"),
    "queue.overdue": ("förfallen", "overdue", "forfalden"),
    "queue.amount": ("Belopp", "Amount", "Beløb"),
    "queue.why": ("Varför", "Why", "Hvorfor"),
    "queue.lines": ("Osäkra rader", "Uncertain lines", "Usikre linjer"),
    "queue.of": ("{n} av {total}", "{n} of {total}", "{n} af {total}"),
    "queue.age": ("Väntat", "Waited", "Ventet"),
    "queue.days": ("{n} dagar", "{n} days", "{n} dage"),
    "queue.days.one": ("1 dag", "1 day", "1 dag"),
    "queue.today": ("i dag", "today", "i dag"),
    "queue.previous": ("Föregående sida", "Previous page", "Forrige side"),
    "queue.next": ("Nästa sida", "Next page", "Næste side"),
    "queue.pages": ("Sidor", "Pages", "Sider"),
    "queue.empty": ("Allt är klart", "All is done", "Alt er klaret"),
    "queue.empty.text": (
        "Ingen faktura väntar på dig. Nya visas här när de kommer.",
        "No invoice waits for you. New ones show here as they come.",
        "Ingen faktura venter på dig. Nye vises her, når de kommer.",
    ),
    "queue.none": (
        "Ingen faktura stämmer med urvalet",
        "No invoice fits the filter",
        "Ingen faktura passer til filteret",
    ),
    "queue.unnumbered": ("utan nummer", "without a number", "uden nummer"),
    "reason.uncertain": ("Osäker kontering", "Uncertain coding", "Usikker kontering"),
    "reason.duplicate": ("Möjlig dubblett", "Possible duplicate", "Mulig dublet"),
    "reason.deviation": (
        "Avviker från order eller avtal",
        "Deviates from order or contract",
        "Afviger fra ordre eller aftale",
    ),
    "reason.no-lines": ("Saknar rader", "Has no lines", "Mangler linjer"),
    "reason.audit": ("Stickprov", "Spot check", "Stikprøve"),
}

INVOICE: Texts = {
    "invoice.title": ("Faktura {number}", "Invoice {number}", "Faktura {number}"),
    "credit.title": ("Kreditnota {number}", "Credit note {number}", "Kreditnota {number}"),
    "invoice.summary": ("Om fakturan", "About the invoice", "Om fakturaen"),
    "invoice.more": ("Fler uppgifter", "More details", "Flere oplysninger"),
    "invoice.seller": ("Leverantör", "Supplier", "Leverandør"),
    "invoice.buyer": ("Köpare", "Buyer", "Køber"),
    "invoice.payee": ("Betalningsmottagare", "Payee", "Betalingsmodtager"),
    "invoice.issued": ("Fakturadatum", "Invoice date", "Fakturadato"),
    "invoice.due": ("Förfallodatum", "Due date", "Forfaldsdato"),
    "invoice.tax-point": ("Skattedatum", "Tax point", "Momsdato"),
    "invoice.period": ("Period", "Period", "Periode"),
    "invoice.delivered": ("Levererat", "Delivered", "Leveret"),
    "invoice.delivery": ("Leveransplats", "Delivered to", "Leveringssted"),
    "invoice.buyer-reference": ("Er referens", "Buyer reference", "Jeres reference"),
    "invoice.order": ("Ordernummer", "Order", "Ordrenummer"),
    "invoice.sales-order": ("Leverantörens order", "Supplier's order", "Leverandørens ordre"),
    "invoice.contract": ("Avtal", "Contract", "Aftale"),
    "invoice.project": ("Projekt", "Project", "Projekt"),
    "invoice.receipt": ("Mottagningsbevis", "Receipt", "Modtagelse"),
    "invoice.despatch": ("Följesedel", "Despatch advice", "Følgeseddel"),
    "invoice.tender": ("Upphandling", "Tender", "Udbud"),
    "invoice.object": ("Objekt", "Object", "Objekt"),
    "invoice.cost": ("Konteringssträng", "Accounting cost", "Konteringsstreng"),
    "invoice.preceding": ("Avser faktura", "Refers to invoice", "Vedrører faktura"),
    "invoice.terms": ("Betalningsvillkor", "Payment terms", "Betalingsbetingelser"),
    "invoice.payment": ("Betalas till", "Pay to", "Betales til"),
    "invoice.payment-reference": ("Betalningsreferens", "Payment reference", "Betalingsreference"),
    "invoice.notes": ("Meddelanden", "Notes", "Bemærkninger"),
    "invoice.warnings": ("Varningar", "Warnings", "Advarsler"),
    "invoice.attachments": ("Bilagor", "Attachments", "Bilag"),
    "invoice.document": ("Mottagen fil", "File received", "Modtaget fil"),
    "invoice.registration": ("Org.nr", "Registration no.", "CVR/org.nr."),
    "invoice.vat-id": ("Momsnr", "VAT no.", "Momsnr."),
    "total.lines": ("Rader", "Lines", "Linjer"),
    "total.allowances": ("Avdrag", "Allowances", "Fradrag"),
    "total.charges": ("Tillägg", "Charges", "Tillæg"),
    "total.without-vat": ("Utan moms", "Without VAT", "Uden moms"),
    "total.vat": ("Moms", "VAT", "Moms"),
    "total.with-vat": ("Med moms", "With VAT", "Med moms"),
    "total.prepaid": ("Betalt i förskott", "Prepaid", "Forudbetalt"),
    "total.rounding": ("Öresavrundning", "Rounding", "Afrunding"),
    "total.payable": ("Att betala", "Payable", "Til betaling"),
    "why.uncertain": (
        "Konteringen är osäker på {uncertain} av {n} rader. Välj kod på dem, resten är förvalt.",
        "The coding is uncertain on {uncertain} of {n} lines. Pick codes for them; the rest is chosen.",
        "Konteringen er usikker på {uncertain} af {n} linjer. Vælg kode på dem; resten er valgt på forhånd.",
    ),
    "why.uncertain.one": (
        "Konteringen är osäker. Välj kod.",
        "The coding is uncertain. Pick a code.",
        "Konteringen er usikker. Vælg en kode.",
    ),
    "why.duplicate": (
        "Fakturan liknar en som redan har kommit. Kontrollera att den inte betalas två gånger.",
        "The invoice looks like one that came before. Check that it is not paid twice.",
        "Fakturaen ligner en, der allerede er kommet. Kontrollér, at den ikke betales to gange.",
    ),
    "why.duplicate.link": ("Visa den andra fakturan", "Show the other invoice", "Vis den anden faktura"),
    "why.deviation": (
        "Något avviker från order eller avtal. Avvikelsen står på raden.",
        "Something deviates from an order or a contract. The line says what.",
        "Noget afviger fra ordre eller aftale. Afvigelsen står på linjen.",
    ),
    "why.no-lines": (
        "Fakturan har inga rader. Hela beloppet konteras på en rad.",
        "The invoice has no lines. The whole amount is coded on one row.",
        "Fakturaen har ingen linjer. Hele beløbet konteres på én linje.",
    ),
    "why.audit": (
        "Stickprov: välj som du själv bedömer. Förslagen står i kodordning, utan sannolikhet, och inget är"
        " förvalt.",
        "Spot check: judge for yourself. The suggestions stand in order of code, without probability, and"
        " none is chosen.",
        "Stikprøve: vælg efter din egen vurdering. Forslagene står i kodeorden, uden sandsynlighed, og intet"
        " er valgt.",
    ),
}

LINES: Texts = {
    "lines.title": ("Rader att kontera", "Lines to code", "Linjer til kontering"),
    "lines.count": ("{n} rader", "{n} lines", "{n} linjer"),
    "lines.count.one": ("1 rad", "1 line", "1 linje"),
    "line.number": ("Rad {id}", "Line {id}", "Linje {id}"),
    "line.allowance": ("Avdrag {id}", "Allowance {id}", "Fradrag {id}"),
    "line.charge": ("Tillägg {id}", "Charge {id}", "Tillæg {id}"),
    "line.rounding": ("Avrundning", "Rounding", "Afrunding"),
    "line.difference": ("Skillnad", "Difference", "Forskel"),
    "line.document": ("Hela beloppet", "The whole amount", "Hele beløbet"),
    "line.no-text": ("Utan text", "Without text", "Uden tekst"),
    "line.quantity": (
        "{quantity} {unit} à {price}",
        "{quantity} {unit} at {price}",
        "{quantity} {unit} à {price}",
    ),
    "line.bare-quantity": ("{quantity} {unit}", "{quantity} {unit}", "{quantity} {unit}"),
    "line.price": ("à {price}", "at {price}", "à {price}"),
    "line.article": ("Artikel {id}", "Article {id}", "Vare {id}"),
    "line.order": ("Order {order} rad {line}", "Order {order} line {line}", "Ordre {order} linje {line}"),
    "line.order-price": ("beställt pris {price}", "ordered price {price}", "bestilt pris {price}"),
    "line.contract": (
        "Avtal {contract}, artikel {item}",
        "Contract {contract}, article {item}",
        "Aftale {contract}, vare {item}",
    ),
    "line.contract-price": ("avtalat pris {price}", "contract price {price}", "aftalt pris {price}"),
    "line.match": ("Matchning", "Match", "Match"),
    "line.match-share": ("{share} säker", "{share} sure", "{share} sikker"),
    "line.vat": ("moms {rate} %", "VAT {rate}%", "moms {rate} %"),
    "verdict.partial": ("Delleverans", "Part delivery", "Delleverance"),
    "verdict.over-quantity": ("Mer än beställt", "More than ordered", "Mere end bestilt"),
    "verdict.price-deviation": (
        "Priset avviker från ordern",
        "Price deviates from the order",
        "Prisen afviger fra ordren",
    ),
    "verdict.contract-price-exceeded": (
        "Över avtalat pris",
        "Above the contract price",
        "Over aftalt pris",
    ),
    "verdict.off-contract": ("Utanför avtal", "Off contract", "Uden for aftale"),
    "verdict.not-ordered": ("Inte beställt", "Not ordered", "Ikke bestilt"),
    "verdict.fee": ("Avgift", "Fee", "Gebyr"),
    "evidence.reference": ("Referens", "Reference", "Reference"),
    "evidence.article": ("Artikel", "Article", "Vare"),
    "evidence.text": ("Text", "Text", "Tekst"),
    "evidence.price": ("Pris", "Price", "Pris"),
    "evidence.quantity": ("Antal", "Quantity", "Antal"),
    "evidence.unit": ("Enhet", "Unit", "Enhed"),
    "evidence.line": ("Rad", "Line", "Linje"),
    "evidence.age": ("Ålder", "Age", "Alder"),
    "evidence.siblings": ("Fakturan i övrigt", "Rest of the invoice", "Fakturaen i øvrigt"),
    "evidence.order": ("Order", "Order", "Ordre"),
    "evidence.order price": ("Orderpris", "Ordered price", "Ordrepris"),
    "evidence.order quantity": ("Orderantal", "Ordered quantity", "Ordreantal"),
    "evidence.contract price": ("Avtalspris", "Contract price", "Aftalepris"),
    "evidence.credit": ("Kredit", "Credit", "Kredit"),
    "evidence.contract": ("Avtal", "Contract", "Aftale"),
    "evidence.date": ("Datum", "Date", "Dato"),
    "evidence.amount": ("Belopp", "Amount", "Beløb"),
    "dimension.account": ("Konto", "Account", "Konto"),
    "dimension.cost_centre": ("Kostnadsställe", "Cost centre", "Omkostningssted"),
    "dimension.activity": ("Verksamhet", "Activity", "Aktivitet"),
    "dimension.project": ("Projekt", "Project", "Projekt"),
    "dimension.counterparty": ("Motpart", "Counterparty", "Modpart"),
    "dimension.vat_code": ("Momskod", "VAT code", "Momskode"),
    "source.person": ("en person", "a person", "en person"),
    "source.order": ("ordern", "the order", "ordren"),
    "source.contract": ("avtalet", "the contract", "aftalen"),
    "source.rule": ("regel", "rule", "regel"),
    "source.model": ("modellen", "the model", "modellen"),
    "source.none": ("utan källa", "no source", "uden kilde"),
}

FORM: Texts = {
    "form.other.label": (
        "Annan kod för {dimension}, {line}",
        "Another code for {dimension}, {line}",
        "Anden kode for {dimension}, {line}",
    ),
    "form.none-of-these": ("Ingen av dessa:", "None of these:", "Ingen af disse:"),
    "form.no-code": ("Ingen kod", "No code", "Ingen kode"),
    "form.nothing-known": (
        "Inget förslag. Skriv en kod.",
        "No suggestion. Write a code.",
        "Intet forslag. Skriv en kode.",
    ),
    "form.optional": (
        "Inget förslag. Lämna tomt om ingen kod behövs.",
        "No suggestion. Leave empty if no code is needed.",
        "Intet forslag. Lad stå tomt, hvis ingen kode er nødvendig.",
    ),
    "form.same": ("Samma kod på flera rader", "The same code on several lines", "Samme kode på flere linjer"),
    "form.same.hint": (
        "Gäller de rader där inget är valt.",
        "For the lines where nothing is chosen.",
        "Gælder de linjer, hvor intet er valgt.",
    ),
    "form.fill": ("Fyll i raderna", "Fill in the lines", "Udfyld linjerne"),
    "form.save": ("Spara och släpp fakturan", "Save and release", "Gem og frigiv fakturaen"),
    "form.left": ("{n} val kvar", "{n} choices left", "{n} valg tilbage"),
    "form.left.one": ("1 val kvar", "1 choice left", "1 valg tilbage"),
    "form.left.none": ("Allt är valt", "Everything is chosen", "Alt er valgt"),
    "form.sum": ("Konteras", "To code", "Konteres"),
    "form.sum.differs": (
        "Raderna ger {rows}, men fakturan säger {stated} utan moms.",
        "The lines add up to {rows}, but the invoice says {stated} without VAT.",
        "Linjerne giver {rows}, men fakturaen siger {stated} uden moms.",
    ),
    "error.title": (
        "{n} val saknas eller stämmer inte",
        "{n} choices are missing or wrong",
        "{n} valg mangler eller passer ikke",
    ),
    "error.title.one": (
        "1 val saknas eller stämmer inte",
        "1 choice is missing or wrong",
        "1 valg mangler eller passer ikke",
    ),
    "error.kept": (
        "Allt du har valt står kvar.",
        "All you chose is still there.",
        "Alt, du har valgt, er bevaret.",
    ),
    "error.missing": ("Välj {dimension}", "Choose {dimension}", "Vælg {dimension}"),
    "error.empty": (
        "Skriv koden för {dimension}",
        "Write the code for {dimension}",
        "Skriv koden for {dimension}",
    ),
    "error.both": (
        "Både ett förslag och en annan kod: välj Annan kod, eller töm fältet",
        "Both a suggestion and another code: choose Another code, or empty the field",
        "Både et forslag og en anden kode: vælg Anden kode, eller tøm feltet",
    ),
    "error.unfit": (
        "Koden får ha högst 40 tecken",
        "A code has at most 40 characters",
        "En kode må højst have 40 tegn",
    ),
    "error.prefix": ("Fel:", "Error:", "Fejl:"),
    "expired.title": ("Formuläret var för gammalt", "The form was too old", "Formularen var for gammel"),
    "expired.text": (
        "Inget är sparat. Dina val står kvar: spara igen.",
        "Nothing is saved. Your choices are still there: save again.",
        "Intet er gemt. Dine valg er bevaret: gem igen.",
    ),
    "filled.text": (
        "Raderna är ifyllda. Inget är sparat än.",
        "The lines are filled in. Nothing is saved yet.",
        "Linjerne er udfyldt. Intet er gemt endnu.",
    ),
    "stale.title": (
        "Förslagen har ändrats medan du arbetade",
        "The suggestions changed while you worked",
        "Forslagene er ændret, mens du arbejdede",
    ),
    "stale.text": (
        "Inget är sparat. Jämför och spara igen: dina val är ifyllda nedan.",
        "Nothing is saved. Compare and save again: your choices are filled in below.",
        "Intet er gemt. Sammenlign og gem igen: dine valg er udfyldt nedenfor.",
    ),
    "stale.same": (
        "Dina val stämmer med de nya förslagen.",
        "Your choices agree with the new suggestions.",
        "Dine valg stemmer med de nye forslag.",
    ),
    "stale.line": ("Rad", "Line", "Linje"),
    "stale.dimension": ("Dimension", "Dimension", "Dimension"),
    "stale.mine": ("Ditt val", "Your choice", "Dit valg"),
    "stale.current": ("Nytt förslag", "New suggestion", "Nyt forslag"),
    "stale.decided": ("Beslutat", "Decided", "Afgjort"),
    "stale.keep": ("Behåll mina val och spara", "Keep my choices and save", "Behold mine valg og gem"),
    "stale.restart": (
        "Börja om med de nya förslagen",
        "Start again from the new suggestions",
        "Begynd forfra med de nye forslag",
    ),
    "shortcuts.move": ("nästa eller föregående rad", "next or previous line", "næste eller forrige linje"),
    "shortcuts.pick": ("välj förslag", "pick a suggestion", "vælg forslag"),
    "shortcuts.other": ("skriv en annan kod", "write another code", "skriv en anden kode"),
    "shortcuts.save": ("spara", "save", "gem"),
    "shortcuts.on": ("Kortkommandon på", "Shortcuts on", "Genveje til"),
    "shortcuts.open": ("öppna", "open", "åbn"),
}

DECIDED: Texts = {
    "decided.by": ("Beslutad av {name} {when}", "Decided by {name}, {when}", "Afgjort af {name} {when}"),
    "released.by": (
        "Släppt utan granskning {when}: alla rader blev säkra",
        "Released without review, {when}: all lines became certain",
        "Frigivet uden gennemsyn {when}: alle linjer blev sikre",
    ),
    "decided.rows": ("Bokförs", "To be booked", "Bogføres"),
    "decided.text": ("Text", "Text", "Tekst"),
    "decided.total": ("Summa", "Total", "I alt"),
    "decided.corrected": ("ändrat från {code}", "changed from {code}", "ændret fra {code}"),
    "decided.new": ("utan förslag", "no suggestion", "uden forslag"),
    "taken.title": (
        "Fakturan är redan beslutad",
        "The invoice is decided already",
        "Fakturaen er allerede afgjort",
    ),
    "taken.text": (
        "Dina val är inte sparade. Det som gäller står här.",
        "Your choices are not saved. What holds is shown here.",
        "Dine valg er ikke gemt. Det, der gælder, står her.",
    ),
    "taken.differs": ("Dina val och beslutet", "Your choices and the decision", "Dine valg og afgørelsen"),
    "saved.title": ("Sparat", "Saved", "Gemt"),
    "saved.learned": (
        "Används för {n} väntande rader från samma leverantör.",
        "Will be used for {n} waiting lines of the same supplier.",
        "Bruges til {n} ventende linjer fra samme leverandør.",
    ),
    "saved.learned.one": (
        "Används för 1 väntande rad från samma leverantör.",
        "Will be used for 1 waiting line of the same supplier.",
        "Bruges til 1 ventende linje fra samme leverandør.",
    ),
    "saved.learned.none": (
        "Ingen rad från samma leverantör väntar just nu. Nästa faktura får nytta av beslutet.",
        "No line of the same supplier waits just now. Its next invoice will profit.",
        "Ingen linje fra samme leverandør venter lige nu. Den næste faktura får gavn af afgørelsen.",
    ),
    "saved.next": ("Nästa: {supplier} {number}", "Next: {supplier} {number}", "Næste: {supplier} {number}"),
    "missing.title": ("Fakturan finns inte här", "No such invoice here", "Fakturaen findes ikke her"),
    "missing.text": (
        "Den väntar inte på granskning och har inte gjort det.",
        "It does not wait for review, and never did.",
        "Den venter ikke på gennemsyn og har ikke gjort det.",
    ),
    "refused.title": ("Begäran avvisades", "The request was refused", "Anmodningen blev afvist"),
    "refused.text": (
        "Formuläret kom från en annan webbplats, eller var för stort. Öppna sidan på nytt härifrån.",
        "The form came from another site, or was too large. Open the page anew from here.",
        "Formularen kom fra et andet websted eller var for stor. Åbn siden igen herfra.",
    ),
    "unavailable.title": ("Just nu går det inte", "Not just now", "Det går ikke lige nu"),
    "unavailable.text": (
        "Inget är sparat. Gå tillbaka i webbläsaren och försök igen om en stund.",
        "Nothing is saved. Go back in your browser and try again in a while.",
        "Intet er gemt. Gå tilbage i browseren, og prøv igen om lidt.",
    ),
    "unknown-user.title": ("Vem är du?", "Who are you?", "Hvem er du?"),
    "unknown-user.text": (
        "Inloggningstjänsten framför den här sidan har inte sagt vem du är. Logga in igen.",
        "The sign-in before this page did not say who you are. Sign in again.",
        "Login foran denne side har ikke sagt, hvem du er. Log ind igen.",
    ),
}

TEXTS: Texts = {**FRAME, **QUEUE, **INVOICE, **LINES, **FORM, **DECIDED}

PIECE = ("st", "pcs", "stk.")
UNITS: Mapping[str, tuple[str, str, str]] = {
    **dict.fromkeys(("EA", "C62", "PCE", "H87", "NAR", "ST", "styck"), PIECE),
    **dict.fromkeys(("HUR", "tim"), ("tim", "h", "timer")),
    "DAY": ("dagar", "days", "dage"),
    "MON": ("mån", "months", "mdr."),
    "ANN": ("år", "years", "år"),
    "KGM": ("kg", "kg", "kg"),
    "GRM": ("g", "g", "g"),
    "TNE": ("ton", "t", "ton"),
    "LTR": ("l", "l", "l"),
    "MTR": ("m", "m", "m"),
    "KMT": ("km", "km", "km"),
    "MTK": ("m²", "m²", "m²"),
    "MTQ": ("m³", "m³", "m³"),
    "KWH": ("kWh", "kWh", "kWh"),
    "MWH": ("MWh", "MWh", "MWh"),
    "BX": ("kart", "boxes", "kasser"),
    **dict.fromkeys(("PK", "XPK", "PA"), ("förp", "packs", "pakker")),
    "PR": ("par", "pairs", "par"),
    "SET": ("set", "sets", "sæt"),
    "LS": ("klump", "lump sum", "fast pris"),
}
"""Units of UN/ECE Recommendation 20 and 21 that invoices of a municipality often have."""


@dataclass(frozen=True, slots=True)
class Words:
    """The texts in one language.

    >>> Words(Language.SWEDISH)("queue.title")
    'Fakturor att granska'
    >>> Words(Language.ENGLISH).count("queue.days", 1)
    '1 day'
    """

    language: Language

    def __call__(self, key: str, **values: str | int) -> str:
        """The text of a key, with these values in it."""
        return TEXTS[key][self._place].format(**values)

    def count(self, key: str, n: int, **values: str | int) -> str:
        """The text of a key for so many."""
        one = f"{key}.one"
        return self(one if n == 1 and one in TEXTS else key, n=n, **values)

    def named(self, group: str, name: str) -> str:
        """The word for a name of the contract, or of a tenant's own: then the name itself."""
        text = TEXTS.get(f"{group}.{name}")
        return name if text is None else text[self._place]

    def unit(self, code: str | None) -> str:
        """The word for a unit of measure, or the code itself; `""` where there is none."""
        known = UNITS.get(code or "")
        return known[self._place] if known else (code or "")

    @property
    def _place(self) -> int:
        return list(Language).index(self.language)


def language_of(asked: str | None, remembered: str | None, accepted: str | None) -> Language:
    """The language asked for in the address, else remembered in a cookie, else best in `Accept-Language`.

    >>> language_of(None, None, "de, da;q=0.8, en;q=0.5").value
    'da'
    """
    for value in (asked, remembered):
        if value is not None and value in list(Language):
            return Language(value)
    return next(iter(_accepted(accepted or "")), Language.SWEDISH)


def _accepted(header: str) -> list[Language]:
    """The languages we have of those accepted, the most wanted first."""
    wanted: list[tuple[float, int, Language]] = []
    for entry in header.split(","):
        tag, _, quality = entry.partition(";q=")
        primary = tag.strip().lower().partition("-")[0]
        if primary in list(Language) and _weight(quality) > 0:
            wanted.append((-_weight(quality), len(wanted), Language(primary)))
    return [language for _, _, language in sorted(wanted)]


def _weight(quality: str) -> float:
    """The weight of an accepted language, 1 where none is given, 0 where it is no number."""
    if not quality.strip():
        return 1.0
    whole, _, fraction = quality.strip().partition(".")
    return float(f"{whole}.{fraction or 0}") if f"{whole}{fraction}".isdecimal() and len(quality) < 8 else 0.0
