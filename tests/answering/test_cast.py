"""Who appears in the documents: persons, parties, and the names that are neither."""

from __future__ import annotations

import pytest

from assistant.understand.cast import Cast
from vectorstore import Entity, Statement, parties


def entity(text: str, label: str, *, at: int = 0) -> Entity:
    return Entity(document_id="d", text=text, start=at, end=at + len(text), label=label)


def statement(speaker: str, *, role: str | None = None, party: str | None = None) -> Statement:
    return Statement(
        statement_id=speaker,
        document_id="d",
        content="so",
        start=0,
        end=2,
        kind="indirect",
        speaker=speaker,
        role=role,
        party=party,
    )


def cast(*found: Entity, said: tuple[Statement, ...] = ()) -> Cast:
    return Cast.of(said, found, party_of=parties().of_typed)


def test_a_state_that_the_recogniser_takes_for_a_person_is_a_party_when_its_people_are_named() -> None:
    people = cast(entity("Maravia", "PERSON"), entity("Maravia", "PERSON"), entity("Maravian", "NORP"))
    assert people.parties == {"Maravia"}
    assert people.figures == ()
    (mention,) = people.mentions("What do the Maravians want?")
    assert (mention.name, mention.person) == ("Maravia", False)


@pytest.mark.parametrize(("land", "people"), [("Maravia", "Maravian"), ("Orlesk", "Orleskan")])
def test_the_adjective_of_a_land_may_be_misread_too(land: str, people: str) -> None:
    read = cast(entity(land, "ORG"), entity(people, "PERSON"), said=(statement("A clerk", role=f"{people} clerk"),))
    assert read.parties == {land}
    assert read.figures == ()


def test_whoever_has_a_minister_is_a_land_and_whoever_has_a_given_name_a_person() -> None:
    said = (statement("Ann Lind", role="Brenholm's fisheries minister"), statement("Bo Ek", role="Stroud's envoy"))
    read = cast(
        entity("Brenholm", "PERSON"), entity("Ann Lind", "PERSON"), entity("Stroud", "PERSON"),
        entity("Mary Stroud", "PERSON"), said=said,
    )  # fmt: skip
    assert read.parties == {"Brenholm"}
    assert {item.name: item.party for item in read.figures}["Ann Lind"] == "Brenholm"
    assert any(item.name == "Mary Stroud" for item in read.figures)


def test_without_its_people_a_single_name_stays_a_person() -> None:
    assert [figure.name for figure in cast(entity("Lindqvist", "PERSON")).figures] == ["Lindqvist"]


@pytest.mark.parametrize(
    ("speaker", "role", "person"),
    [
        ("Annika van der Berg", "minister", True),
        ("Omar al-Rashidi", "envoy", True),
        ("The Ministry of Water of the Republic of Maravia", "state body", False),
        ("two members of the delegation", "delegates", False),
    ],
)
def test_a_person_has_a_persons_name(speaker: str, role: str, person: bool) -> None:
    figures = cast(said=(statement(speaker, role=role),)).figures
    assert [figure.name for figure in figures] == ([speaker] if person else [])


def test_a_label_in_capitals_names_nobody_and_a_name_in_capitals_gives_way() -> None:
    people = cast(
        entity("QUESTION", "PERSON"), entity("Hedda Lorn", "PERSON"), said=(statement("ENVOY LORN", role="envoy"),)
    )
    assert [figure.name for figure in people.figures] == ["Hedda Lorn"]


def test_a_party_has_one_form_wherever_it_is_named() -> None:
    people = cast(
        entity("Maravia", "GPE"),
        said=(statement("Teodor Vask", role="Maravian prime minister", party="Maravian"), statement("Maravia")),
    )
    assert people.figure("vask").party == "Maravia"  # type: ignore[union-attr]
    assert people.voices == {"vask", "maravia"}
    assert people.keys_of("Teodor Vask", "Maravian") == {"vask", "maravia"}


def test_speaking_for_a_party_is_that_partys_voice() -> None:
    people = cast(entity("Maravia", "GPE"), said=(statement("Teodor Vask", role="Maravian envoy"),))
    (mention,) = people.mentions("And Maravia?")
    assert people.speaks(mention)
    assert not cast(entity("Maravia", "GPE")).speaks(mention)


