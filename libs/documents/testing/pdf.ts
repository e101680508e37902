import PDFDocument from 'pdfkit';

export type PdfDrawing = InstanceType<typeof PDFDocument>;

/** A PDF as PDFKit writes it: A4, margins of an inch, Helvetica. */
export function pdf(draw: (page: PdfDrawing) => void, options: PDFKit.PDFDocumentOptions = {}): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const document = new PDFDocument({ size: 'A4', margin: 72, ...options });
    const chunks: Buffer[] = [];
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
    draw(document);
    document.end();
  });
}
