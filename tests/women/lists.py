"""Three worlds of invented names, in both scripts: tuned on the first; errors of the second were read; of UNSEEN only its score is."""

from dataclasses import dataclass

from tests.women.habits import EASIER, ROUGH, USUAL, Habits


@dataclass(frozen=True)
class World:
    """Names of women and of men, titles and places in both scripts, and its habits."""

    women: list[tuple[str, str]]
    men: list[tuple[str, str]]
    titles: list[tuple[str, str]]
    places: list[tuple[str, str]]
    habits: Habits


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(one, other) for one, _, other in (part.strip().partition("=") for part in text.split(";") if part.strip())]


TITLES = _pairs(
    "Begum=বেগম;Khatun=খাতুন;Akter=আক্তার;Bibi=বিবি;Parvin=পারভীন;Ara=আরা;Sultana=সুলতানা;Islam=ইসলাম;Akter=আক্তার;Begum=বেগম"
)
PLACES = _pairs(
    "Trishal=ত্রিশাল;Pirganj=পীরগঞ্জ;Ulipur=উলিপুর;Saghata=সাঘাটা;Muradnagar=মুরাদনগর;Nandail=নান্দাইল;Belkuchi=বেলকুচি;"
    "Sariakandi=সারিয়াকান্দি;Gafargaon=গফরগাঁও;Madarganj=মাদারগঞ্জ;Katiadi=কটিয়াদী;Kaliakair=কালিয়াকৈর"
)
DEV = World(
    women=_pairs(
        "Rahima=রহিমা;Fatema=ফাতেমা;Shahida=শাহিদা;Rahima=রহিমা;Fatema=ফাতেমা;Salma=সালমা;Nasima=নাসিমা;Hasina=হাসিনা;"
        "Rokeya=রোকেয়া;Rabeya=রাবেয়া;Ayesha=আয়েশা;Amena=আমেনা;Khadija=খাদিজা;Halima=হালিমা;Jesmin=জেসমিন;Yasmin=ইয়াসমিন;"
        "Nasrin=নাসরিন;Sharmin=শারমিন;Shirin=শিরিন;Selina=সেলিনা;Sabina=সাবিনা;Rubina=রুবিনা;Rozina=রোজিনা;Taslima=তাসলিমা;"
        "Tahmina=তাহমিনা;Shamima=শামীমা;Parul=পারুল;Shiuli=শিউলি;Shefali=শেফালী;Swapna=স্বপ্না;Jharna=ঝর্ণা;Josna=জোছনা;"
        "Rina=রিনা;Mina=মিনা;Lipi=লিপি;Lucky=লাকী;Ruma=রুমা;Sumi=সুমি;Tania=তানিয়া;Moyna=ময়না;Nur Jahan=নূরজাহান;"
        "Shamsun Nahar=শামসুন নাহার;Rowshan Ara=রওশন আরা;Umme Kulsum=উম্মে কুলসুম;Kohinur=কোহিনুর;Asma=আসমা;"
        "Morjina=মর্জিনা;Nazma=নাজমা;Rehana=রেহানা;Roksana=রোকসানা;Bedana=বেদানা;Tohura=তহুরা;Sajeda=সাজেদা;Alo=আলো"
    ),
    men=_pairs(
        "Abdul Karim=আব্দুল করিম;Abdur Rahim=আব্দুর রহিম;Abdur Rahman=আব্দুর রহমান;Rafiqul Islam=রফিকুল ইসলাম;"
        "Shafiqul Islam=শফিকুল ইসলাম;Shahidul Islam=শহিদুল ইসলাম;Nurul Islam=নুরুল ইসলাম;Jamal Uddin=জামাল উদ্দিন;"
        "Abul Kashem=আবুল কাশেম;Abul Kalam=আবুল কালাম;Delwar Hossain=দেলোয়ার হোসেন;Mokbul Hossain=মকবুল হোসেন;"
        "Lal Mia=লাল মিয়া;Babul Mia=বাবুল মিয়া;Shahjahan Mia=শাহজাহান মিয়া;Ali Hossain=আলী হোসেন;Sohrab Ali=সোহরাব আলী;"
        "Idris Ali=ইদ্রিস আলী;Khalilur Rahman=খলিলুর রহমান;Habibur Rahman=হাবিবুর রহমান;Solaiman=সোলায়মান;"
        "Mofiz Uddin=মফিজ উদ্দিন;Torab Ali=তোরাব আলী;Hatem Ali=হাতেম আলী;Gopal Das=গোপাল দাস;Kashem Molla=কাশেম মোল্লা;"
        "Sirajul Haque=সিরাজুল হক;Fazlul Haque=ফজলুল হক;Abdul Jalil=আব্দুল জলিল;Abdul Malek=আব্দুল মালেক"
    ),
    titles=TITLES,
    places=PLACES,
    habits=USUAL,
)
HELD_OUT = World(
    women=_pairs(
        "Rahima=রহিমা;Fatema=ফাতেমা;Shahida=শাহিদা;Aleya=আলেয়া;Anika=আনিকা;Bobita=ববিতা;Chhanda=ছন্দা;Farhana=ফারহানা;"
        "Golnahar=গোলনাহার;Hamida=হামিদা;Jobeda=জোবেদা;Kamrun Nahar=কামরুন নাহার;Lutfun Nahar=লুৎফুন নাহার;Mahfuza=মাহফুজা;"
        "Nurbanu=নুরবানু;Pakhi=পাখি;Rehnuma=রেহনুমা;Shathi=সাথী;Ujala=উজালা;Wahida=ওয়াহিদা;Zohra=জোহরা;Moyuri=ময়ূরী;"
        "Nargis=নার্গিস;Sokhina=সখিনা;Monowara=মনোয়ারা;Anowara=আনোয়ারা;Dilara=দিলারা;Jahanara=জাহানারা;Hosne Ara=হোসনে আরা;"
        "Bilkis=বিলকিস;Momtaz=মমতাজ;Mahmuda=মাহমুদা;Beauty=বিউটি;Popi=পপি;Mukta=মুক্তা;Mousumi=মৌসুমী;Shilpi=শিল্পী;"
        "Shahnaz=শাহনাজ;Sufia=সুফিয়া;Majeda=মাজেদা;Maleka=মালেকা;Julekha=জুলেখা;Jannatul Ferdous=জান্নাতুল ফেরদৌস;"
        "Kulsum=কুলসুম;Asia=আছিয়া;Sonia=সোনিয়া;Runa=রুনা;Luna=লুনা;Rekha=রেখা;Rotna=রত্না;Lima=লিমা;Rima=রিমা;Sima=সীমা;"
        "Tuhina=তুহিনা;Sharifa=শরিফা;Arifa=আরিফা;Zakia=জাকিয়া;Nadira=নাদিরা;Hafsa=হাফসা;Minoti=মিনতি;Ranu=রানু;Renu=রেনু"
    ),
    men=_pairs(
        "Abdul Gafur=আব্দুল গফুর;Abdus Sattar=আব্দুস সাত্তার;Abdus Salam=আব্দুস সালাম;Abdul Khaleque=আব্দুল খালেক;"
        "Tota Mia=তোতা মিয়া;Kala Chan=কালা চান;Akkas Ali=আক্কাস আলী;Nowab Ali=নবাব আলী;Moslem Uddin=মোসলেম উদ্দিন;"
        "Abu Taleb=আবু তালেব;Abu Bakar Siddique=আবু বকর সিদ্দিক;Ruhul Amin=রুহুল আমিন;Nazrul Islam=নজরুল ইসলাম;"
        "Aminul Islam=আমিনুল ইসলাম;Tajul Islam=তাজুল ইসলাম;Mizanur Rahman=মিজানুর রহমান;Mojibur Rahman=মজিবুর রহমান;"
        "Anwar Hossain=আনোয়ার হোসেন;Monir Hossain=মনির হোসেন;Belal Hossain=বেলাল হোসেন;Kamal Uddin=কামাল উদ্দিন;"
        "Nasir Uddin=নাসির উদ্দিন;Jasim Uddin=জসিম উদ্দিন;Harun Mia=হারুন মিয়া;Dulal Mia=দুলাল মিয়া;Motaleb Howlader=মোতালেব হাওলাদার;"
        "Ismail Hossain=ইসমাইল হোসেন;Shamsul Haque=শামসুল হক;Azizul Haque=আজিজুল হক;Zahirul Haque=জহিরুল হক;Kudrat Ali=কুদরত আলী"
    ),
    titles=_pairs("Begum=বেগম;Khatun=খাতুন;Akter=আক্তার;Khanam=খানম;Banu=বানু;Bibi=বিবি;Parvin=পারভিন;Nesa=নেছা"),
    places=_pairs(
        "Mithapukur=মিঠাপুকুর;Char Fasson=চরফ্যাশন;Bakerganj=বাকেরগঞ্জ;Shahjadpur=শাহজাদপুর;Sreepur=শ্রীপুর;Phulpur=ফুলপুর;"
        "Islampur=ইসলামপুর;Kaunia=কাউনিয়া;Gangachara=গঙ্গাচড়া;Nageshwari=নাগেশ্বরী;Bhaluka=ভালুকা;Savar=সাভার"
    ),
    habits=ROUGH,
)
UNSEEN = World(
    women=_pairs(
        "Fatema=ফাতেমা;Rahima=রহিমা;Salma=সালমা;Nasima=নাসিমা;Shirin=শিরীন;Rubina=রুবিনা;Taslima=তাসলিমা;Jharna=ঝরনা;"
        "Beauty=বিউটি;Shahnaz=শাহনাজ;Momtaz=মমতাজ;Rashida=রাশিদা;Minara=মিনারা;Lovely=লাভলী;Sathi=সাথি;Khaleda=খালেদা;"
        "Aklima=আকলিমা;Arzina=আরজিনা;Ambia=আম্বিয়া;Anjuman=আঞ্জুমান;Afroza=আফরোজা;Asma=আছমা;Bulbuli=বুলবুলি;Champa=চম্পা;"
        "Dalia=ডালিয়া;Dolly=ডলি;Firoza=ফিরোজা;Gulshan Ara=গুলশান আরা;Habiba=হাবিবা;Hawa=হাওয়া;Ismat Ara=ইসমত আরা;Jaheda=জাহেদা;"
        "Jomila=জমিলা;Kajol=কাজল;Kakoli=কাকলি;Khurshida=খুরশিদা;Laily=লাইলী;Layla=লায়লা;Mahbuba=মাহবুবা;Marufa=মারুফা;"
        "Meherun Nesa=মেহেরুন নেসা;Monira=মনিরা;Munni=মুন্নী;Nilufa=নিলুফা;Nupur=নূপুর;Panna=পান্না;Poly=পলি;Rabeya=রাবেয়া;"
        "Rahela=রাহেলা;Ratna=রত্না;Rawshan Ara=রওশন আরা;Rezia=রেজিয়া;Ruksana=রুকসানা;Rupali=রূপালী;Sabera=সাবেরা;Saleha=ছালেহা;"
        "Sanjida=সানজিদা;Shamsunnahar=শামসুন্নাহার;Shathi=সাথী;Shanta=শান্তা;Shahinur=শাহিনুর;Surma=সুরমা;Tahera=তাহেরা;"
        "Tanjila=তানজিলা;Toslima=তসলিমা;Ummey Habiba=উম্মে হাবিবা;Yasmin=ইয়াছমিন;Zobaida=জোবাইদা;Lata Rani=লতা রানী;Sabitri=সাবিত্রী"
    ),
    men=_pairs(
        "Abdul Karim=আব্দুল করিম;Rafiqul Islam=রফিকুল ইসলাম;Abul Hossain=আবুল হোসেন;Md Ali=মোহাম্মদ আলী;Abdul Mannan=আব্দুল মান্নান;"
        "Abdul Hamid=আব্দুল হামিদ;Abdul Aziz=আব্দুল আজিজ;Abdul Barek=আব্দুল বারেক;Abdul Latif=আব্দুল লতিফ;Abdur Rashid=আব্দুর রশিদ;"
        "Abdur Razzak=আব্দুর রাজ্জাক;Alauddin=আলাউদ্দিন;Altaf Hossain=আলতাফ হোসেন;Amir Hossain=আমির হোসেন;Ansar Ali=আনছার আলী;"
        "Aslam Sheikh=আসলাম শেখ;Bachchu Mia=বাচ্চু মিয়া;Badsha Mia=বাদশা মিয়া;Chan Mia=চান মিয়া;Faruk Hossain=ফারুক হোসেন;"
        "Golam Mostafa=গোলাম মোস্তফা;Hafizur Rahman=হাফিজুর রহমান;Hanif Sarkar=হানিফ সরকার;Helal Uddin=হেলাল উদ্দিন;"
        "Jahangir Alam=জাহাঙ্গীর আলম;Kabir Hossain=কবির হোসেন;Kanchan Ali=কাঞ্চন আলী;Lokman Hakim=লোকমান হাকিম;"
        "Matiur Rahman=মতিউর রহমান;Momin Uddin=মমিন উদ্দিন;Nazim Uddin=নাজিম উদ্দিন;Nur Mohammad=নূর মোহাম্মদ;Panna Mia=পান্না মিয়া;"
        "Ramzan Ali=রমজান আলী;Saiful Islam=সাইফুল ইসলাম;Samad Bepari=সামাদ বেপারী;Sekandar Ali=সেকান্দার আলী;Sobhan Mridha=সোবহান মৃধা;"
        "Suruj Mia=সুরুজ মিয়া;Taher Ali=তাহের আলী;Yunus Ali=ইউনুস আলী;Zakir Hossain=জাকির হোসেন;Haripada Das=হরিপদ দাস"
    ),
    titles=_pairs(
        "Begum=বেগম;Khatun=খাতুন;Akter=আক্তার;Akter=আক্তার;Akhter=আখতার;Bibi=বিবি;Parvin=পারভীন;Sultana=সুলতানা;Khanom=খানম"
    ),
    places=_pairs(
        "Hatibandha=হাতীবান্ধা;Rowmari=রৌমারী;Sherpur=শেরপুর;Melandaha=মেলান্দহ;Ishwarganj=ঈশ্বরগঞ্জ;Haluaghat=হালুয়াঘাট;Ulipur=উলিপুর;"
        "Sundarganj=সুন্দরগঞ্জ;Palashbari=পলাশবাড়ী;Bauphal=বাউফল;Galachipa=গলাচিপা;Lalmohan=লালমোহন;Mehendiganj=মেহেন্দিগঞ্জ;"
        "Daudkandi=দাউদকান্দি;Bancharampur=বাঞ্ছারামপুর;Kendua=কেন্দুয়া;Purbadhala=পূর্বধলা;Chilmari=চিলমারী"
    ),
    habits=EASIER,
)
