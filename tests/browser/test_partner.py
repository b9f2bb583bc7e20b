"""A partner keeps a service true in a real browser: a sentence becomes a rule, batches stand on the week, history tells it."""

from tests.browser.conftest import Place

SENTENCES = {
    "bn": ("বয়স ১৮ থেকে ৩৫ বছর; ছাগল আছে", "বয়স: ১৮ থেকে ৩৫ বছর", "ছাগল আছে"),
    "en": ("age from 18 to 35; owns a goat", "Age: 18 to 35 years", "owns a goat"),
}


def test_a_partner_keeps_its_service_true(place: Place) -> None:
    partner = place.hand("provider@b.example")
    typed, age, goat = SENTENCES[partner.language]
    partner.open("/services/ours")
    assert partner.sees(partner.say("No rules: is it for everybody?"))
    partner.press("No rules: is it for everybody?")
    partner.fill(text="")
    partner.press("Show how Setu understands it")
    assert partner.sees(partner.say("Please fill in this field."))
    partner.fill(text=typed)
    partner.press("Show how Setu understands it")
    for said in (age, goat, partner.say("Setu checks it"), partner.say("will be asked in these words")):
        assert partner.sees(said), said
    partner.press("Yes, store it like this")
    assert partner.sees(age) and partner.sees(goat)
    partner.page.locator("summary", has_text=partner.say("Change")).last.click()
    partner.press("Take this rule away")
    assert partner.sees(age) and not partner.sees(goat)
    service = partner.page.url.removeprefix(partner.address).removesuffix("/rules")
    partner.open(f"{service}/week")
    partner.press("Change")
    partner.open(f"{service}/history")
    for said in (age, goat, partner.say("The service was entered")):
        assert partner.sees(said), said
    partner.open(f"{service}/suspend")
    partner.open(service)
    partner.press("All of it is still true")
