import pytest

from broadsheet.reject_reasons import EXPLANATIONS, Reason


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_says_what_it_means_and_what_to_do(reason):
    assert EXPLANATIONS[reason].meaning
    assert EXPLANATIONS[reason].remedy
