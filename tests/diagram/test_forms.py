from __future__ import annotations

import json
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings

from goofer_py.diagram import png as png_module
from goofer_py.diagram.dot import dot
from goofer_py.diagram.html import html
from goofer_py.diagram.mermaid import mermaid
from goofer_py.diagram.picture import Box, Mark, Picture, Relation, Row
from goofer_py.diagram.png import png
from goofer_py.diagram.reading import picture_of
from goofer_py.diagram.svg import svg
from goofer_py.errors import MissingExtra, UsageError
from goofer_py.schema import Name
from tests.diagram.pictures import HOSTILE, SHOP, crowd, pictures

SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {"svg", "title", "style", "rect", "path", "g", "text", "tspan"}
HARMED = tuple(
    Picture(
        name,
        (Box(Name(name, name), (Row(name, name, ("PK",), mark), Row(name, is_note=True)), mark),),
        (Relation(Name(name, name), Name(name, name), (name,), (name,), mark=mark),),
        is_change=bool(mark),
    )
    for name in HOSTILE
    for mark in (Mark.SAME, Mark.DROPPED)
)
ENTITY = r'"[^"%\r\n\v\b\\]+"'
ATTRIBUTE = re.compile(
    r"        (?!(?:PK|FK|UK)\b)[A-Za-z_\u00c0-\uffff][\w\-\[\]()\u00c0-\uffff]*"
    r" (?!(?:PK|FK|UK)\b)[A-Za-z_\u00c0-\uffff][\w\-\[\]()\u00c0-\uffff]*"
    r'( (PK|FK|UK)(, (PK|FK|UK))*)?( "[^"]+")?',
    re.IGNORECASE,
)
LINE = re.compile(
    rf"erDiagram|    {ENTITY}(:::\w+)?( \{{)?|    \}}"
    rf'|    {ENTITY} [|o]+(--|\.\.)[|o{{]+ {ENTITY} : "[^"]*"|    classDef \w+ [\w#:,]+'
)


def readable(text: str) -> bool:
    """Say whether Mermaid's grammar has each line."""
    return all(LINE.fullmatch(line) or ATTRIBUTE.fullmatch(line) for line in text.splitlines())


def check_svg(text: str, picture: Picture) -> None:
    root = ET.fromstring(text)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= ALLOWED
    boxes = [one for one in root.iter(f"{SVG}g") if (one.get("class") or "").startswith("box")]
    assert len(boxes) == len(picture.boxes)
    for one in root.iter():
        assert not any(name.lower().startswith("on") or "href" in name for name in one.attrib)


@given(pictures(most=5, names=HOSTILE))
@settings(max_examples=60, deadline=None)
def test_hostile_names_break_no_form(picture: Picture) -> None:
    check_svg(svg(picture), picture)
    assert readable(mermaid(picture))


@pytest.mark.parametrize("picture", HARMED)
def test_a_hostile_name_ends_nothing(picture: Picture) -> None:
    check_svg(svg(picture), picture)
    assert readable(mermaid(picture))
    page = html(picture)
    assert page.count("<script") == page.count("</script>") == 2
    assert "<img" not in page
    data = page.partition('id="data">')[2].partition("</script>")[0]
    assert len(json.loads(data)["tables"]) == 1
    body = page.partition("<svg")[2].partition("</svg>")[0]
    ET.fromstring(f"<svg{body}</svg>")
    for line in dot(picture).splitlines():
        if " [label=<" in line:
            ET.fromstring(line.partition(" [label=<")[2].removesuffix(">];"))
        else:
            assert re.sub(r"\\.", "", line).count('"') % 2 == 0


def test_a_form_is_the_same_for_the_same_picture() -> None:
    picture = crowd(60)
    for form in (svg, html, mermaid, dot):
        assert form(picture) == form(picture)


def test_nothing_is_fetched_from_elsewhere() -> None:
    for form in (svg, html):
        text = form(picture_of(SHOP, "Shop")).replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?:|//\w|@import|url\(|src=|href=", text)


