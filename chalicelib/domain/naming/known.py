"""Names that are spelled in more ways than rules can say: one line each, the usual spelling first.

What stands here is one name to everybody who reads a roll. Two names that are only like each other
(Rashid and Arshad, Patel and Patil) do not.
"""

from typing import Final

SPELLINGS: Final = """
    muhammad mohammad mohammed muhammed mohamad mohamed mohmad mohmed mahammad mohd mohm mhd md
    ahmad ahmed ahamad ahamed ahmd
    hussain husain hussein husen hosen hossain hosain hussen husein
    rahman rehman rahaman rehaman
    usman osman
    umar omar umer
    shaikh sheikh shaik sheik shekh sekh sk
    saiyad syed sayyed sayed saiyed sayyid sayeed saiyyad
    abdul abdur abdus abdun abduz abdush abdool
    khatun khatoon khatoun khaton
    begum begam begom
    siddiqui siddiqi siddique siddiquee sidiqui
    qureshi quraishi kureshi quraishy quereshi
    ansari ansary
    ismail esmail ismael ishmail
    ibrahim ebrahim ibraheem
    iqbal ekbal eqbal
    irshad ershad
    imran emran
    ayesha aisha aysha aayesha ayisha
    yusuf yousuf yusof yousaf
    mustafa mostafa
    mumtaz momtaz
    muzaffar mozaffar
    mukhtar mokhtar
    munir monir
    ghulam golam gulam
    zubair zuber zubaer
    zulfiqar zulfikar julfikar
    lakshmi laxmi luxmi lachhmi lachmi
    lakshman laxman lachhman lachman
    krishna krishan krushna krisna
    narayan narain narayana
    chaudhary choudhary chowdhury choudhury chaudhuri choudhuri chowdhry chaudhry chodhary
    shrivastava srivastava shrivastav srivastav srivastva shriwastav shrivastwa
    vishwakarma vishvakarma biswakarma bishwakarma viswakarma vishkarma
    mukherjee mukherji mukharji mukharjee mukerjee
    banerjee banerji banarji bannerjee byanarji
    chatterjee chatterji chatarji chattarji chyatarji
    tiwari tewari tiwary tewary tivari
    pandey pande panday pandeya
    dubey dube dubay doobey
    chaubey choubey chaube chobey
    verma varma barma
    agrawal agarwal aggarwal agarwala
    jaiswal jayaswal jaisawal jayswal
    goyal goel
    rathore rathor rathaur rathaud rathod
    gaur gaud gour
    kunwar kuwar kanwar kunvar
    mandal mondal mondol
    biswas bishwas vishwas viswas
    mahato mahto mehto
    sarkar sircar sorkar
    ghosh ghose
    bose bos
    dutta datta dutt datt
    kaur kour
    devi debi
    oraon uraon uranv
"""
