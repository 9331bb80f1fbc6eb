from services.demo.tables import table


def test_rows_follow_their_header_and_lines_end_the_same_everywhere() -> None:
    data = table(("a", "b"), [(1, "x;y"), ("å", "")])
    assert data == 'a;b\n1;"x;y"\nå;\n'.encode()


def test_the_delimiter_can_be_a_comma() -> None:
    assert table(("a", "b"), [("1;2", 3)], delimiter=",") == b"a,b\n1;2,3\n"
