export { pdf, type PdfDrawing } from './pdf';
export { pdfOfAnyScript } from './pdf-of-any-script';
export { pptx, type SlideDrawing } from './pptx';
export { word, type WordContent } from './word';
