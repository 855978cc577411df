"""Small files that are what they say, made by hand."""

from __future__ import annotations

import gzip
import io
import zipfile

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xdc\xccY\xe7\x00\x00\x00\x00IEND\xaeB`\x82"
)
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 40 + b"\xff\xd9"
WEBP = b"RIFF" + (20).to_bytes(4, "little") + b"WEBPVP8 " + b"\x00" * 12
LOG = b'<?xml version="1.0"?>\n<!-- made by hand -->\n<log xes.version="1.0"><trace/></log>'
CSV = "姓名,天数\n李伟,5\n".encode()


def office(main: str, **parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", '<?xml version="1.0"?><Types/>')
        archive.writestr(main, '<?xml version="1.0"?><root/>')
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


DOCX = office("word/document.xml")
XLSX = office("xl/workbook.xml")
PPTX = office("ppt/presentation.xml")

GOOD: dict[str, tuple[bytes, str]] = {
    "a.pdf": (PDF, "application/pdf"),
    "a.png": (PNG, "image/png"),
    "a.jpg": (JPG, "image/jpeg"),
    "A.JPEG": (JPG, "image/jpeg"),
    "a.webp": (WEBP, "image/webp"),
    "a.docx": (DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "a.xlsx": (XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "a.pptx": (PPTX, "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "a.csv": (CSV, "text/csv"),
    "a.txt": ("访谈记录".encode("gb18030"), "text/plain"),
    "a.xml": (b"<a/>", "application/xml"),
    "a.xes": (LOG, "application/xml"),
    "b.xes": (b"\xef\xbb\xbf" + LOG, "application/xml"),
    "c.xes": (LOG.decode().encode("utf-16"), "application/xml"),
    "a.xes.gz": (gzip.compress(LOG), "application/gzip"),
}