def test_an_svg_shows_names_types_and_keys() -> None:
    text = svg(picture_of(SHOP, "Shop"))
    shown = [element.text for element in ET.fromstring(text).iter(f"{SVG}text")]
    assert {"orders", "user_id", "bigint", "text?", "numeric(5, 2)", "PK", "FK"} <= {*shown}
    assert "Shop: 4 tables, 3 relations" in shown


@pytest.mark.parametrize(
    ("mark", "sign", "kind"),
    [(Mark.ADDED, "+", "added"), (Mark.CHANGED, "~", "changed"), (Mark.DROPPED, "-", "dropped")],
)
def test_a_mark_has_a_sign_beside_its_color(mark: Mark, sign: str, kind: str) -> None:
    name = Name("users")
    box = Box(name, (Row("mail", "text", mark=mark),), mark)
    picture = Picture("1_mail", (box,), (Relation(name, name, mark=mark),), is_change=True)
    root = ET.fromstring(svg(picture))
    texts = [one.text for one in root.iter(f"{SVG}text")]
    assert f"{sign} users" in texts
    assert sign in texts
    assert f'class="box {kind}"' in svg(picture)
    assert f"line-{kind}" in svg(picture)
    assert f'"{sign} users":::{kind} {{' in mermaid(picture)
    assert f'text mail "{sign} {kind}"' in mermaid(picture)
    assert f"{sign} users" in dot(picture)


def test_a_mermaid_diagram_says_how_many_there_may_be() -> None:
    assert mermaid(picture_of(SHOP, "Shop")) == (
        "erDiagram\n"
        '    "lines" {\n'
        "        bigint id PK\n"
        "        integer order_id FK\n"
        "        integer parent_id FK\n"
        "    }\n"
        '    "orders" {\n'
        "        bigint id PK\n"
        '        text note "text?"\n'
        "        integer user_id FK\n"
        "    }\n"
        '    "rates" {\n'
        "        bigint id PK\n"
        '        numeric(5__2) rate "numeric(5, 2)"\n'
        "    }\n"
        '    "users" {\n'
        "        bigint id PK\n"
        "        text mail\n"
        "    }\n"
        '    "orders" ||--o{ "lines" : "order_id"\n'
        '    "lines" ||--o{ "lines" : "parent_id"\n'
        '    "users" ||--o{ "orders" : "user_id"\n'
    )


def test_a_png_is_as_large_as_its_svg_twice() -> None:
    data = png(picture_of(SHOP, "Shop"))
    assert data.startswith(b"\x89PNG\r\n")
    width = int.from_bytes(data[16:20])
    drawn = ET.fromstring(svg(picture_of(SHOP, "Shop"))).get("width")
    assert width == 2 * float(drawn or 0)


def test_a_png_without_its_library_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "resvg_py", None)
    png_module._has_fonts.cache_clear()
    with pytest.raises(MissingExtra) as error:
        png(picture_of(SHOP, "Shop"))
    assert error.value.hint == "pip install 'goofer-py[png]'"
    assert error.value.exit_code == 2


def test_a_png_without_fonts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(png_module, "_LETTER", "")
    png_module._has_fonts.cache_clear()
    with pytest.raises(UsageError, match="No font is installed"):
        png(picture_of(SHOP, "Shop"))
    png_module._has_fonts.cache_clear()


def test_a_page_has_all_columns_of_tables_whose_boxes_show_few() -> None:
    whole = picture_of(SHOP, "Shop")
    few = Picture("Shop", tuple(Box(box.name) for box in whole.boxes), whole.relations)
    page = html(few, whole)
    data = json.loads(page.partition('id="data">')[2].partition("</script>")[0])
    assert data["tables"][1]["name"] == "orders"
    assert [row[2] for row in data["tables"][1]["rows"]] == ["id", "note", "user_id"]
    assert ">user_id<" not in page
