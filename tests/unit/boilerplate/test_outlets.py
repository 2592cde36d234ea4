import pyarrow as pa
import pytest

from broadsheet.boilerplate.outlets import outlet_keys


def key(url=None, publisher=None, uri="page.txt"):
    columns = {"url": [url], "publisher": [publisher], "source_uri": [uri]}
    return outlet_keys(pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()}))[0].as_py()


@pytest.mark.parametrize(
    ("page", "outlet"),
    [
        pytest.param(
            {"url": "https://www.Quay.example/a", "publisher": "Hill"}, "quay.example", id="host of the address"
        ),
        pytest.param({"url": "http://me@quay.example:80?x=1"}, "quay.example", id="user and port are no host"),
        pytest.param(
            {"uri": "www.quay.example/2018/a.txt", "publisher": "Hill"}, "quay.example", id="folder of a mirror"
        ),
        pytest.param({"uri": "quay/a.txt", "publisher": "The  Quay!"}, "the quay", id="publisher before folder"),
        pytest.param({"uri": "quay/old/a.txt"}, "quay/", id="first folder"),
        pytest.param({"uri": "quay/a.txt", "publisher": "—"}, "quay/", id="a publisher without letters is none"),
        pytest.param({}, "./", id="no folder"),
    ],
)
def test_the_outlet_is_the_most_reliable_name_of_the_page(page, outlet):
    assert key(**page) == outlet


def test_spellings_of_a_name_are_one_outlet():
    assert key(publisher="Straßen-Post") == key(publisher="STRASSEN POST")