def test_names_are_found_in_other_spellings() -> None:
    people = cast(entity("Pavel Zelinsky", "PERSON"), entity("Maravia", "GPE"))
    assert people.resembles("zelinskyy")
    assert people.resembles("maravai")
    assert not people.resembles("zebra")
    assert people.figure("zelinskiy") == people.figures[0]


def test_names_that_nothing_else_knows_are_names_all_the_same() -> None:
    people = cast(
        entity("Northern Assembly", "ORG"),
        entity("Petra Lund", "ORG"),
        said=(statement("Konsta"), statement("the Assembly"), statement("a spokeswoman for the company, Petra Lund,")),
    )
    named = [mention.key for mention in people.mentions("Did Konsta, Petra Lund and the Northern Assembly agree?")]
    assert named == ["konsta", "petra lund", "northern assembly"]
    assert people.mentions("So a konsta of no name") == (), "in lower case among capitals it is no name of this kind"
    assert [mention.key for mention in people.mentions("did konsta agree")] == ["konsta"], "typed without any capital"
    assert {"konsta", "northern assembly", "petra lund"} <= people.voices


def test_a_speaker_without_a_name_is_somebody_when_the_question_says_so() -> None:
    people = cast(said=(statement("The union"), statement("the letter")))
    (mention,) = people.mentions("What does the union want from the airline?")
    assert mention.name == "the union"
    assert people.speaks(mention)
    assert people.mentions("What does a union want? What does the letter say?") == ()


def test_where_somebody_speaks_is_not_for_whom() -> None:
    people = cast(entity("Arden", "GPE"), entity("Maravia", "GPE"), said=(statement("diplomats in Arden"),))
    assert people.voices == frozenset()
    assert people.keys_of("the envoy of Maravia", None) == {"maravia"}


def test_a_title_gives_a_person_their_organisation() -> None:
    people = cast(
        entity("Meadow Party", "ORG"),
        entity("Maravia", "GPE"),
        said=(
            statement("Lina Farouk", role="Meadow Party negotiator"),
            statement("Teodor Vask", role="envoy of Maravia to the Meadow Party"),
        ),
    )
    office = cast(entity("Labour", "ORG"), said=(statement("Yolanda Ferrant", role="Labour Minister"),))
    assert office.figure("ferrant").party is None  # type: ignore[union-attr]
    assert people.figure("farouk").party == "Meadow Party"  # type: ignore[union-attr]
    assert people.figure("vask").party is None, "two are named: whose envoy is not guessed"  # type: ignore[union-attr]


def test_all_forms_of_a_name_are_one() -> None:
    people = cast(
        entity("Teachers' Guild of Veldania", "ORG"),
        entity("Castellan Terminals", "ORG"),
        said=(statement("the Guild"), statement("Castellan")),
    )
    (short,) = people.mentions("What did the Guild ask for?")
    (long,) = people.mentions("What did the Teachers' Guild of Veldania ask for?")
    assert short.key == long.key
    assert people.speaks(long)
    (company,) = people.mentions("Has Castellan accepted?")
    assert [item.key for item in people.mentions("So Castellan Terminals accepted it.")] == [company.key]


def test_an_organisation_taken_for_a_person_is_none() -> None:
    people = cast(
        entity("Castellan", "PERSON"),
        entity("Castellan Terminals", "PERSON"),
        entity("Guild", "PERSON"),
        entity("Teachers' Guild", "ORG"),
        entity("Petra Lund", "PERSON"),
        entity("Lund", "PERSON"),
    )
    assert [figure.name for figure in people.figures] == ["Petra Lund"]
    named = people.mentions("Did the Guild, the Teachers' Guild, Castellan and Castellan Terminals agree?")
    assert [mention.name for mention in named] == ["Teachers' Guild"] * 2 + ["Castellan Terminals"] * 2


def test_a_company_goes_by_its_whole_name_and_a_town_not_by_its_newspaper() -> None:
    whole_first = cast(entity("Halden Terminals", "ORG", at=10), entity("Halden", "ORG", at=50))
    assert [item.name for item in whole_first.mentions("What does Halden want?")] == ["Halden Terminals"]
    town_first = cast(entity("Tarrow", "PERSON", at=0), entity("Tarrow Observer", "ORG", at=50))
    assert "Tarrow Observer" not in {item.name for item in town_first.mentions("What does Tarrow want?")}


