"""A text as words: what was typed, how it sounds, and the little words that carry no meaning in a search."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from catalog.search.sounds import sound
from catalog.spelling import plain

MOST_WORDS, LONG_TEXT = 30, 200
FILLERS = frozenset(
    plain(
        "আমি আমার আমাকে আমাদের আমরা তার তাকে তাঁর ও আর এবং কি কী যে সে এই ওই একটা একটি একজন কোনো কোন কিছু খুব অনেক হয় হবে হয়ে "
        "হয়েছে আছে আছেন ছিল করে করা করব করতে করি করার জন্য থেকে দিয়ে দিতে সাথে সঙ্গে নিয়ে মধ্যে চাই চায় দরকার লাগবে প্রয়োজন পারি পারব কোথায় কীভাবে "
        "কিভাবে কেমনে পাব পাওয়া যায় যাবে সাহায্য সহায়তা সেবা নমুনা বিষয়ে বা জায়গা ব্যবস্থা ব্যাপারে উপায় একটু এখন এখানে সব "
        "ami amar amake amader amra tar take o ar ebong ki je se ei oi ekta ekti ekjon kono kichu khub onek hoy hobe hoye hoyeche hoise "
        "ache asen chilo kore kora korbo korte kori korar jonno theke diye dite sathe songe niye moddhe chai chay dorkar lagbe lage "
        "proyojon pari parbo kothay kivabe kemne pabo paoa jay jabe sahajjo sohayota shahajjo seba jayga bebostha bepare upay ektu ekhon "
        "a an the i me my we our she her he his it is are am be to of for and or in on at from with by want wants need needs help "
        "support service services where how can could get find have has do does any some there this that please who what would like "
        "programme program sample near nearby close given give gives"
    ).split()
)

WEAK = frozenset(
    plain(
        "না নাই নেই নি নয় দেয় দেন দাও দিব দিছে দিয়েছে দিলে দিতেছে করছে করেছে করলে করেন বলে বলা বলছে বলতে বলার যাই যাওয়া গেছে গেলে আসছে আসে এসেছি হইছে হলে "
        "হচ্ছে থাকে থাকি থাকা থাকার রাখা রাখব রাখার পাই পায় পাচ্ছি নিতে নেয় নিব নেওয়ার কেউ কারো কার কাছে লোক মানুষ মতো ভালো খারাপ বড় ছোট নতুন পুরান পুরোনো বেশি কম দিন রাত আজ সারাদিন "
        "মাস বছর ঘণ্টা সময় শুধু তো নাকি আগে পরে পর ঠিক বুঝি জানি জানা জানে চালাতে পারছি পারে পারতেছি কেন কয় কত টা দুই তিন এমন যেন নিজের অন্য এক "
        "na nai nei ni noy dey den dao dibo dise diche dile kortese kore korse korle bole bola bolche bolar jai jawa gese geche gele ashche ashe asche hoile hole "
        "thake thaki thaka thakar rakha rakhbo rakhar pai pay pacchi nite ney nibo keu karo kar kase kache lok manush moto valo bhalo kharap boro choto notun purano besi kom din rat aj saradin "
        "mas bochor somoy shudhu to naki age pore por thik bujhi jani jana jane parchi pare partesi keno koy koto dui tin emon jeno nijer onno ek "
        "no not dont cannot cant nobody anyone someone somebody more less much many new old big small good bad day days night month year years hour hours time one two three every all "
        "said says say go goes going went come comes make made take taken put own about until after before when then than if but so because up out get got keep keeps us them their him "
        "while still only just also into over per been was were will would should must may might"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text at its position."""

    at: int
    typed: str
    sound: str

    @property
    def filler(self) -> bool:
        """Whether it tells nothing, not even together with others."""
        return self.typed in FILLERS

    @property
    def weak(self) -> bool:
        """Whether it tells something only together with others ("beton dey na")."""
        return self.typed in WEAK


@lru_cache(65_536)
def words(text: str, most: int = MOST_WORDS) -> tuple[Word, ...]:
    """The words of a text in both scripts, in order; signs and punctuation are not words."""
    return tuple(_words(text, most))


def _words(text: str, most: int) -> Iterator[Word]:
    at = 0
    for typed in plain(text[: most * 40]).split():
        heard = sound(typed)
        if heard and at < most:
            yield Word(at, typed, heard)
            at += 1
