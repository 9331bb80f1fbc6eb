"""What the form says, and what is said of a decision; the words for units of measure.

Each is a key with its text in Swedish, English and Danish.
"""

from collections.abc import Mapping

from services.review.texts_to_read import Texts

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
