"""The texts in the rooms of the demonstration, and the words that open them."""

from typing import NamedTuple

ANOUK, BAS = "demo_member_1", "demo_member_2"
EVA, FEMKE = "demo_member_5", "demo_member_6"
JASPER, GIJS = "demo_member_10", "demo_member_7"
QUINTEN, SJOERD = "demo_member_17", "demo_member_19"

WORDS = {
    "mentor": "camera wekker cipres hofje garde",
    "mentee": "beschuit ijsbeer zalm kajuit fietsbel",
    "mentor2": "diamant kervel otter kano zuid",
    "groep": "lijster dakpan ketel oregano dooi",
    "coordinator": "kompas molen rivier bezem lantaarn",
}
"""{login: the five words that open the member's texts}, for the demonstration only"""
MEMBERS = (ANOUK, BAS, EVA, JASPER, GIJS, QUINTEN, SJOERD)
"""The people with keys. Femke has none yet."""


COORDINATOR, ASKING = "demo_user_coordinator", BAS
"""The readers of the demonstration's message, and its author."""
ASKED = (
    "Dag Coen, ik loop in mijn mentorschap ergens op vast en praat er liever eerst met "
    "jou over. Je kunt me bellen na vijf uur."
)
ANSWER = "Dag! Goed dat je schrijft. Ik bel je morgen rond half zes, past dat?"


class Text(NamedTuple):
    """A text that a member writes.

    :param str author: see :data:`MEMBERS`
    :param int days: how long ago
    :param str kind: ``note``, ``goal``, ``plan`` or ``agreement``
    :param dict text: by the names of the form's fields
    :param tuple readers: the others it is for, None for everyone in the room
    :param str about: of a note: ``note``, ``agenda`` or ``outcome``
    :param str meeting: of an agenda or outcome
    :param str term: of a goal, ``short`` or ``long``
    :param int due: of a goal, days from now
    :param int progress: of a goal, in per cent
    :param tuple agreed: the others who said yes to an agreement
    """

    author: str
    days: int
    kind: str
    text: dict
    readers: tuple | None = None
    about: str = "note"
    meeting: str = ""
    term: str = "short"
    due: int = 0
    progress: int = 0
    agreed: tuple = ()


def note(author, days, text, **more):
    """Return a note; for the parameters see :class:`Text`."""
    return Text(author, days, "note", {"text": text}, **more)


