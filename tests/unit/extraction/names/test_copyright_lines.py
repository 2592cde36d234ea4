"""The holder of a copyright is read without years, rights and legal forms."""

import pytest

from broadsheet.extraction.names.copyright_lines import copyright_holder
from broadsheet.extraction.names.outlet_names import Evidence


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("© 2020 The Bay Courier. All rights reserved", "The Bay Courier"),
        ("Copyright © 1999-2024 Bay Courier | Imprint", "Bay Courier"),
        ("Bay Courier © All rights reserved", "Bay Courier"),
        ("Todos Los Derechos Reservados © 2023 El Muelle", "El Muelle"),
        ("© El Muelle 2021 - Todos los derechos reservados", "El Muelle"),
        ("© 2021 Flussbote, Alle Rechte vorbehalten", "Flussbote"),
        ("© 2020 جميع الحقوق محفوظة لصحيفة الميناء", "الميناء"),
    ],
)
def test_holders(line: str, name: str) -> None:
    assert [found.name for found in copyright_holder(line, 0)] == [name]


def test_a_company_is_told_from_an_outlet() -> None:
    (company,) = copyright_holder("© 2021 Harbour Media GmbH", 0)
    (outlet,) = copyright_holder("© 2021 Bay Courier", 0)
    assert company.name == "Harbour Media"
    assert (company.origin, outlet.origin) == (Evidence.COMPANY, Evidence.COPYRIGHT)


@pytest.mark.parametrize("line", ["© Jo Doe", "© 2021", "© 2021 All rights reserved", "CC BY 2.0"])
def test_lines_that_name_no_holder(line: str) -> None:
    assert list(copyright_holder(line, 0)) == []