def test_a_persons_whole_name_is_theirs_though_a_word_of_it_is_a_lands() -> None:
    people = cast(entity("Sofia Brandt", "PERSON"), said=(statement("Sofia Brandt", role="commissioner"),))
    assert [(item.name, item.person) for item in people.mentions("What did Sofia Brandt say?")] == [
        ("Sofia Brandt", True)
    ]


def test_a_title_may_leave_out_what_kind_of_land_it_is() -> None:
    people = cast(
        entity("Sorvay Islands", "GPE"),
        entity("Pell Hadrick", "PERSON"),
        said=(statement("Pell Hadrick", role="chief Sorvay negotiator"),),
    )
    assert [item.party for item in people.figures] == ["Sorvay Islands"]


def test_two_who_speak_under_one_surname_are_two() -> None:
    povels = (
        statement("Darya Povel", role="foreign minister"),
        statement("Darya Povel"),
        statement("Stepan Povel", role="retired general"),
    )
    people = cast(
        entity("Darya Povel", "PERSON"), entity("Stepan Povel", "PERSON"), entity("Povel", "PERSON"), said=povels
    )
    named = {
        text: people.mentions(text)[0] for text in ("What did Stepan Povel say?", "What did Povel say?", "Darya Povel")
    }
    assert [item.name for item in named.values()] == ["Stepan Povel", "Darya Povel", "Darya Povel"]
    assert people.keys_of("Stepan Povel", None).isdisjoint(people.keys_of("Darya Povel", None))
    assert people.speakers("Povel") == ("Darya Povel", "Povel")
    (meant,) = people.mentions("Povel left.", within="General Stepan Povel saw them. Povel left.")
    assert meant.name == "Stepan Povel"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Chris Lund", "Christopher Lund"),
        ("J. Lund", "Jon Lund"),
        ("Mr Lund", "Jon Lund"),
        ("REGISTRAR LUND", "Jon Lund"),
        ("Ambassador Lund", "Jon Lund"),
    ],
)
def test_one_person_under_two_forms_of_the_name_is_one(one: str, other: str) -> None:
    people = cast(entity(other, "PERSON"), said=(statement(one), statement(other)))
    assert people.keys_of(one, None) == people.keys_of(other, None) == {"lund"}


def test_whom_the_recogniser_takes_for_a_body_is_not_somebody_else_of_that_surname() -> None:
    people = cast(
        entity("Bobby Scott", "PERSON"), entity("Keith Lamont Scott", "ORG"), said=(statement("Bobby Scott"),)
    )
    (mention,) = people.mentions("What did Keith Lamont Scott say?")
    assert mention.name == "Keith Lamont Scott"


@pytest.mark.parametrize(
    ("speaker", "speaks"),
    [
        ("Rita Sorn", True),
        ("Sorn, the dockers' leader", True),
        ("dockers' leader Rita Sorn", True),
        ("Sorn of the dockers", True),
        ("Rita Sorn and Nils Arup", True),
        ("Sorn's allies", False),
        ("Sorn supporters", False),
        ("an aide to Sorn", False),
    ],
)
def test_whose_name_it_is_that_speaks(speaker: str, speaks: bool) -> None:
    people = cast(entity("Rita Sorn", "PERSON"), entity("Nils Arup", "PERSON"))
    assert ("sorn" in people.keys_of(speaker, None)) is speaks


def test_an_initial_stands_for_one_of_two_namesakes() -> None:
    people = cast(*[entity(name, "PERSON") for name in ("Rita Sorn", "Nils Sorn", "Rita Sorn")])
    assert [mention.name for mention in people.mentions("N. SORN")] == ["Nils Sorn"]
    assert [mention.name for mention in people.mentions("R. Sorn")] == ["Rita Sorn"]


def test_a_particle_is_no_given_name() -> None:
    people = cast(entity("De Ruyn", "PERSON"), entity("Karel de Ruyn", "PERSON"))
    (mention,) = people.mentions("What did De Ruyn say?")
    assert mention.key in people.keys_of("Karel de Ruyn", None)