PAIR = (
    Text(
        BAS,
        45,
        "agreement",
        {
            "goals": "Binnen een jaar weet Bas of hij partner wil worden, en wat hij "
            "daar wel en niet voor overheeft.",
            "responsibilities": "Bas plant de gesprekken en mailt twee dagen ervoor "
            "waar hij het over wil hebben. Anouk vraagt door, en geeft pas raad als "
            "Bas erom vraagt.",
            "communication": "Mailen voor afspraken, bellen als het niet kan wachten. "
            "In het weekend laten we elkaar met rust.",
            "meetings": "Zes gesprekken van een uur, om de zes weken. Eén keer gaan we "
            "erbij wandelen.",
            "privacy": "Wat we bespreken blijft hier. Cliënten en collega’s noemen we "
            "niet bij naam.",
            "network": "Anouk stelt Bas twee keer aan iemand voor, na het derde "
            "gesprek.",
            "accountability": "Aan het eind van elk gesprek noemt Bas één ding dat hij "
            "gaat doen. Daar beginnen we de volgende keer mee.",
            "difficulty": "We zeggen het meteen, ook als het aan de ander ligt. Komen "
            "we er niet uit, dan bellen we de coördinator.",
        },
        agreed=(ANOUK,),
    ),
    Text(
        BAS,
        41,
        "plan",
        {
            "now": "Vaktechnisch sta ik stevig: een herstructurering doe ik zelf. "
            "Maar zit er een partner bij, dan zeg ik te weinig. En de meeste avonden "
            "werk ik door.",
            "ahead": "Over een jaar leid ik zelf een adviesgesprek met een directie, "
            "en zijn twee avonden per week echt vrij.",
            "steps": "Elke maand bereid ik één gesprek voor alsof ik het leid, en "
            "vraag ik na afloop hoe het ging. Dit kwartaal bespreek ik op kantoor "
            "welke dossiers ik afstoot.",
            "support": "Iemand van buiten mijn kantoor die eerlijk zegt wat ze ziet. "
            "En een leidinggevende die weet dat ik hier tijd voor neem.",
        },
    ),
    Text(
        BAS,
        40,
        "goal",
        {
            "specific": "Ik leid zelf een adviesgesprek, van de opening tot de "
            "afspraak.",
            "measurable": "Na drie gesprekken komt de cliënt met de volgende vraag bij "
            "mij, niet bij de partner.",
            "achievable": "Ik zit elke maand bij zo’n gesprek, en ik mag er dit jaar "
            "een paar doen.",
            "relevant": "Zonder eigen cliënten blijft partner worden een plan op "
            "papier.",
        },
        term="long",
        due=210,
        progress=40,
    ),
    Text(
        BAS,
        38,
        "goal",
        {
            "specific": "Ik vraag twee collega’s wat ik in besprekingen anders kan "
            "doen.",
            "measurable": "Twee keer koffie, en van elk één tip die ik uitprobeer.",
        },
        due=-10,
        progress=100,
    ),
    Text(
        ANOUK,
        37,
        "goal",
        {
            "specific": "Ik luister een heel gesprek voordat ik vertel wat ik zelf zou "
            "doen.",
            "measurable": "Bas houdt het bij, en is eerlijk.",
        },
        progress=60,
    ),
    note(
        BAS,
        29,
        "Wat ik meeneem: partner worden is geen beloning voor hard werken, maar een "
        "ander vak. Vóór ons volgende gesprek vraag ik twee partners hoe hun week "
        "eruit ziet.",
        about="outcome",
        meeting="demo_meeting_1",
    ),
    note(
        ANOUK,
        27,
        "Mooi gesprek, Bas. Eén zin van je bleef hangen: “dan zien ze dat ik het ook "
        "niet weet”. Wat zou er gebeuren als ze dat zagen? Je hoeft niet te "
        "antwoorden. Denk er maar eens over na.",
    ),
    note(
        BAS,
        24,
        "Daar heb ik op zitten kauwen. Gisteren zei ik in een bespreking hardop dat ik "
        "iets over de deelnemingsvrijstelling moest uitzoeken. Er gebeurde niets. De "
        "cliënt zei: “Graag, dan hoor ik het maandag.”",
    ),
    note(
        BAS,
        20,
        "Ik vergelijk me steeds met mijn kamergenoot, en die heeft geen kinderen. Een "
        "keer met Anouk bespreken, als ik durf.",
        readers=(),
    ),
    note(
        ANOUK,
        8,
        "Ik sprak een oud-collega die vier dagen werkt en toch partner werd. Ze "
        "vertelt je graag hoe dat ging. Zal ik jullie aan elkaar voorstellen?",
    ),
    note(
        BAS,
        3,
        "Waar ik het over wil hebben:\n"
        "1. wat die twee partners over hun week vertelden\n"
        "2. het adviesgesprek van volgende maand, dat ik mag leiden\n"
        "3. nee zeggen tegen een dossier dat niemand wil",
        about="agenda",
        meeting="demo_meeting_2",
    ),
    note(
        ANOUK,
        2,
        "Eerst vragen hoe het thuis gaat. En niet weer over mijn eigen eerste jaren "
        "beginnen.",
        readers=(),
    ),
)
WAITING = (
    Text(
        EVA,
        11,
        "agreement",
        {
            "goals": "Over een jaar kent Femke in haar nieuwe stad tien vakgenoten die "
            "ze zo zou bellen.",
            "responsibilities": "Femke kiest waar ze naartoe gaat. Eva gaat de eerste "
            "keer mee als dat helpt.",
            "meetings": "Elke maand een uur, om de beurt in elkaars stad.",
            "privacy": "Wat we elkaar vertellen, blijft tussen ons.",
        },
    ),
    note(
        EVA,
        11,
        "Dag Femke, ik heb vast opgeschreven wat we in De Kroon afspraken. Klopt er "
        "iets niet, schrijf er dan gerust een nieuwe versie van.",
    ),
    note(
        EVA,
        10,
        "Femke noemde drie keer die ene borrel waar ze niet naar binnen durfde. Daar "
        "zit het, denk ik.",
        readers=(),
    ),
)
GROUP = (
    Text(
        JASPER,
        30,
        "agreement",
        {
            "goals": "Aan het eind weet ieder van ons of hij voor zichzelf begint, en "
            "zo ja, hoe.",
            "responsibilities": "Om de beurt brengt een van ons een vraag in. Jasper "
            "let op de tijd, en zegt als laatste wat hij ervan vindt.",
            "communication": "Afspraken gaan per mail. Wat je hier schrijft, hoeft "
            "niemand dezelfde dag te lezen.",
            "meetings": "Elke maand twee uur, in de bibliotheek.",
            "privacy": "Tarieven, contracten en namen van kantoren blijven onder ons "
            "vieren.",
            "difficulty": "Wie twee keer afzegt, belt Jasper. Praat iemand te veel, "
            "dan zeggen we dat vriendelijk en meteen.",
        },
        agreed=(GIJS, QUINTEN),
    ),
    Text(
        SJOERD,
        26,
        "plan",
        {
            "now": "Ik doe al jaren de familiebedrijven van kantoor, en ik doe dat "
            "graag. Maar het zijn hun cliënten.",
            "ahead": "Een eigen praktijk aan huis, met tien familiebedrijven, en om "
            "vijf uur klaar.",
            "steps": "Uitzoeken wat mijn contract toelaat, uitrekenen wat ik nodig "
            "heb, en daarna pas praten.",
            "support": "Mensen die al gesprongen zijn, en zeggen wat het kostte.",
        },
    ),
    Text(
        SJOERD,
        25,
        "goal",
        {
            "specific": "Ik praat met drie ondernemers die geen cliënt van kantoor "
            "zijn.",
            "measurable": "Van elk weet ik één vraag waar ze wakker van liggen.",
            "achievable": "Twee ken ik al van de sportclub.",
            "relevant": "Dan weet ik of er voor mij werk is, voordat ik opzeg.",
        },
        due=60,
        progress=30,
    ),
    note(
        JASPER,
        15,
        "Dank voor gisteren. De vraag van Quinten blijft me bij: hoeveel maanden moet "
        "je kunnen overbruggen voor je opzegt? Ik had er vier, en dat was er één te "
        "weinig. Willen jullie dat voor de volgende keer eens uitrekenen?",
    ),
    note(
        GIJS,
        13,
        "Gedaan. Met pensioen en verzekeringen erbij kom ik op zes maanden. En mijn "
        "tarief moet geen 95 euro zijn, maar 130. Even slikken.",
    ),
    note(
        QUINTEN,
        12,
        "Zes maanden heb ik niet. Wel een werkgever die wil praten over drie dagen in "
        "de week. Is dat laf, of slim?",
    ),
    note(
        SJOERD,
        10,
        "Jasper, dit liever alleen aan jou. In mijn contract staat een relatiebeding "
        "van twee jaar. Ik begin er in de groep pas over als ik weet of het "
        "standhoudt. Heb je een kwartier?",
        readers=(JASPER,),
    ),
    note(
        JASPER,
        9,
        "Natuurlijk, bel me gerust na vijven. Leg je contract erbij, en denk vast na "
        "over wat je doet als het wél standhoudt.",
        readers=(SJOERD,),
    ),
    note(
        SJOERD,
        6,
        "Wil ik eigen cliënten, of wil ik vooral weg bij kantoor?",
        readers=(),
    ),
)
ROOMS = {"demo_pairing_1": PAIR, "demo_pairing_2": WAITING, "demo_pairing_g": GROUP}
"""{pairing: texts in its room, oldest first}"""
COMPARED = ("demo_pairing_1",)
"""The rooms whose members compared their numbers."""
