from broadsheet.sources.addresses import is_web_address, page_address

GIVEN = "https://kai.example/boot?id=7"


def test_the_address_that_the_input_gives_comes_first() -> None:
    assert page_address(["https://kai.example/other"], GIVEN) == GIVEN
    assert page_address(["https://kai.example/other"], "file.html") == "https://kai.example/other"
    assert page_address(["/boot", "https://kai.example/"], None) == "https://kai.example/boot"
    assert page_address(["/boot"], None) is None


def test_what_is_no_web_address() -> None:
    assert not any(map(is_web_address, ["", "kai.example", "ftp://kai.example/", "http://localhost/x", "http://[x"]))
