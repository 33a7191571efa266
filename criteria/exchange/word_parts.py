"""Parts of a Word document that python-docx has no words for: languages, repeated heads, page numbers, links."""

from typing import Any

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

GREEN = RGBColor(0x1F, 0x5C, 0x4A)
FONT = "Calibri"
HEAD_FILL = "E3EFEA"
LINE = "A9BDB5"
NOTE_FILL = "FFF3D6"
LOCALES = {"en": "en-GB", "fi": "fi-FI", "bg": "bg-BG", "el": "el-GR", "es": "es-ES", "et": "et-EE", "hr": "hr-HR",
           "it": "it-IT", "lt": "lt-LT", "nb": "nb-NO", "pt": "pt-PT"}  # fmt: skip
MARGIN, PAGE = Cm(2.25), (Cm(21), Cm(29.7))


def set_up(document: Document, *, title: str, language: str, made: str) -> None:
    """Page, fonts, language, header and footer."""
    document.core_properties.title, document.core_properties.author = title, "CircPro"
    document.core_properties.language = LOCALES[language]
    document.core_properties.comments = ""
    section = document.sections[0]
    section.page_width, section.page_height = PAGE
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    _styles(document, language)
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    for paragraph in (header, footer):
        paragraph.style.paragraph_format.tab_stops.clear_all()  # the style's own stop in the middle of the line
        paragraph.paragraph_format.tab_stops.add_tab_stop(PAGE[0] - 2 * MARGIN, WD_TAB_ALIGNMENT.RIGHT)
    header.text = f"CircPro\t{title[:80]}"
    footer.text = f"{made}\t"
    _field(footer, "PAGE")
    footer.add_run(" / ")
    _field(footer, "NUMPAGES")


def _styles(document: Document, language: str) -> None:
    styles = document.styles
    lang = styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang")[0]
    for attribute in ("w:val", "w:eastAsia"):
        lang.set(qn(attribute), LOCALES[language])
    styles.element.xpath("w:style[@w:styleId='Title']/w:pPr/w:pBdr/w:bottom")[0].set(qn("w:color"), str(GREEN))
    normal: Any = styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(10.5)
    normal.paragraph_format.space_after = Pt(6)
    for name, size, before in (("Title", 26, 0), ("Subtitle", 12, 0), ("Heading 1", 18, 20), ("Heading 2", 14, 16),
                               ("Heading 3", 11, 8)):  # fmt: skip
        style: Any = styles[name]
        style.font.size, style.font.color.rgb, style.font.italic = Pt(size), GREEN, False
        style.font.name = FONT
        for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            style.element.rPr.rFonts.attrib.pop(qn(f"w:{attribute}"), None)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(4)
        style.paragraph_format.keep_with_next = True


def _field(paragraph: Any, code: str) -> None:
    """A field the word processor fills in, such as the number of the page."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def labelled(document: Document, label: str, words: str) -> None:
    """A line that names what it says."""
    paragraph = document.add_paragraph()
    paragraph.add_run(f"{label}: ").bold = True
    paragraph.add_run(words)


def note(document: Document, text: str) -> None:
    """A warning that stands out, also where colour is not seen."""
    paragraph = document.add_paragraph()
    paragraph.add_run(text).bold = True
    paragraph.paragraph_format.left_indent = Cm(0.2)
    paragraph.paragraph_format.keep_with_next = True
    _shade(paragraph._p.get_or_add_pPr(), NOTE_FILL)


def heading(document: Document, text: str, level: int) -> Any:
    """A heading. The style is named by its id: looking it up by name takes a fifth of a document's time."""
    paragraph = document.add_paragraph(text)
    paragraph._p.style = f"Heading{level}"
    return paragraph


def table(document: Document, head: list[str], rows: int, *, widths: list[float]) -> list[list[Any]]:
    """A table with lines; its head, where it has one, is repeated on each page. `widths` in centimetres.

    Returns the cells of each row below the head.
    """
    made = document.add_table(rows=rows + bool(head), cols=len(widths), style="Table Grid")
    made.autofit = False
    _thin_lines(made)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Cm(width)
    lines = list(made.rows)
    cells = [list(line.cells) for line in lines]
    for line, row in zip(lines, cells, strict=True):
        _row_property(line, "w:cantSplit")
        for cell, width in zip(row, widths, strict=True):
            cell.width = Cm(width)
    if not head:
        return cells
    _row_property(lines[0], "w:tblHeader")
    for cell, text in zip(cells[0], head, strict=True):
        write(cell, text, bold=True)
        _shade(cell._tc.get_or_add_tcPr(), HEAD_FILL)
    return cells[1:]


def keep_together(cells: list[list[Any]]) -> None:
    """Do not break a short table over two pages."""
    for row in cells[:-1]:
        for cell in row:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _thin_lines(made: Any) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for attribute, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", LINE)):
            line.set(qn(f"w:{attribute}"), value)
        borders.append(line)
    properties = made._tbl.tblPr
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")


def write(cell: Any, text: str, *, bold: bool = False, right: bool = False) -> None:
    """Put a text into a cell."""
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(9.5), bold or None
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def link(cell: Any, text: str, name: str) -> None:
    """Put a link to a place of the same document into a cell."""
    write(cell, text)
    paragraph = cell.paragraphs[0]
    run = paragraph.runs[0]
    run.font.color.rgb, run.underline = GREEN, True
    hyperlink = OxmlElement("w:hyperlink")
    hyperlink.set(qn("w:anchor"), name)
    paragraph._p.remove(run._r)
    hyperlink.append(run._r)
    paragraph._p.append(hyperlink)


def anchor(paragraph: Any, name: str) -> None:
    """Name a place, for links to lead to."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), name[1:])
    start.set(qn("w:name"), name)
    paragraph._p.append(start)
    paragraph._p.append(end)


def speak(run: Any, language: str) -> None:
    """Say which language a run is in, for spelling and for screen readers."""
    lang = OxmlElement("w:lang")
    lang.set(qn("w:val"), LOCALES[language])
    run._r.get_or_add_rPr().append(lang)


def space(document: Document) -> None:
    """A little room after a table."""
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _row_property(row: Any, name: str) -> None:
    element = OxmlElement(name)
    element.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(element)


def _shade(properties: Any, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for attribute, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{attribute}"), value)
    properties.append(shade)
